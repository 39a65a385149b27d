"""One agency's turn on a case, what it decided, and the decision that sent it there."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.models.account import Account
from feedback.models.agency import Agency
from feedback.models.base import Base, term
from feedback.models.case import Case
from feedback.models.division import Division
from feedback.terms import LegRole, LegState

if TYPE_CHECKING:
    from feedback.models.cooperation import Cooperation

ACTIVE_LEAD = text("role = 'lead' AND ended_at IS NULL")
ACTIVE_PART = text("role = 'cooperating' AND ended_at IS NULL")
SHORT = text("is_short AND short_accepted_at IS NULL AND ended_at IS NULL")


class Leg(Base):
    """One agency's turn (lượt giao xử lý). A case has at most one active lead leg, and an agency at most one
    cooperating one: the database says so.
    """

    __tablename__ = "leg"
    __table_args__ = (
        CheckConstraint("(state IN ('sent', 'accepted')) = (ended_at IS NULL)", name="ended_has_time"),
        CheckConstraint("(state = 'returned') = (return_code IS NOT NULL)", name="returned_has_reason"),
        CheckConstraint("state NOT IN ('accepted', 'done') OR accepted_at IS NOT NULL", name="accepted_has_time"),
        Index("uq_leg_active_lead", "case_id", unique=True, sqlite_where=ACTIVE_LEAD, postgresql_where=ACTIVE_LEAD),
        Index(
            "uq_leg_active_part",
            "case_id",
            "agency_code",
            unique=True,
            sqlite_where=ACTIVE_PART,
            postgresql_where=ACTIVE_PART,
        ),
        Index("ix_leg_short", "case_id", sqlite_where=SHORT, postgresql_where=SHORT),
        Index("ix_leg_agency_code_ended_at", "agency_code", "ended_at", "case_id"),  # in hand; answered lately
        Index("ix_leg_case_id", "case_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    agency_code: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    role: Mapped[LegRole] = mapped_column(term(LegRole))
    state: Mapped[LegState] = mapped_column(term(LegState), default=LegState.SENT)
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    division_id: Mapped[int | None] = mapped_column(ForeignKey("division.id"))  # the officer's, once there is one
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    sent_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    return_code: Mapped[str | None] = mapped_column(String(60))
    return_note: Mapped[str] = mapped_column(Text, default="")
    proposed_agency_code: Mapped[str | None] = mapped_column(ForeignKey("agency.code"))
    succeeds_id: Mapped[int | None] = mapped_column(ForeignKey("leg.id"))  # the turn of the agency it took over from
    pauses_used: Mapped[int] = mapped_column(default=0)
    is_short: Mapped[bool] = mapped_column(default=False)  # others left it too little time (R5): reported apart
    short_accepted_at: Mapped[datetime | None]  # a dispatcher has taken note that it is short (R5)
    is_returned_late: Mapped[bool] = mapped_column(default=False)
    is_binding: Mapped[bool] = mapped_column(default=False)  # a leader's word: it is not returned any more

    case: Mapped[Case] = relationship(back_populates="legs")
    agency: Mapped[Agency] = relationship(foreign_keys=[agency_code])
    division: Mapped[Division | None] = relationship()
    officer: Mapped[Account | None] = relationship()
    cooperation: Mapped[Cooperation | None] = relationship(back_populates="leg")

    @property
    def is_active(self) -> bool:
        return self.ended_at is None


class Decision(Base):
    """Why a case went where it went: every routing keeps its candidates, rule, versions and sentence."""

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # None: the system
    agency_code: Mapped[str | None] = mapped_column(ForeignKey("agency.code"))  # None: the dispatcher's tray
    reason: Mapped[str] = mapped_column(String(24), default="", server_default="")  # rules/matrix_walk.Reason
    rule_id: Mapped[int | None]  # a line of `rules_version`, where it is kept as it was
    rule_position: Mapped[int | None]
    is_sure: Mapped[bool]
    field_guesses: Mapped[list[Any]]  # [{"field": code, "probability": 0..1, "words": […]}]
    candidates: Mapped[list[Any]]  # [{"agency": code, "probability": 0..1, "why": sentence}]
    place_evidence: Mapped[dict[str, Any]]
    model_version: Mapped[str] = mapped_column(String(60))
    rules_version: Mapped[str] = mapped_column(String(60))
    thresholds: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    missing: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")  # facts that lines asked for
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))  # what stood before somebody overrode it
    return_count: Mapped[int] = mapped_column(default=0, server_default="0")  # how often agencies had returned it then
    sentence: Mapped[str] = mapped_column(String(600))


class Result(Base):
    """What an agency says it did: submitted by one person, approved or sent back by another."""

    __tablename__ = "result"
    __table_args__ = (
        CheckConstraint("(approved_at IS NULL) = (approved_by_id IS NULL)", name="approval_has_person"),
        CheckConstraint("approved_at IS NULL OR sent_back_at IS NULL", name="approved_or_sent_back"),
        CheckConstraint("sent_back_at IS NULL OR sent_back_note <> ''", name="sent_back_has_note"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    leg_id: Mapped[int | None] = mapped_column(ForeignKey("leg.id"))  # None: imported with its answer
    result_code: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    done_on_site_at: Mapped[datetime | None]
    lat: Mapped[float | None]  # where the work was done, when it was measured
    lon: Mapped[float | None]
    no_picture_reason: Mapped[str] = mapped_column(String(300), default="", server_default="")
    submitted_at: Mapped[datetime]
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    sent_back_at: Mapped[datetime | None]
    sent_back_note: Mapped[str] = mapped_column(Text, default="")
    is_hollow: Mapped[bool] = mapped_column(default=False, server_default=false())  # it leans on empty phrases


class Question(Base):
    """A question really sent to the citizen, and the answer. Asking pauses the citizen's clock."""

    __tablename__ = "question"
    __table_args__ = (
        CheckConstraint("ended_at IS NOT NULL OR answer = ''", name="answered_is_ended"),
        Index("ix_question_case_id", "case_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    leg_id: Mapped[int] = mapped_column(ForeignKey("leg.id"))
    reason_code: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    resume_at: Mapped[datetime]  # the latest instant to wait for
    answer: Mapped[str] = mapped_column(Text, default="")
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(String(24), default="")  # citizen | staff | time


class Note(Base):
    """An internal note; citizens and other agencies never see it."""

    __tablename__ = "note"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # None: the citizen, on reopening
    agency_code: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]

    author: Mapped[Account | None] = relationship()
