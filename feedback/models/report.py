"""What came in: interactions (calls, chats), reports, and the keys that make a submission happen once."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.models.base import Base, term
from feedback.terms import Channel, InteractionOutcome

if TYPE_CHECKING:
    from feedback.models.case import Case


class Interaction(Base):
    """One call, chat or visit. More than half are questions answered on the spot and never become a report.

    A row is written once, at `ended_at`, and never changed: it is its own fact for figures.
    """

    __tablename__ = "interaction"
    __table_args__ = (
        CheckConstraint("(outcome = 'reported') = (report_id IS NOT NULL)", name="reported_has_report"),
        Index("ix_interaction_operator_id_started_at", "operator_id", "started_at"),
        Index("ix_interaction_started_on", "started_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[Channel] = mapped_column(term(Channel))
    operator_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    caller_phone: Mapped[str] = mapped_column(String(20), default="")
    topic: Mapped[str] = mapped_column(Text, default="")
    outcome: Mapped[InteractionOutcome] = mapped_column(term(InteractionOutcome))
    started_on: Mapped[date]  # the day in Vietnam
    topic_code: Mapped[str | None] = mapped_column(ForeignKey("field.code"))  # what it was about, when that was clear
    report_id: Mapped[int | None] = mapped_column(ForeignKey("report.id"))


class Report(Base):
    """What one citizen said, through one channel, with its own number and secret lookup code."""

    __tablename__ = "report"
    __table_args__ = (
        CheckConstraint("(rating IS NULL) = (rated_at IS NULL)", name="rating_has_time"),
        CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 5", name="rating_scale"),
        Index("ix_report_submitter_phone_received_at", "submitter_phone", "received_at"),
        Index("ix_report_created_by_id_received_at", "created_by_id", "received_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)  # for talking: "2607-4102"; not secret
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)  # HMAC of the lookup code
    external_id: Mapped[str | None] = mapped_column(String(120), unique=True)
    channel: Mapped[Channel] = mapped_column(term(Channel))
    language: Mapped[str] = mapped_column(String(2), default="vi")
    text: Mapped[str] = mapped_column(Text)
    place_text: Mapped[str] = mapped_column(String(400), default="")
    submitter_name: Mapped[str] = mapped_column(String(120), default="")
    submitter_phone: Mapped[str] = mapped_column(String(20), default="")
    submitter_email: Mapped[str] = mapped_column(String(160), default="")
    is_hidden_from_agency: Mapped[bool] = mapped_column(default=True)
    consent_version: Mapped[str] = mapped_column(String(20), default="")
    received_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    rating: Mapped[int | None]
    rating_comment: Mapped[str] = mapped_column(Text, default="")
    rated_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship(back_populates="reports")
    submission: Mapped[Submission] = relationship(back_populates="report")


class Submission(Base):
    """The idempotency record: the same key with the same body is one report and one code.

    The lookup code is not stored: it is derived from `key` and `attempt` with a key outside the database.
    """

    __tablename__ = "submission"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    body_hash: Mapped[str] = mapped_column(String(64))
    attempt: Mapped[int] = mapped_column(default=0)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), unique=True)
    created_at: Mapped[datetime]

    report: Mapped[Report] = relationship(back_populates="submission")


class NumberSeries(Base):
    """The last report number given in a month ("2607")."""

    __tablename__ = "number_series"

    period: Mapped[str] = mapped_column(String(8), primary_key=True)
    last: Mapped[int]


class Attachment(Base):
    """A file handed in with a report or a result; the bytes lie in the blob store under `stored_as`."""

    __tablename__ = "attachment"
    __table_args__ = (CheckConstraint("size_bytes > 0", name="not_empty"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    report_id: Mapped[int | None] = mapped_column(ForeignKey("report.id"))
    result_id: Mapped[int | None] = mapped_column(ForeignKey("result.id"))
    contractor_link_id: Mapped[int | None] = mapped_column(ForeignKey("contractor_link.id"))
    leg_id: Mapped[int | None] = mapped_column(ForeignKey("leg.id"))  # a cooperating agency's answer
    original_name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(80))
    size_bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    stored_as: Mapped[str] = mapped_column(String(80), unique=True)
    created_at: Mapped[datetime]
