"""Text modules, evidence, letters, contractors: what a result is made of"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("reason", sa.Column("needs_picture", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("result", sa.Column("lat", sa.Double(), nullable=True))
    op.add_column("result", sa.Column("lon", sa.Double(), nullable=True))
    op.add_column("result", sa.Column("no_picture_reason", sa.String(length=300), server_default="", nullable=False))
    _text_modules()
    _letters()
    _contractors()


def _text_modules() -> None:
    op.create_table(
        "text_module",
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("purpose", sa.String(length=12), nullable=False),
        sa.Column("field_code", sa.String(length=60), nullable=True),
        sa.Column("reason_code", sa.String(length=60), nullable=False),
        sa.Column("agency_code", sa.String(length=60), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "purpose IN ('result', 'question', 'return', 'refusal')", name=op.f("ck_text_module_purpose")
        ),
        sa.CheckConstraint("text <> ''", name=op.f("ck_text_module_not_empty")),
        sa.ForeignKeyConstraint(["agency_code"], ["agency.code"], name=op.f("fk_text_module_agency_code")),
        sa.ForeignKeyConstraint(["field_code"], ["field.code"], name=op.f("fk_text_module_field_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_text_module")),
    )
    op.create_index(op.f("ix_text_module_agency_code"), "text_module", ["agency_code"])
    op.create_index("ix_text_module_purpose_position", "text_module", ["purpose", "position"])


def _letters() -> None:
    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("result_id", sa.Integer(), nullable=False),
        sa.Column("agency_code", sa.String(length=60), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("symbol", sa.String(length=40), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("abstract", sa.String(length=300), nullable=False),
        sa.Column("addressee", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("signer_position", sa.String(length=120), nullable=False),
        sa.Column("signer_name", sa.String(length=120), nullable=False),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.Column("stored_as", sa.String(length=80), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_letter_number_counts")),
        sa.CheckConstraint("size_bytes > 0", name=op.f("ck_letter_not_empty")),
        sa.ForeignKeyConstraint(["agency_code"], ["agency.code"], name=op.f("fk_letter_agency_code")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_letter_case_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_letter_created_by_id")),
        sa.ForeignKeyConstraint(["result_id"], ["result.id"], name=op.f("fk_letter_result_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("agency_code", "year", "number", name=op.f("uq_letter_agency_code_year_number")),
        sa.UniqueConstraint("stored_as", name=op.f("uq_letter_stored_as")),
    )
    op.create_index(op.f("ix_letter_case_id"), "letter", ["case_id"])


def _contractors() -> None:
    op.create_table(
        "contractor_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("leg_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("instructions", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_contractor_link_lasts")),
        sa.CheckConstraint("finished_at IS NULL OR answer <> ''", name=op.f("ck_contractor_link_finished_has_answer")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_contractor_link_case_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_contractor_link_created_by_id")),
        sa.ForeignKeyConstraint(["leg_id"], ["leg.id"], name=op.f("fk_contractor_link_leg_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contractor_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_contractor_link_token_hash")),
    )
    op.create_index(op.f("ix_contractor_link_case_id"), "contractor_link", ["case_id"])
    with op.batch_alter_table("attachment") as table:
        table.add_column(sa.Column("contractor_link_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_attachment_contractor_link_id"), "contractor_link", ["contractor_link_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("attachment") as table:
        table.drop_constraint(op.f("fk_attachment_contractor_link_id"), type_="foreignkey")
        table.drop_column("contractor_link_id")
    for name in ("contractor_link", "letter", "text_module"):
        op.drop_table(name)
    for name in ("no_picture_reason", "lon", "lat"):
        op.drop_column("result", name)
    op.drop_column("reason", "needs_picture")
