"""Clocks: running promises as event ledgers. The stored row must equal the replay of its events."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.models.base import Base, term
from feedback.models.case import Case
from feedback.terms import ClockEventKind, ClockKind, ClockOutcome, ClockState, Unit

TICKING = text("state = 'running' AND next_fire_at IS NOT NULL")


class Clock(Base):
    """One promise of a case (`leg_id` NULL) or of one leg. Times are instants; the budget is working seconds."""

    __tablename__ = "clock"
    __table_args__ = (
        CheckConstraint("(state = 'stopped') = (stopped_at IS NOT NULL)", name="stopped_has_time"),
        CheckConstraint("(state = 'stopped') = (outcome IS NOT NULL)", name="stopped_has_outcome"),
        Index("ix_clock_next_fire_at", "next_fire_at", sqlite_where=TICKING, postgresql_where=TICKING),
        Index("ix_clock_case_id", "case_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    leg_id: Mapped[int | None] = mapped_column(ForeignKey("leg.id"))
    kind: Mapped[ClockKind] = mapped_column(term(ClockKind))
    limit_code: Mapped[str] = mapped_column(String(60))
    legal_basis: Mapped[str] = mapped_column(String(300), default="")
    calendar_id: Mapped[int] = mapped_column(ForeignKey("working_calendar.id"))
    amount: Mapped[int]
    unit: Mapped[Unit] = mapped_column(term(Unit))
    started_at: Mapped[datetime]
    budget_s: Mapped[int]
    due_at: Mapped[datetime]
    due_version: Mapped[int] = mapped_column(default=1)
    next_fire_at: Mapped[datetime | None]
    state: Mapped[ClockState] = mapped_column(term(ClockState), default=ClockState.RUNNING)
    stopped_at: Mapped[datetime | None]
    outcome: Mapped[ClockOutcome | None] = mapped_column(term(ClockOutcome))

    case: Mapped[Case] = relationship()
    events: Mapped[list[ClockEvent]] = relationship(back_populates="clock", order_by="ClockEvent.seq")


class ClockEvent(Base):
    """One append-only line of a clock's ledger."""

    __tablename__ = "clock_event"

    clock_id: Mapped[int] = mapped_column(ForeignKey("clock.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ClockEventKind] = mapped_column(term(ClockEventKind))
    at: Mapped[datetime]
    payload: Mapped[dict[str, Any]]

    clock: Mapped[Clock] = relationship(back_populates="events")


class ClockFiring(Base):
    """One warning that was given: at most once for a clock, a step and a version of the due date."""

    __tablename__ = "clock_firing"
    __table_args__ = (Index("ix_clock_firing_fired_at", "fired_at", "late_s"),)

    clock_id: Mapped[int] = mapped_column(ForeignKey("clock.id"), primary_key=True)
    step: Mapped[str] = mapped_column(String(12), primary_key=True)  # code of a LadderStep
    due_version: Mapped[int] = mapped_column(primary_key=True)
    fired_at: Mapped[datetime]
    late_s: Mapped[int | None]  # seconds between the instant that was set for it and when a sweeper came (R14)


class LadderStep(Base):
    """One step of the ladder of warnings: after a share of the time, or so many working days after the deadline.

    `tells` names who is told: owner, head (both on the agency's board), centre, city.
    """

    __tablename__ = "ladder_step"
    __table_args__ = (CheckConstraint("(share IS NULL) <> (days_after IS NULL)", name="one_measure"),)

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    share: Mapped[int | None]
    days_after: Mapped[int | None]
    tells: Mapped[list[Any]]
    name_vi: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    is_active: Mapped[bool] = mapped_column(default=True)

    def label(self, language: str = "vi") -> str:
        return self.name_en if language == "en" else self.name_vi
