"""Short turns that wait for a dispatcher are found without a walk over all turns"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

SHORT = sa.text("is_short AND short_accepted_at IS NULL AND ended_at IS NULL")


def upgrade() -> None:
    op.create_index("ix_leg_short", "leg", ["case_id"], sqlite_where=SHORT, postgresql_where=SHORT)


def downgrade() -> None:
    op.drop_index("ix_leg_short", "leg")
