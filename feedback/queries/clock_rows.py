"""Clocks as people see them: what is used, what is left, since when it rests. Counted by each clock's calendar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy import case as when
from sqlalchemy.orm import Session

from feedback.models import Clock, ClockEvent
from feedback.queries import calendars
from feedback.rules import deadline
from feedback.rules.working_time import Calendar
from feedback.terms import ClockKind, ClockOutcome, ClockState, Unit


@dataclass(frozen=True)
class ClockRow:
    """One clock at one instant. `left` is negative once it is overdue; `rested_at`: paused or stopped since."""

    id: int
    case_id: int
    leg_id: int | None
    kind: ClockKind
    state: ClockState
    outcome: ClockOutcome | None
    amount: int
    unit: Unit
    legal_basis: str
    started_at: datetime
    due_at: datetime
    budget: timedelta
    left: timedelta
    rested_at: datetime | None
    calendar: Calendar

    @property
    def used(self) -> timedelta:
        return self.budget - self.left

    @property
    def used_share(self) -> int:
        """How much of the time is used, 0…100."""
        share = 100 * self.used / self.budget if self.budget else 100
        return int(min(100, max(0, share)))

    @property
    def is_late(self) -> bool:
        return self.left < timedelta(0)


_LAST_EVENT_AT = select(func.max(ClockEvent.at)).where(ClockEvent.clock_id == Clock.id).scalar_subquery()
CLOCKS = (
    select(
        Clock.id, Clock.case_id, Clock.leg_id, Clock.kind, Clock.state, Clock.outcome, Clock.amount, Clock.unit,
        Clock.legal_basis, Clock.calendar_id, Clock.started_at, Clock.due_at, Clock.budget_s, Clock.stopped_at,
        when((Clock.state == ClockState.PAUSED, _LAST_EVENT_AT)).label("last_event_at"),
    )
    .where(Clock.case_id.in_(bindparam("cases", expanding=True)), Clock.kind.in_(bindparam("kinds", expanding=True)))
    .order_by(Clock.id)
)  # fmt: skip


def clock_rows(
    session: Session, case_ids: Iterable[int], now: datetime, kinds: Sequence[ClockKind] = tuple(ClockKind)
) -> list[ClockRow]:
    """The clocks of these cases in the order they began. One statement, and what the calendars need."""
    known = calendars.by_id(session)
    found = session.execute(CLOCKS, {"cases": list(case_ids), "kinds": kinds})
    return [clock_row(row, known[row.calendar_id], now, row.last_event_at) for row in found]


def clock_row(clock: Clock | Row[Any], calendar: Calendar, now: datetime, last_event_at: datetime | None) -> ClockRow:
    """One stored clock at `now`, counted by the calendar it runs on."""
    rested_at = clock.stopped_at or (last_event_at if clock.state is ClockState.PAUSED else None)
    return ClockRow(
        id=clock.id,
        case_id=clock.case_id,
        leg_id=clock.leg_id,
        kind=clock.kind,
        state=clock.state,
        outcome=clock.outcome,
        amount=clock.amount,
        unit=clock.unit,
        legal_basis=clock.legal_basis,
        started_at=clock.started_at,
        due_at=clock.due_at,
        budget=timedelta(seconds=clock.budget_s),
        left=deadline.left(calendar, clock.unit, clock.due_at, rested_at or now),
        rested_at=rested_at,
        calendar=calendar,
    )
