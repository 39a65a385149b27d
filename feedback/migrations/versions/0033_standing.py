"""What stands open, counted beforehand; open cases by their promise; facts by ward and field"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

OPEN = sa.text("state IN ('received', 'forwarded', 'returned', 'in_progress', 'awaiting_info', 'awaiting_approval')")
HOLDS = sa.text("until_at IS NULL")
STATES = (
    "received", "forwarded", "returned", "in_progress", "awaiting_info", "awaiting_approval", "resolved", "closed",
    "refused", "referred", "merged",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "standing_case",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("holder_code", sa.String(length=60), nullable=False),
        sa.Column("ward_code", sa.String(length=10), nullable=True),
        sa.Column("field_code", sa.String(length=60), nullable=True),
        sa.Column("state", sa.Enum(*STATES, name="state", native_enum=False, length=24), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("return_count", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolve_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(f"state IN {STATES}", name=op.f("ck_standing_case_state")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_standing_case_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_standing_case")),
    )
    op.create_index("ix_standing_case_resolve_due_at", "standing_case", ["resolve_due_at"])
    op.create_table(
        "standing_count",
        sa.Column("dimension", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("dimension", "name", "key", "day", name=op.f("pk_standing_count")),
    )
    op.create_index("ix_case_open", "case", ["resolve_due_at", "id"], sqlite_where=OPEN, postgresql_where=OPEN)
    for column in ("ward_code", "field_code"):
        name = f"ix_fact_{column}_received_on"
        op.create_index(name, "fact", [column, "received_on"], sqlite_where=HOLDS, postgresql_where=HOLDS)


def downgrade() -> None:
    for column in ("ward_code", "field_code"):
        op.drop_index(f"ix_fact_{column}_received_on", "fact")
    op.drop_index("ix_case_open", "case")
    op.execute("DELETE FROM fact_progress WHERE name = 'standing'")
    op.drop_table("standing_count")
    op.drop_table("standing_case")
