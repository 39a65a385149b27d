"""Answered cases that wait to be closed or published, in the order in which they were answered"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

WAITING = {
    "ix_case_to_close": sa.text("state = 'resolved'"),
    "ix_case_to_publish": sa.text("state = 'closed' AND publication = 'private'"),
}


def upgrade() -> None:
    for name, which in WAITING.items():
        op.create_index(name, "case", ["resolved_at", "id"], sqlite_where=which, postgresql_where=which)


def downgrade() -> None:
    for name in WAITING:
        op.drop_index(name, table_name="case")
