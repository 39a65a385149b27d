"""Agencies that end: among whom they are divided, and how far the handing over of their cases has come"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

OPEN = sa.text("finished_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "agency_part",
        sa.Column("agency_code", sa.String(length=60), nullable=False),
        sa.Column("ward_code", sa.String(length=16), nullable=False),
        sa.Column("successor_code", sa.String(length=60), nullable=False),
        sa.CheckConstraint("successor_code <> agency_code", name=op.f("ck_agency_part_another_follows")),
        sa.ForeignKeyConstraint(["agency_code"], ["agency.code"], name=op.f("fk_agency_part_agency_code")),
        sa.ForeignKeyConstraint(["ward_code"], ["ward.code"], name=op.f("fk_agency_part_ward_code")),
        sa.ForeignKeyConstraint(["successor_code"], ["agency.code"], name=op.f("fk_agency_part_successor_code")),
        sa.PrimaryKeyConstraint("agency_code", "ward_code", name=op.f("pk_agency_part")),
    )
    op.create_table(
        "handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_code", sa.String(length=60), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_by_id", sa.Integer(), nullable=True),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("to_tray", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("moved >= 0 AND to_tray >= 0", name=op.f("ck_handover_counts")),
        sa.ForeignKeyConstraint(["agency_code"], ["agency.code"], name=op.f("fk_handover_agency_code")),
        sa.ForeignKeyConstraint(["started_by_id"], ["account.id"], name=op.f("fk_handover_started_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    op.create_index(
        "uq_handover_open", "handover", ["agency_code"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.execute("ALTER TABLE leg ADD COLUMN succeeds_id INTEGER CONSTRAINT fk_leg_succeeds_id REFERENCES leg (id)")


def downgrade() -> None:
    op.execute("ALTER TABLE leg DROP COLUMN succeeds_id")
    op.drop_table("handover")
    op.drop_table("agency_part")
