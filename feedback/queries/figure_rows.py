"""The cases behind a number of the leaders' page: exactly those that it counts, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, joinedload

from feedback.models import Case, Clock, Field, WorkingCalendar
from feedback.queries import calendars
from feedback.queries.clock_rows import ClockRow, clock_row
from feedback.queries.fact_projection import COUNTED
from feedback.queries.measures import Scope
from feedback.queries.standing_cases import inside, standing_condition
from feedback.queries.visible import visible_cases
from feedback.rules.lifecycle import OPEN, Actor
from feedback.terms import ClockKind, ClockState, Level, State

PAGE = 50


@dataclass(frozen=True)
class CaseLine:
    """A case as a list shows it."""

    id: int
    number: str
    title: str
    field: Field | None
    ward: str
    agency: str
    state: State
    level: Level
    answered_at: datetime | None
    report_count: int


@dataclass(frozen=True)
class Rows:
    """One page of the cases behind a number, and how many there are in all."""

    total: int
    page: int
    lines: list[CaseLine]

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def rows_behind(session: Session, actor: Actor, ids: Sequence[int], page: int) -> Rows:
    """One page of named cases. Two statements at most."""
    page = min(max(1, page), max(1, -(-len(ids) // PAGE)))
    chosen = ids[(page - 1) * PAGE : page * PAGE]
    query = _shown().where(Case.id.in_(chosen), visible_cases(actor)).order_by(Case.id.desc())
    return Rows(len(ids), page, [_line(case) for case in session.scalars(query)])


def rows_now(
    session: Session, actor: Actor, figure: str, now: datetime, page: int, scope: Scope | None = None, part: str = ""
) -> Rows:
    """One page of what is open, overdue, old … at this moment, nearest promise first. Raises Missing."""
    fits = and_(COUNTED, visible_cases(actor), standing_condition(figure, part, now))
    if scope is not None:
        fits = and_(fits, inside(scope))
    total = session.scalar(select(func.count(Case.id)).where(fits)) or 0
    page = min(max(1, page), max(1, -(-total // PAGE)))
    query = _shown().where(fits).order_by(Case.resolve_due_at.is_(None), Case.resolve_due_at, Case.id)
    return Rows(total, page, [_line(case) for case in session.scalars(query.limit(PAGE).offset((page - 1) * PAGE))])


def pressing(
    session: Session, actor: Actor, now: datetime, agency_code: str, most: int
) -> list[tuple[CaseLine, ClockRow]]:
    """The open cases whose running promise ends first, each with that promise. One statement."""
    query = (
        _shown()
        .add_columns(Clock, WorkingCalendar.code, WorkingCalendar.version)
        .join(Clock, and_(Clock.case_id == Case.id, Clock.kind == ClockKind.RESOLVE))
        .join(WorkingCalendar, WorkingCalendar.id == Clock.calendar_id)
        .where(COUNTED, visible_cases(actor), Case.state.in_(OPEN), Clock.state == ClockState.RUNNING)
        .order_by(Clock.due_at, Case.id)
        .limit(most)
    )
    if agency_code:
        query = query.where(Case.holder_code == agency_code)
    found = [(case, clock, f"{code}@{version}") for case, clock, code, version in session.execute(query)]
    named = calendars.named(session, {key for _, _, key in found})
    return [(_line(case), clock_row(clock, named[key], now, clock.started_at)) for case, clock, key in found]


def _shown() -> Any:
    return select(Case).options(joinedload(Case.field), joinedload(Case.ward), joinedload(Case.holder))


def _line(case: Case) -> CaseLine:
    return CaseLine(
        id=case.id,
        number=case.number,
        title=case.title,
        field=case.field,
        ward=case.ward.name if case.ward else "",
        agency=case.holder.short_name,
        state=case.state,
        level=case.level,
        answered_at=case.resolved_at,
        report_count=case.report_count,
    )
