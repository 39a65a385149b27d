"""Facts of cases that were returned, given more time or paused: the few that a field's page looks at for causes"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

CAUSED = "until_at IS NULL AND (return_count > 0 OR extension_count > 0 OR is_paused IS {})"


def upgrade() -> None:
    op.create_index(
        "ix_fact_caused",
        "fact",
        ["field_code", "received_on"],
        postgresql_where=sa.text(CAUSED.format("TRUE")),
        sqlite_where=sa.text(CAUSED.format("1")),
    )


def downgrade() -> None:
    op.drop_index("ix_fact_caused", "fact")
