"""Learning: labelled examples, trained field models, what a model in shadow would say"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

LESSONS = ("reclassified", "forwarded", "returned", "closed")
STATES = ("shadow", "active", "retired", "refused")


def upgrade() -> None:
    op.create_table(
        "labelled_example",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("lesson", sa.String(length=24), nullable=False),
        sa.Column("field_code", sa.String(length=60), nullable=False),
        sa.Column("guessed_code", sa.String(length=60), nullable=True),
        sa.Column("model_version", sa.String(length=60), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(sa.column("lesson").in_(LESSONS), name=op.f("ck_labelled_example_lesson")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_labelled_example_case_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_labelled_example_report_id")),
        sa.ForeignKeyConstraint(["field_code"], ["field.code"], name=op.f("fk_labelled_example_field_code")),
        sa.ForeignKeyConstraint(["guessed_code"], ["field.code"], name=op.f("fk_labelled_example_guessed_code")),
        sa.ForeignKeyConstraint(["noted_by_id"], ["account.id"], name=op.f("fk_labelled_example_noted_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labelled_example")),
        sa.UniqueConstraint("case_id", "lesson", name=op.f("uq_labelled_example_case_id_lesson")),
    )
    op.create_index("ix_labelled_example_noted_at", "labelled_example", ["noted_at"])
    _models()
    op.create_table(
        "shadow_guess",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("model_id", sa.Integer(), nullable=False),
        sa.Column("field_code", sa.String(length=60), nullable=False),
        sa.Column("probability", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_shadow_guess_decision_id")),
        sa.ForeignKeyConstraint(["model_id"], ["field_model.id"], name=op.f("fk_shadow_guess_model_id")),
        sa.PrimaryKeyConstraint("decision_id", "model_id", name=op.f("pk_shadow_guess")),
    )


def _models() -> None:
    op.create_table(
        "field_model",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("trained_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file", sa.LargeBinary(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("example_count", sa.Integer(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("verdict", sa.String(length=300), nullable=False),
        sa.Column("promoted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("promoted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(sa.column("state").in_(STATES), name=op.f("ck_field_model_modelstate")),
        sa.CheckConstraint(
            "state <> 'active' OR promoted_at IS NOT NULL", name=op.f("ck_field_model_active_was_promoted")
        ),
        sa.ForeignKeyConstraint(["promoted_by_id"], ["account.id"], name=op.f("fk_field_model_promoted_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_model")),
        sa.UniqueConstraint("version", name=op.f("uq_field_model_version")),
    )
    for name in ("active", "shadow"):
        only = sa.text(f"state = '{name}'")
        op.create_index(
            f"uq_field_model_{name}", "field_model", ["state"], unique=True, sqlite_where=only, postgresql_where=only
        )


def downgrade() -> None:
    op.drop_table("shadow_guess")
    op.drop_table("field_model")
    op.drop_table("labelled_example")
