"""Pages of figures kept under a name, and when their reports go out"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("schedule", sa.String(length=8), nullable=False),
        sa.Column("mail_to", sa.String(length=160), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owed_for", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_saved_view_has_name")),
        sa.CheckConstraint("schedule IN ('', 'daily', 'weekly', 'monthly')", name=op.f("ck_saved_view_schedule")),
        sa.CheckConstraint("(schedule = '') = (next_at IS NULL)", name=op.f("ck_saved_view_scheduled_has_time")),
        sa.CheckConstraint("schedule = '' OR mail_to <> ''", name=op.f("ck_saved_view_scheduled_has_address")),
        sa.ForeignKeyConstraint(["owner_id"], ["account.id"], name=op.f("fk_saved_view_owner_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("owner_id", "name", name=op.f("uq_saved_view_owner_id_name")),
    )


def downgrade() -> None:
    op.drop_table("saved_view")
