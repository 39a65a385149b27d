"""Evidence of assessments with its files; who appraised, why a final score differs, and the version of each row"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("assessment_row") as row:
        row.drop_column("evidence")
        row.add_column(sa.Column("final_note", sa.Text(), nullable=False, server_default=""))
        row.add_column(sa.Column("appraised_by_id", sa.Integer(), nullable=True))
        row.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        row.create_foreign_key(op.f("fk_assessment_row_appraised_by_id"), "account", ["appraised_by_id"], ["id"])
    with op.batch_alter_table("assessment_row") as row:
        row.alter_column("final_note", server_default=None)
        row.alter_column("version", server_default=None)
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("document_number", sa.String(length=80), nullable=False),
        sa.Column("document_on", sa.Date(), nullable=True),
        sa.Column("abstract", sa.String(length=500), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["account.id"], name=op.f("fk_evidence_added_by_id")),
        sa.ForeignKeyConstraint(["row_id"], ["assessment_row.id"], name=op.f("fk_evidence_row_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index(op.f("ix_evidence_row_id"), "evidence", ["row_id"])
    op.create_table(
        "assessment_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("original_name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("stored_as", sa.String(length=80), nullable=False),
        sa.CheckConstraint("size_bytes > 0", name=op.f("ck_assessment_file_not_empty")),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_assessment_file_evidence_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_file")),
        sa.UniqueConstraint("stored_as", name=op.f("uq_assessment_file_stored_as")),
    )
    op.create_index(op.f("ix_assessment_file_evidence_id"), "assessment_file", ["evidence_id"])


def downgrade() -> None:
    op.drop_table("assessment_file")
    op.drop_table("evidence")
    with op.batch_alter_table("assessment_row") as row:
        row.drop_constraint(op.f("fk_assessment_row_appraised_by_id"), type_="foreignkey")
        row.drop_column("version")
        row.drop_column("appraised_by_id")
        row.drop_column("final_note")
        row.add_column(sa.Column("evidence", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("assessment_row") as row:
        row.alter_column("evidence", server_default=None)
