"""Meetings of the steering committee, their invitations by mail, and reminders about the programme"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

ATTENDANCE = ("in_person", "online", "excused", "absent")
BEFORE = ("report_id", "agency_code", "account_id")
MORE = ("plan_item_id", "meeting_id", "invitee_id")


def _how_many(*columns: str) -> str:
    return " + ".join(f"CASE WHEN {column} IS NULL THEN 0 ELSE 1 END" for column in columns)


def upgrade() -> None:
    _meetings()
    op.create_table(
        "plan_item_firing",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=12), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("fired_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["plan_item.id"], name=op.f("fk_plan_item_firing_item_id")),
        sa.PrimaryKeyConstraint("item_id", "step", "due_on", name=op.f("pk_plan_item_firing")),
    )
    op.execute("ALTER TABLE local_message ADD COLUMN calendar TEXT DEFAULT '' NOT NULL")
    with op.batch_alter_table("notice") as notice:
        notice.alter_column("case_id", existing_type=sa.Integer(), nullable=True)
        for name in MORE:
            notice.add_column(sa.Column(name, sa.Integer(), nullable=True))
        notice.create_foreign_key(op.f("fk_notice_plan_item_id"), "plan_item", ["plan_item_id"], ["id"])
        notice.create_foreign_key(op.f("fk_notice_meeting_id"), "meeting", ["meeting_id"], ["id"])
        notice.create_foreign_key(op.f("fk_notice_invitee_id"), "invitee", ["invitee_id"], ["id"])
        notice.drop_constraint(op.f("ck_notice_one_recipient"), type_="check")
        notice.create_check_constraint(op.f("ck_notice_one_recipient"), f"{_how_many(*BEFORE, 'invitee_id')} = 1")
        notice.create_check_constraint(
            op.f("ck_notice_one_subject"), f"{_how_many('case_id', 'plan_item_id', 'meeting_id')} = 1"
        )
    op.create_index("ix_notice_invitee_id", "notice", ["invitee_id"])


def downgrade() -> None:
    op.drop_index("ix_notice_invitee_id", "notice")
    op.execute("DELETE FROM notice WHERE case_id IS NULL")
    with op.batch_alter_table("notice") as notice:
        notice.drop_constraint(op.f("ck_notice_one_subject"), type_="check")
        notice.drop_constraint(op.f("ck_notice_one_recipient"), type_="check")
        for name in MORE:
            notice.drop_constraint(op.f(f"fk_notice_{name}"), type_="foreignkey")
            notice.drop_column(name)
        notice.create_check_constraint(op.f("ck_notice_one_recipient"), f"{_how_many(*BEFORE)} = 1")
        notice.alter_column("case_id", existing_type=sa.Integer(), nullable=False)
    op.execute("ALTER TABLE local_message DROP COLUMN calendar")
    for table in ("plan_item_firing", "conclusion", "invitee", "meeting"):
        op.drop_table(table)


def _meetings() -> None:
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_code", sa.String(length=40), nullable=False),
        sa.Column("uid", sa.String(length=80), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("online_url", sa.String(length=400), nullable=False),
        sa.Column("organizer_email", sa.String(length=160), nullable=False),
        sa.Column("agenda", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_meeting_ends_after_it_starts")),
        sa.CheckConstraint("place <> '' OR online_url <> ''", name=op.f("ck_meeting_is_somewhere")),
        sa.ForeignKeyConstraint(["plan_code"], ["plan.code"], name=op.f("fk_meeting_plan_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("uid", name=op.f("uq_meeting_uid")),
    )
    op.create_index("ix_meeting_starts_at", "meeting", ["starts_at"])
    op.create_index("ix_meeting_plan_code", "meeting", ["plan_code"])
    op.create_table(
        "invitee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("agency_code", sa.String(length=60), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("email", sa.String(length=160), nullable=False),
        sa.Column(
            "attendance",
            sa.Enum(*ATTENDANCE, name="attendance", native_enum=False, create_constraint=True, length=24),
            nullable=True,
        ),
        sa.CheckConstraint("agency_code IS NULL OR account_id IS NULL", name=op.f("ck_invitee_agency_or_person")),
        sa.CheckConstraint(
            "agency_code IS NOT NULL OR account_id IS NOT NULL OR email <> ''", name=op.f("ck_invitee_can_be_reached")
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_invitee_meeting_id")),
        sa.ForeignKeyConstraint(["agency_code"], ["agency.code"], name=op.f("fk_invitee_agency_code")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_invitee_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitee")),
        sa.UniqueConstraint("meeting_id", "agency_code", name=op.f("uq_invitee_meeting_id_agency_code")),
        sa.UniqueConstraint("meeting_id", "account_id", name=op.f("uq_invitee_meeting_id_account_id")),
    )
    op.create_index("ix_invitee_agency_code", "invitee", ["agency_code"])
    op.create_index("ix_invitee_account_id", "invitee", ["account_id"])
    op.create_table(
        "conclusion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_conclusion_meeting_id")),
        sa.ForeignKeyConstraint(["item_id"], ["plan_item.id"], name=op.f("fk_conclusion_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conclusion")),
        sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_conclusion_meeting_id_number")),
        sa.UniqueConstraint("item_id", name=op.f("uq_conclusion_item_id")),
    )
