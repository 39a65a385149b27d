"""Dossiers of administrative procedures, from imported lists"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

HOLDS = sa.text("until_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "dossier_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by_id", sa.Integer(), nullable=True),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("same", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["imported_by_id"], ["account.id"], name=op.f("fk_dossier_list_imported_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_list")),
    )
    op.create_table(
        "dossier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("agency_code", sa.String(length=60), nullable=False),
        sa.Column("procedure", sa.String(length=300), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.Column("result", sa.String(length=120), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("is_disliked", sa.Boolean(), nullable=False),
        sa.Column("is_complained", sa.Boolean(), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("until_at IS NULL OR until_at >= since_at", name=op.f("ck_dossier_span")),
        sa.CheckConstraint(
            "finished_on IS NULL OR finished_on >= received_on", name=op.f("ck_dossier_finished_after_received")
        ),
        sa.ForeignKeyConstraint(["agency_code"], ["agency.code"], name=op.f("fk_dossier_agency_code")),
        sa.ForeignKeyConstraint(["list_id"], ["dossier_list.id"], name=op.f("fk_dossier_list_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier")),
    )
    op.create_index("uq_dossier_holds", "dossier", ["number"], unique=True, sqlite_where=HOLDS, postgresql_where=HOLDS)
    op.create_index("ix_dossier_received_on_agency_code", "dossier", ["received_on", "agency_code"])


def downgrade() -> None:
    op.drop_table("dossier")
    op.drop_table("dossier_list")
