"""Facts: what figures are made of, each line with the span in which it held; definitions of indicators"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _facts()
    op.create_table(
        "indicator",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name_vi", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("population", sa.String(length=40), nullable=False),
        sa.Column("condition", sa.String(length=40), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("formula", sa.String(length=12), nullable=False),
        sa.Column("parameters", sa.String(length=120), nullable=False),
        sa.Column("max_points", sa.Integer(), nullable=True),
        sa.Column("min_sample", sa.Integer(), nullable=False),
        sa.Column("higher_is_better", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("note_vi", sa.String(length=600), nullable=False),
        sa.Column("note_en", sa.String(length=600), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('share', 'count', 'median', 'p90')", name=op.f("ck_indicator_kind")),
        sa.CheckConstraint("min_sample > 0", name=op.f("ck_indicator_sample")),
        sa.PrimaryKeyConstraint("code", "version", name=op.f("pk_indicator")),
    )


def _facts() -> None:
    op.create_table(
        "fact_progress",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("refreshed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rebuild_from", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_fact_progress")),
    )
    op.create_table(
        "fact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("leg_id", sa.Integer(), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agency_code", sa.String(length=60), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "received",
                "forwarded",
                "returned",
                "in_progress",
                "awaiting_info",
                "awaiting_approval",
                "resolved",
                "closed",
                "refused",
                "referred",
                "merged",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "feedback",
                "suggestion",
                "question",
                "complaint",
                "denunciation",
                "crime_report",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "level",
            sa.Enum("normal", "urgent", "complex", name="level", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column(
            "channel",
            sa.Enum(
                "phone",
                "web",
                "zalo",
                "sms",
                "mail",
                "helper",
                "import",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("field_code", sa.String(length=60), nullable=True),
        sa.Column("ward_code", sa.String(length=10), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("ending", sa.String(length=12), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ends_by", sa.Date(), nullable=False),
        sa.Column("is_published_late", sa.Boolean(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("is_kept", sa.Boolean(), nullable=True),
        sa.Column("forward_s", sa.Integer(), nullable=True),
        sa.Column("accept_s", sa.Integer(), nullable=True),
        sa.Column("answer_s", sa.Integer(), nullable=True),
        sa.Column("likes", sa.Integer(), nullable=False),
        sa.Column("dislikes", sa.Integer(), nullable=False),
        sa.Column("return_count", sa.Integer(), nullable=False),
        sa.Column("reopen_count", sa.Integer(), nullable=False),
        sa.CheckConstraint("until_at IS NULL OR until_at >= since_at", name=op.f("ck_fact_span")),
        sa.ForeignKeyConstraint(["agency_code"], ["agency.code"], name=op.f("fk_fact_agency_code")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_fact_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact")),
    )
    op.create_index("ix_fact_agency_code_received_on", "fact", ["agency_code", "received_on"], unique=False)
    op.create_index("ix_fact_received_on_agency_code", "fact", ["received_on", "agency_code"], unique=False)
    op.create_index(
        "uq_fact_holds",
        "fact",
        ["case_id", "leg_id"],
        unique=True,
        sqlite_where=sa.text("until_at IS NULL"),
        postgresql_where=sa.text("until_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("indicator")
    op.drop_index(
        "uq_fact_holds",
        table_name="fact",
        sqlite_where=sa.text("until_at IS NULL"),
        postgresql_where=sa.text("until_at IS NULL"),
    )
    op.drop_index("ix_fact_received_on_agency_code", table_name="fact")
    op.drop_index("ix_fact_agency_code_received_on", table_name="fact")
    op.drop_table("fact")
    op.drop_table("fact_progress")
