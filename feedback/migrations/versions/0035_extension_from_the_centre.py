"""Who asked for more time: the agency, or the centre on a short turn"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("extension", sa.Column("is_from_centre", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("extension") as batch:
        batch.drop_column("is_from_centre")
