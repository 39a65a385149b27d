"""Closed periods: figures kept with their rows under a seal; the computed figures of months are read from sums now"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DELETE FROM task WHERE kind = 'compute_figures'")
    op.execute("DELETE FROM timetable_slot WHERE name = 'figures'")
    op.drop_table("figure")
    op.create_table(
        "closed_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("as_of_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=600), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint("version = 1 OR reason <> ''", name=op.f("ck_closed_period_correction_has_reason")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["account.id"], name=op.f("fk_closed_period_closed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_period")),
        sa.UniqueConstraint("period", "version", name=op.f("uq_closed_period_period_version")),
    )
    op.create_table(
        "figure",
        sa.Column("closed_period_id", sa.Integer(), nullable=False),
        sa.Column("agency_code", sa.String(length=60), nullable=False),
        sa.Column("indicator", sa.String(length=40), nullable=False),
        sa.Column("definition_version", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=24), nullable=False),
        sa.Column("points", sa.String(length=24), nullable=False),
        sa.Column("numerator", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("rows", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("n >= 0 AND numerator >= 0", name=op.f("ck_figure_counts")),
        sa.ForeignKeyConstraint(["closed_period_id"], ["closed_period.id"], name=op.f("fk_figure_closed_period_id")),
        sa.PrimaryKeyConstraint("closed_period_id", "agency_code", "indicator", name=op.f("pk_figure")),
    )


def downgrade() -> None:
    op.drop_table("figure")
    op.drop_table("closed_period")
    op.create_table(
        "figure",
        sa.Column("indicator", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=12), nullable=False),
        sa.Column("agency_code", sa.String(length=60), nullable=False),
        sa.Column("numerator", sa.Integer(), nullable=False),
        sa.Column("denominator", sa.Integer(), nullable=False),
        sa.Column("definition_version", sa.String(length=40), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("numerator <= denominator", name=op.f("ck_figure_part_of_whole")),
        sa.PrimaryKeyConstraint("indicator", "period", "agency_code", name=op.f("pk_figure")),
    )
