"""The cases behind a number of the leaders' page: exactly those that it counts, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, select
from sqlalchemy.orm import Session, joinedload

from feedback.models import Case, Clock, Fact, Field, WorkingCalendar
from feedback.queries import calendars
from feedback.queries.clock_rows import ClockRow, clock_row
from feedback.queries.fact_projection import COUNTED
from feedback.queries.measures import Scope
from feedback.queries.standing_cases import how_many, inside, standing_condition, standing_of
from feedback.queries.visible import visible_cases
from feedback.rules.lifecycle import OPEN, Actor
from feedback.terms import ClockKind, ClockState, Level, State

PAGE = 50
# with its words in the statement, so that the index of exactly these cases is seen to hold them
IS_OPEN = Case.state.in_(bindparam("open_states", list(OPEN), expanding=True, literal_execute=True))


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


def rows_fitting(
    session: Session, actor: Actor, fits: ColumnElement[bool], page: int, total: int | None = None
) -> Rows:
    """One page of the cases of facts that fit, newest first; `total` where it was counted. Three statements at most."""
    if total is None:
        total = session.scalar(select(func.count()).select_from(Fact).where(fits)) or 0
    page = min(max(1, page), max(1, -(-total // PAGE)))
    newest = select(Fact.case_id).where(fits).order_by(Fact.received_on.desc(), Fact.case_id.desc())
    ids = session.scalars(newest.limit(PAGE).offset((page - 1) * PAGE)).all()
    query = _shown().where(Case.id.in_(ids), visible_cases(actor)).order_by(Case.id.desc())
    return Rows(total, page, [_line(case) for case in session.scalars(query)])


def rows_now(
    session: Session, actor: Actor, figure: str, now: datetime, page: int, scope: Scope, part: str = ""
) -> Rows:
    """One page of what is open, overdue, old … at this moment, nearest promise first. Raises Missing.

    Walked along the open cases in the order of their promises, as far as the page goes. Four statements at most.
    """
    fits = and_(IS_OPEN, inside(scope), visible_cases(actor), standing_condition(figure, part, now))
    total = how_many(standing_of(session, actor, scope, now), figure, part, now)
    page = min(max(1, page), max(1, -(-total // PAGE)))
    query = _shown().where(fits).order_by(Case.resolve_due_at.nulls_last(), Case.id)
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
        .where(COUNTED, visible_cases(actor), IS_OPEN, Clock.state == ClockState.RUNNING)
        .order_by(Case.resolve_due_at.nulls_last(), Case.id)  # which mirrors that of the clock
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
