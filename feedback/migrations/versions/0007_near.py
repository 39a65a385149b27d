"""Cases by their position, for the map of a case file"""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_case_lat_lon", "case", ["lat", "lon"])


def downgrade() -> None:
    op.drop_index("ix_case_lat_lon", table_name="case")
