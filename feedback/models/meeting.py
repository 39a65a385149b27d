"""Meetings of the steering committee: who is invited, who came, what was concluded and which task it became."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.models.base import Base, term
from feedback.models.programme import Plan, PlanItem
from feedback.terms import Attendance


class Meeting(Base):
    """One meeting about one plan. `uid` and `sequence` are what calendars know it by (RFC 5545)."""

    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        CheckConstraint("place <> '' OR online_url <> ''", name="is_somewhere"),
        Index("ix_meeting_starts_at", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_code: Mapped[str] = mapped_column(ForeignKey("plan.code"), index=True)
    uid: Mapped[str] = mapped_column(String(80), unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(200))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(300), default="")
    online_url: Mapped[str] = mapped_column(String(400), default="")
    organizer_email: Mapped[str] = mapped_column(String(160))
    agenda: Mapped[str] = mapped_column(Text, default="")
    minutes: Mapped[str] = mapped_column(Text, default="")
    cancelled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    plan: Mapped[Plan] = relationship()
    invitees: Mapped[list[Invitee]] = relationship(back_populates="meeting", order_by="Invitee.id")
    conclusions: Mapped[list[Conclusion]] = relationship(back_populates="meeting", order_by="Conclusion.number")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy declares it as an instance attribute


class Invitee(Base):
    """An agency, a member of staff, or a guest who is known by name and mail. `attendance` is NULL until noted."""

    __tablename__ = "invitee"
    __table_args__ = (
        UniqueConstraint("meeting_id", "agency_code"),
        UniqueConstraint("meeting_id", "account_id"),
        CheckConstraint("agency_code IS NULL OR account_id IS NULL", name="agency_or_person"),
        CheckConstraint("agency_code IS NOT NULL OR account_id IS NOT NULL OR email <> ''", name="can_be_reached"),
        Index("ix_invitee_agency_code", "agency_code"),
        Index("ix_invitee_account_id", "account_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    agency_code: Mapped[str | None] = mapped_column(ForeignKey("agency.code"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str] = mapped_column(String(160))
    email: Mapped[str] = mapped_column(String(160), default="")
    attendance: Mapped[Attendance | None] = mapped_column(term(Attendance))

    meeting: Mapped[Meeting] = relationship(back_populates="invitees")


class Conclusion(Base):
    """What a meeting concluded. One that somebody must do is a task of the plan: `item_id`."""

    __tablename__ = "conclusion"
    __table_args__ = (UniqueConstraint("meeting_id", "number"), UniqueConstraint("item_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("plan_item.id"))
    created_at: Mapped[datetime]

    meeting: Mapped[Meeting] = relationship(back_populates="conclusions")
    item: Mapped[PlanItem | None] = relationship()
