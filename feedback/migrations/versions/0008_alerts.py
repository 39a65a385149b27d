"""Urgent alerts that climb, messages to one person, calendars by agency, campaigns"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# Both databases understand these words; a table that others point at is not copied on SQLite.
COLUMNS = (
    ("account", "phone", "VARCHAR(20) DEFAULT '' NOT NULL"),
    ("account", "is_deputy", "BOOLEAN DEFAULT false NOT NULL"),
    ("limit", "campaign", "VARCHAR(120) DEFAULT '' NOT NULL"),
)
OPEN = sa.text("acknowledged_at IS NULL AND ended_at IS NULL")
KINDS = ("centre", "committee", "department", "police", "utility", "ward")
RECIPIENTS = " + ".join(
    f"CASE WHEN {column} IS NULL THEN 0 ELSE 1 END" for column in ("report_id", "agency_code", "account_id")
)


def upgrade() -> None:
    for table, name, kind in COLUMNS:
        op.execute(f'ALTER TABLE "{table}" ADD COLUMN {name} {kind}')
    _alert_levels()
    _alerts()
    _calendar_uses()
    with op.batch_alter_table("notice") as notice:
        notice.add_column(sa.Column("account_id", sa.Integer(), nullable=True))
        notice.create_foreign_key(op.f("fk_notice_account_id"), "account", ["account_id"], ["id"])
        notice.drop_constraint(op.f("ck_notice_one_recipient"), type_="check")
        notice.create_check_constraint(op.f("ck_notice_one_recipient"), f"{RECIPIENTS} = 1")
    op.create_index("ix_notice_account_id_created_at", "notice", ["account_id", "created_at"])


def downgrade() -> None:
    op.drop_index("ix_notice_account_id_created_at", "notice")
    op.execute("DELETE FROM notice WHERE account_id IS NOT NULL")
    with op.batch_alter_table("notice") as notice:
        notice.drop_constraint(op.f("ck_notice_one_recipient"), type_="check")
        notice.drop_constraint(op.f("fk_notice_account_id"), type_="foreignkey")
        notice.drop_column("account_id")
        notice.create_check_constraint(op.f("ck_notice_one_recipient"), "(report_id IS NULL) <> (agency_code IS NULL)")
    for table in ("calendar_use", "alert_telling", "alert", "alert_level"):
        op.drop_table(table)
    for table, name, _kind in reversed(COLUMNS):
        op.execute(f'ALTER TABLE "{table}" DROP COLUMN {name}')


def _alert_levels() -> None:
    op.create_table(
        "alert_level",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("after_minutes", sa.Integer(), nullable=False),
        sa.Column("tells", sa.String(length=12), nullable=False),
        sa.Column("ways", sa.JSON(), nullable=False),
        sa.Column("name_vi", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("after_minutes >= 0", name=op.f("ck_alert_level_after_the_alert")),
        sa.CheckConstraint("tells IN ('staff', 'deputy', 'leader')", name=op.f("ck_alert_level_tells_somebody")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_alert_level")),
    )


def _alerts() -> None:
    op.create_table(
        "alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("leg_id", sa.Integer(), nullable=True),
        sa.Column("agency_code", sa.String(length=60), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(acknowledged_at IS NULL) = (acknowledged_by_id IS NULL)", name=op.f("ck_alert_acknowledged_by_a_person")
        ),
        sa.CheckConstraint("acknowledged_at IS NULL OR ended_at IS NULL", name=op.f("ck_alert_one_end")),
        sa.ForeignKeyConstraint(["acknowledged_by_id"], ["account.id"], name=op.f("fk_alert_acknowledged_by_id")),
        sa.ForeignKeyConstraint(["agency_code"], ["agency.code"], name=op.f("fk_alert_agency_code")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_alert_case_id")),
        sa.ForeignKeyConstraint(["leg_id"], ["leg.id"], name=op.f("fk_alert_leg_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
    )
    op.create_index("uq_alert_open", "alert", ["case_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index("ix_alert_open_agency_code", "alert", ["agency_code"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index("ix_alert_case_id", "alert", ["case_id"])
    op.create_table(
        "alert_telling",
        sa.Column("alert_id", sa.Integer(), nullable=False),
        sa.Column("level_code", sa.String(length=12), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_alert_telling_alert_id")),
        sa.ForeignKeyConstraint(["level_code"], ["alert_level.code"], name=op.f("fk_alert_telling_level_code")),
        sa.PrimaryKeyConstraint("alert_id", "level_code", name=op.f("pk_alert_telling")),
    )


def _calendar_uses() -> None:
    op.create_table(
        "calendar_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="agencykind", native_enum=False, create_constraint=True, length=24),
            nullable=True,
        ),
        sa.Column("agency_code", sa.String(length=60), nullable=True),
        sa.Column("calendar_code", sa.String(length=40), nullable=False),
        sa.CheckConstraint("(kind IS NULL) <> (agency_code IS NULL)", name=op.f("ck_calendar_use_one_group")),
        sa.ForeignKeyConstraint(["agency_code"], ["agency.code"], name=op.f("fk_calendar_use_agency_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_use")),
        sa.UniqueConstraint("agency_code", name=op.f("uq_calendar_use_agency_code")),
        sa.UniqueConstraint("kind", name=op.f("uq_calendar_use_kind")),
    )
