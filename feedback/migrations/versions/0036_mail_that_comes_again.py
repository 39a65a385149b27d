"""Mail of saved views: in which language, and the address that ends it"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("saved_view") as batch_op:
        batch_op.add_column(sa.Column("language", sa.String(length=2), server_default="vi", nullable=False))
    with op.batch_alter_table("local_message") as batch_op:
        batch_op.add_column(sa.Column("unsubscribe", sa.String(length=300), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("local_message") as batch_op:
        batch_op.drop_column("unsubscribe")
    with op.batch_alter_table("saved_view") as batch_op:
        batch_op.drop_column("language")
