"""Indicator catalogues, and assessments: claimed, appraised and final points side by side"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "catalogue",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_vi", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("applies_to", sa.String(length=12), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column(
            "source_status",
            sa.Enum(
                "found",
                "partial",
                "unverified",
                "design",
                name="sourcestatus",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("total_points", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=600), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_catalogue")),
    )
    op.create_table(
        "catalogue_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("catalogue_code", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("parent_code", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_vi", sa.String(length=300), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=False),
        sa.Column("max_points", sa.Integer(), nullable=True),
        sa.Column("formula", sa.String(length=12), nullable=False),
        sa.Column("parameters", sa.String(length=300), nullable=False),
        sa.Column("metric", sa.String(length=40), nullable=False),
        sa.Column(
            "source_status",
            sa.Enum(
                "found",
                "partial",
                "unverified",
                "design",
                name="sourcestatus",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["catalogue_code"], ["catalogue.code"], name=op.f("fk_catalogue_row_catalogue_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_row")),
        sa.UniqueConstraint("catalogue_code", "code", name=op.f("uq_catalogue_row_catalogue_code_code")),
    )
    op.create_table(
        "assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("catalogue_code", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=12), nullable=False),
        sa.Column("agency_code", sa.String(length=60), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "claimed",
                "closed",
                name="assessmentstate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_assessment_closed_has_time")),
        sa.CheckConstraint("state <> 'closed' OR digest <> ''", name=op.f("ck_assessment_closed_is_sealed")),
        sa.ForeignKeyConstraint(["agency_code"], ["agency.code"], name=op.f("fk_assessment_agency_code")),
        sa.ForeignKeyConstraint(["catalogue_code"], ["catalogue.code"], name=op.f("fk_assessment_catalogue_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
        sa.UniqueConstraint(
            "catalogue_code", "period", "agency_code", name=op.f("uq_assessment_catalogue_code_period_agency_code")
        ),
    )
    op.create_index(op.f("ix_assessment_agency_code"), "assessment", ["agency_code"], unique=False)
    op.create_table(
        "assessment_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.Column("self_points", sa.Integer(), nullable=True),
        sa.Column("appraised_points", sa.Integer(), nullable=True),
        sa.Column("final_points", sa.Integer(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "not_started",
                "in_progress",
                "needs_evidence",
                "done",
                name="rowstate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("owner", sa.String(length=120), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "agrees IS NOT FALSE OR explanation <> ''", name=op.f("ck_assessment_row_disagreement_has_reason")
        ),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id <> entered_by_id",
            name=op.f("ck_assessment_row_approved_by_another"),
        ),
        sa.ForeignKeyConstraint(["approved_by_id"], ["account.id"], name=op.f("fk_assessment_row_approved_by_id")),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name=op.f("fk_assessment_row_assessment_id")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["account.id"], name=op.f("fk_assessment_row_entered_by_id")),
        sa.ForeignKeyConstraint(["row_id"], ["catalogue_row.id"], name=op.f("fk_assessment_row_row_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_row")),
        sa.UniqueConstraint("assessment_id", "row_id", name=op.f("uq_assessment_row_assessment_id_row_id")),
    )


def downgrade() -> None:
    op.drop_table("assessment_row")
    op.drop_index(op.f("ix_assessment_agency_code"), table_name="assessment")
    op.drop_table("assessment")
    op.drop_table("catalogue_row")
    op.drop_table("catalogue")
