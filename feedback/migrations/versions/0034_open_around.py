"""What is open in a ward or around a spot is found by an index, however many cases lie there"""

from __future__ import annotations

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_case_ward_code_state", "case", ["ward_code", "state"])
    op.create_index("ix_case_state_lat_lon", "case", ["state", "lat", "lon"])
    op.drop_index("ix_case_ward_code", "case")
    op.drop_index("ix_case_lat_lon", "case")


def downgrade() -> None:
    op.create_index("ix_case_lat_lon", "case", ["lat", "lon"])
    op.create_index("ix_case_ward_code", "case", ["ward_code"])
    op.drop_index("ix_case_state_lat_lon", "case")
    op.drop_index("ix_case_ward_code_state", "case")
