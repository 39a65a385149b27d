"""How late a step of the ladder was noticed, and the firings of a day as one stretch of an index"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("clock_firing", sa.Column("late_s", sa.Integer(), nullable=True))
    op.create_index("ix_clock_firing_fired_at", "clock_firing", ["fired_at", "late_s"])


def downgrade() -> None:
    op.drop_index("ix_clock_firing_fired_at", "clock_firing")
    with op.batch_alter_table("clock_firing") as batch:
        batch.drop_column("late_s")
