"""From which day a version of an indicator is in force, and when this system learned of it"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("indicator") as batch_op:
        batch_op.add_column(sa.Column("valid_from", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("since_at", sa.DateTime(timezone=True), nullable=True))
    zone = "" if op.get_bind().dialect.name == "sqlite" else "+00"
    always = f"1970-01-01 00:00:00.000000{zone}"  # nobody wrote down when
    op.execute(f"UPDATE indicator SET since_at = '{always}'")  # noqa: S608 - no input
    with op.batch_alter_table("indicator") as batch_op:
        batch_op.alter_column("since_at", existing_type=sa.DateTime(timezone=True), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("indicator") as batch_op:
        batch_op.drop_column("since_at")
        batch_op.drop_column("valid_from")
