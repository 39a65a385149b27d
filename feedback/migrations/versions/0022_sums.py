"""Sums of facts by stretches of days, and the lines about which time alone may change a verdict"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

PROMISED = sa.text("until_at IS NULL AND is_kept IS NULL AND due_at IS NOT NULL")
IN_HAND = sa.text("until_at IS NULL AND ended_on IS NULL")


def upgrade() -> None:
    op.add_column("fact_progress", sa.Column("add_up_from", sa.Date(), nullable=True))
    op.create_index("ix_fact_due_at", "fact", ["due_at"], sqlite_where=PROMISED, postgresql_where=PROMISED)
    op.create_index("ix_fact_ends_by", "fact", ["ends_by"], sqlite_where=IN_HAND, postgresql_where=IN_HAND)
    op.create_table(
        "summed",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("meaning", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_summed")),
    )
    _sums("fact_sum", sa.Column("n", sa.Integer(), nullable=False))
    _sums(
        "fact_spread",
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.LargeBinary(), nullable=False),
        key=("part",),
    )


def _sums(table: str, *columns: sa.Column, key: tuple[str, ...] = ()) -> None:
    op.create_table(
        table,
        sa.Column("stretch_on", sa.Date(), nullable=False),
        sa.Column("dimension", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("stretch_on", "dimension", "name", "key", *key, name=op.f(f"pk_{table}")),
    )


def downgrade() -> None:
    for table in ("fact_spread", "fact_sum", "summed"):
        op.drop_table(table)
    op.drop_index("ix_fact_ends_by", table_name="fact")
    op.drop_index("ix_fact_due_at", table_name="fact")
    with op.batch_alter_table("fact_progress") as batch:
        batch.drop_column("add_up_from")
