"""The gazetteer is kept by people: other names of wards and of units before them, streets and landmarks switched off"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("ward", "legacy_ward"):
        op.add_column(table, sa.Column("aliases", sa.String(length=400), nullable=False, server_default=""))
    for table in ("street", "landmark"):
        op.add_column(table, sa.Column("is_active", sa.Boolean(), nullable=False, server_default=sa.true()))


def downgrade() -> None:
    for table in ("street", "landmark"):
        with op.batch_alter_table(table) as batch:
            batch.drop_column("is_active")
    for table in ("ward", "legacy_ward"):
        with op.batch_alter_table(table) as batch:
            batch.drop_column("aliases")
