"""Files that people asked for, and what is gathered for big ones"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

KINDS = ("inbox", "rows", "figures")
FORMATS = ("csv", "xlsx", "pdf")
STATES = ("waiting", "done", "failed", "deleted")


def upgrade() -> None:
    op.create_table(
        "export",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("agency_code", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("format", sa.String(length=24), nullable=False),
        sa.Column("query", sa.String(length=2000), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("written", sa.Integer(), nullable=False),
        sa.Column("stored_as", sa.String(length=40), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(state = 'done') = (stored_as <> '')", name=op.f("ck_export_done_has_file")),
        sa.CheckConstraint("written >= 0 AND written <= total", name=op.f("ck_export_counts")),
        sa.CheckConstraint(sa.column("kind").in_(KINDS), name=op.f("ck_export_exportkind")),
        sa.CheckConstraint(sa.column("format").in_(FORMATS), name=op.f("ck_export_exportformat")),
        sa.CheckConstraint(sa.column("state").in_(STATES), name=op.f("ck_export_exportstate")),
        sa.ForeignKeyConstraint(["owner_id"], ["account.id"], name=op.f("fk_export_owner_id")),
        sa.ForeignKeyConstraint(["agency_code"], ["agency.code"], name=op.f("fk_export_agency_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export")),
    )
    op.create_index("ix_export_owner_id_asked_at", "export", ["owner_id", "asked_at"])
    op.create_index("ix_export_expires_at", "export", ["expires_at"])
    op.create_table(
        "export_part",
        sa.Column("export_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["export_id"], ["export.id"], name=op.f("fk_export_part_export_id")),
        sa.PrimaryKeyConstraint("export_id", "number", name=op.f("pk_export_part")),
    )


def downgrade() -> None:
    op.drop_table("export_part")
    op.drop_table("export")
