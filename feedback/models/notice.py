"""Messages owed to people, and what the local gateway received."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.models.base import Base, term
from feedback.terms import Channel, NoticeState


def _how_many(*columns: str) -> str:
    return " + ".join(f"CASE WHEN {column} IS NULL THEN 0 ELSE 1 END" for column in columns)


RECIPIENTS = _how_many("report_id", "agency_code", "account_id", "invitee_id")
SUBJECTS = _how_many("case_id", "plan_item_id", "meeting_id")


class Notice(Base):
    """A message owed to a citizen (`report_id`), to an agency's board (`agency_code`), to one of its staff, or by mail
    to whoever is invited to a meeting. It is about a case, an item of the programme, or a meeting.
    """

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint(f"{RECIPIENTS} = 1", name="one_recipient"),
        CheckConstraint(f"{SUBJECTS} = 1", name="one_subject"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_has_time"),
        Index("ix_notice_case_id", "case_id"),
        Index("ix_notice_agency_code_created_at", "agency_code", "created_at"),
        Index("ix_notice_account_id_created_at", "account_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    plan_item_id: Mapped[int | None] = mapped_column(ForeignKey("plan_item.id"))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    report_id: Mapped[int | None] = mapped_column(ForeignKey("report.id"))
    agency_code: Mapped[str | None] = mapped_column(ForeignKey("agency.code"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    invitee_id: Mapped[int | None] = mapped_column(ForeignKey("invitee.id"), index=True)
    template: Mapped[str] = mapped_column(String(40))
    values: Mapped[dict[str, Any]]
    state: Mapped[NoticeState] = mapped_column(term(NoticeState), default=NoticeState.OWED)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    provider_ref: Mapped[str] = mapped_column(String(80), default="")


class LocalMessage(Base):
    """What the local gateway was handed: stands in for a phone company until a real one is connected."""

    __tablename__ = "local_message"
    __table_args__ = (UniqueConstraint("key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80))  # idempotency key: the second delivery is a no-op
    channel: Mapped[Channel] = mapped_column(term(Channel))
    address: Mapped[str] = mapped_column(String(160))
    body: Mapped[str] = mapped_column(Text)
    calendar: Mapped[str] = mapped_column(Text, default="", server_default="")  # a file that went with it (RFC 5545)
    unsubscribe: Mapped[str] = mapped_column(String(300), default="", server_default="")  # List-Unsubscribe (RFC 8058)
    received_at: Mapped[datetime]
    deliveries: Mapped[int] = mapped_column(default=1)
