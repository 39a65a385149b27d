"""Deciding: lines that ask for street, owner, facts and hours; versions of the matrix; drafts; fuller decisions"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OWNERS = ("national", "city", "ward", "private")
STATES = ("draft", "active", "dropped")


def upgrade() -> None:
    _versions()
    _drafts()
    _owners()
    with op.batch_alter_table("responsibility") as table:
        table.add_column(sa.Column("street_code", sa.String(length=80), nullable=True))
        table.add_column(sa.Column("owner", sa.String(length=24), nullable=True))
        table.add_column(sa.Column("facts", sa.JSON(), server_default="[]", nullable=False))
        table.add_column(sa.Column("weekdays", sa.String(length=7), server_default="", nullable=False))
        table.add_column(sa.Column("hours", sa.String(length=11), server_default="", nullable=False))
        table.add_column(sa.Column("share_unknown", sa.Double(), server_default="0.5", nullable=False))
        table.create_foreign_key(op.f("fk_responsibility_street_code"), "street", ["street_code"], ["code"])
        table.create_check_constraint(op.f("ck_responsibility_share"), "share_unknown >= 0 AND share_unknown <= 1")
        table.create_check_constraint(op.f("ck_responsibility_owner"), sa.column("owner").in_(OWNERS))
    with op.batch_alter_table("decision") as table:
        table.add_column(sa.Column("reason", sa.String(length=24), server_default="", nullable=False))
        table.add_column(sa.Column("rule_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("thresholds", sa.JSON(), server_default="{}", nullable=False))
        table.add_column(sa.Column("missing", sa.JSON(), server_default="[]", nullable=False))
        table.add_column(sa.Column("replaces_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("return_count", sa.Integer(), server_default="0", nullable=False))
        table.create_foreign_key(op.f("fk_decision_replaces_id"), "decision", ["replaces_id"], ["id"])


def _versions() -> None:
    op.create_table(
        "rules_version",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name=op.f("fk_rules_version_made_by_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_rules_version")),
    )


def _drafts() -> None:
    op.create_table(
        "rule_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("line", sa.JSON(), nullable=False),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tried_against", sa.String(length=60), nullable=True),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("activated_by_id", sa.Integer(), nullable=True),
        sa.Column("version_number", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'active') = (activated_at IS NOT NULL)", name=op.f("ck_rule_draft_active_has_time")
        ),
        sa.CheckConstraint(
            "(tried_at IS NULL) = (tried_against IS NULL)", name=op.f("ck_rule_draft_tried_against_a_version")
        ),
        sa.CheckConstraint("state <> 'active' OR tried_at IS NOT NULL", name=op.f("ck_rule_draft_active_was_tried")),
        sa.CheckConstraint(sa.column("state").in_(STATES), name=op.f("ck_rule_draft_draftstate")),
        sa.ForeignKeyConstraint(["activated_by_id"], ["account.id"], name=op.f("fk_rule_draft_activated_by_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name=op.f("fk_rule_draft_made_by_id")),
        sa.ForeignKeyConstraint(
            ["version_number"], ["rules_version.number"], name=op.f("fk_rule_draft_version_number")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_draft")),
    )
    op.create_index("ix_rule_draft_state", "rule_draft", ["state"])


def _owners() -> None:
    op.create_table(
        "asset_owner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("street_code", sa.String(length=80), nullable=False),
        sa.Column("field_code", sa.String(length=60), nullable=True),
        sa.Column("owner", sa.String(length=24), nullable=False),
        sa.Column("legal_basis", sa.String(length=300), nullable=False),
        sa.CheckConstraint(sa.column("owner").in_(OWNERS), name=op.f("ck_asset_owner_owner")),
        sa.ForeignKeyConstraint(["field_code"], ["field.code"], name=op.f("fk_asset_owner_field_code")),
        sa.ForeignKeyConstraint(["street_code"], ["street.code"], name=op.f("fk_asset_owner_street_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset_owner")),
        sa.UniqueConstraint("street_code", "field_code", name=op.f("uq_asset_owner_street_code_field_code")),
    )


def downgrade() -> None:
    with op.batch_alter_table("decision") as table:
        table.drop_constraint(op.f("fk_decision_replaces_id"), type_="foreignkey")
        for name in ("return_count", "replaces_id", "missing", "thresholds", "rule_id", "reason"):
            table.drop_column(name)
    with op.batch_alter_table("responsibility") as table:
        table.drop_constraint(op.f("ck_responsibility_owner"), type_="check")
        table.drop_constraint(op.f("ck_responsibility_share"), type_="check")
        table.drop_constraint(op.f("fk_responsibility_street_code"), type_="foreignkey")
        for name in ("share_unknown", "hours", "weekdays", "facts", "owner", "street_code"):
            table.drop_column(name)
    op.drop_table("asset_owner")
    op.drop_index("ix_rule_draft_state", "rule_draft")
    for name in ("rule_draft", "rules_version"):
        op.drop_table(name)
