"""Codes and phrases that can be switched off; a decision not to publish, with its reason"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("reason", "keyword"):
        op.add_column(table, sa.Column("is_active", sa.Boolean(), server_default=sa.true(), nullable=False))
    with op.batch_alter_table("case") as table:
        table.add_column(sa.Column("withheld_code", sa.String(length=60), nullable=True))
        table.add_column(sa.Column("withheld_note", sa.Text(), server_default="", nullable=False))
        table.create_check_constraint(
            op.f("ck_case_withheld_is_withheld"), "withheld_code IS NULL OR publication = 'withheld'"
        )


def downgrade() -> None:
    with op.batch_alter_table("case") as table:
        table.drop_constraint(op.f("ck_case_withheld_is_withheld"), type_="check")
        table.drop_column("withheld_note")
        table.drop_column("withheld_code")
    for table in ("keyword", "reason"):
        op.drop_column(table, "is_active")
