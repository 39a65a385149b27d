"""Saved filters, divisions, duty and delegation: the agency desk"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("agency_code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", sa.String(length=1000), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_saved_filter_has_name")),
        sa.CheckConstraint("query <> ''", name=op.f("ck_saved_filter_has_query")),
        sa.ForeignKeyConstraint(["agency_code"], ["agency.code"], name=op.f("fk_saved_filter_agency_code")),
        sa.ForeignKeyConstraint(["owner_id"], ["account.id"], name=op.f("fk_saved_filter_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
        sa.UniqueConstraint("owner_id", "name", name=op.f("uq_saved_filter_owner_id_name")),
    )
    op.create_index("ix_saved_filter_agency_code_is_shared", "saved_filter", ["agency_code", "is_shared"])


def downgrade() -> None:
    op.drop_index("ix_saved_filter_agency_code_is_shared", "saved_filter")
    op.drop_table("saved_filter")
