"""Answers drawn by lot each week, and what reviewers say of them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

WAITS = sa.text("verdict IS NULL")
VERDICT = sa.Enum("genuine", "formal", "unsolved", name="verdict", native_enum=False, create_constraint=True, length=24)


def upgrade() -> None:
    op.create_table(
        "review_draw",
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("head_seq", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.String(length=64), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("week", name=op.f("pk_review_draw")),
    )
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("result_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("agency_code", sa.String(length=60), nullable=False),
        sa.Column("verdict", VERDICT, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(verdict IS NULL) = (reviewed_at IS NULL)", name=op.f("ck_review_verdict_has_time")),
        sa.CheckConstraint("(verdict IS NULL) = (reviewed_by_id IS NULL)", name=op.f("ck_review_verdict_has_person")),
        sa.CheckConstraint(
            "verdict IS NULL OR verdict = 'genuine' OR reason <> ''", name=op.f("ck_review_fault_has_reason")
        ),
        sa.ForeignKeyConstraint(["week"], ["review_draw.week"], name=op.f("fk_review_week")),
        sa.ForeignKeyConstraint(["result_id"], ["result.id"], name=op.f("fk_review_result_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_review_case_id")),
        sa.ForeignKeyConstraint(["agency_code"], ["agency.code"], name=op.f("fk_review_agency_code")),
        sa.ForeignKeyConstraint(["reviewed_by_id"], ["account.id"], name=op.f("fk_review_reviewed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("result_id", name=op.f("uq_review_result_id")),
    )
    op.create_index("ix_review_waiting", "review", ["id"], sqlite_where=WAITS, postgresql_where=WAITS)
    op.create_index("ix_review_case_id", "review", ["case_id"])
    op.add_column("fact", sa.Column("verdict", sa.String(length=12), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("fact", "verdict")
    op.drop_table("review")
    op.drop_table("review_draw")
