"""The turns that an agency has in hand, and those that it ended lately, are each one stretch of an index"""

from __future__ import annotations

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_leg_agency_code_ended_at", "leg", ["agency_code", "ended_at", "case_id"])
    op.drop_index("ix_leg_agency_code_state", "leg")


def downgrade() -> None:
    op.create_index("ix_leg_agency_code_state", "leg", ["agency_code", "state"])
    op.drop_index("ix_leg_agency_code_ended_at", "leg")
