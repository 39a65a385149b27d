"""The figures of leaders: Decision 766's two rates, the promises kept, what is open now. Each opens to its own rows.

A number and the list behind it come from the same predicate (`PARTS`, `NOW`), so they cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from feedback.errors import N_, Missing
from feedback.models import Agency, Case, Figure
from feedback.queries.turns766 import COUNTED, Cohort, Judged
from feedback.queries.visible import visible_cases
from feedback.rules.index766 import Ratio
from feedback.rules.lifecycle import ANSWERED, AT_THE_CENTRE, OPEN, Actor
from feedback.rules.needs import RETURNS_TO_A_LEADER
from feedback.rules.period import Period
from feedback.terms import State

ON_TIME, SATISFIED = "766-5.2", "766-5.3"
DEFINITION = "766/QĐ-TTg 2022, 1"
WHOLE_CITY = ""
NO_SUCH_FIGURE = N_("Không có số liệu này.")

PARTS: dict[tuple[str, str], Callable[[Judged], bool]] = {
    ("on-time", "denominator"): lambda one: True,
    ("on-time", "numerator"): lambda one: one.is_on_time,
    ("on-time", "late"): lambda one: not one.is_on_time,
    ("satisfied", "denominator"): lambda one: one.is_accepted,
    ("satisfied", "numerator"): lambda one: one.is_accepted and not one.is_unhappy,
    ("satisfied", "late"): lambda one: one.is_accepted and one.is_unhappy,
    ("promise", "denominator"): lambda one: one.is_kept is not None,
    ("promise", "numerator"): lambda one: one.is_kept is True,
    ("promise", "late"): lambda one: one.is_kept is False,
    ("received", "denominator"): lambda one: True,
    ("answered", "denominator"): lambda one: one.state in ANSWERED,
    ("refused", "denominator"): lambda one: one.state is State.REFUSED,
    ("pending", "denominator"): lambda one: one.state in OPEN,
}
RATES = ("on-time", "satisfied", "promise")


def overdue(now: datetime) -> ColumnElement[bool]:
    """Open cases whose promise has run out; a paused promise runs out for nobody."""
    running = [state for state in OPEN if state is not State.AWAITING_INFO]
    return and_(Case.state.in_(running), Case.resolve_due_at < now)


NOW: dict[str, Callable[[datetime], ColumnElement[bool]]] = {
    "open": lambda now: Case.state.in_(OPEN),
    "overdue": overdue,
    "tray": lambda now: Case.state.in_(AT_THE_CENTRE),
    "disputed": lambda now: and_(Case.state == State.RETURNED, Case.return_count >= RETURNS_TO_A_LEADER),
}


@dataclass(frozen=True)
class Line:
    """One agency's figures, or the city's (`code` is "")."""

    code: str
    name: str
    on_time: Ratio
    satisfied: Ratio
    promise: Ratio
    in_hand: int = 0
    late: int = 0


@dataclass(frozen=True)
class Days:
    """What happened on each day, from the first to the last with anything to tell."""

    days: list[date]
    received: list[int]
    answered: list[int]
    late: list[int]


def count(turns: Iterable[Judged], figure: str, part: str = "denominator") -> int:
    return sum(map(PARTS[figure, part], turns))


def ratio(turns: Sequence[Judged], figure: str) -> Ratio:
    return Ratio(count(turns, figure, "numerator"), count(turns, figure))


def line(turns: Sequence[Judged], code: str = WHOLE_CITY, name: str = "", in_hand: int = 0, late: int = 0) -> Line:
    on_time, satisfied, promise = (ratio(turns, figure) for figure in RATES)
    return Line(code, name, on_time, satisfied, promise, in_hand, late)


def by_agency(cohort: Cohort) -> dict[str, list[Judged]]:
    found: dict[str, list[Judged]] = {}
    for one in (*cohort.cases, *cohort.passed):
        found.setdefault(one.agency_code, []).append(one)
    return found


def lines(session: Session, cohort: Cohort, now: datetime) -> list[Line]:
    """Every agency with something in the period or open now, the lowest on-time rate first. One statement."""
    turns = by_agency(cohort)
    rows = session.execute(
        select(Agency.code, Agency.short_name, func.count(Case.id), func.count(Case.id).filter(overdue(now)))
        .outerjoin(Case, and_(Case.holder_code == Agency.code, COUNTED, Case.state.in_(OPEN)))
        .group_by(Agency.code, Agency.short_name)
    )
    found = [
        line(turns.get(code, []), code, name, in_hand, late)
        for code, name, in_hand, late in rows
        if code in turns or in_hand
    ]
    return sorted(found, key=_lowest_first)


def _lowest_first(one: Line) -> tuple[Any, ...]:
    percent = one.on_time.percent
    return percent is None, percent or 0, -one.on_time.denominator, one.name


def standing(session: Session, actor: Actor, now: datetime, agency_code: str = "") -> dict[str, int]:
    """How many cases are open, overdue and in the tray at this moment, whenever they came. One statement."""
    counts = [func.count(Case.id).filter(condition(now)) for condition in NOW.values()]
    query = select(*counts).where(COUNTED, visible_cases(actor), Case.state.in_(OPEN))
    if agency_code:
        query = query.where(Case.holder_code == agency_code)
    return dict(zip(NOW, session.execute(query).one(), strict=True))


def days(turns: Sequence[Judged], period: Period, today: date) -> Days:
    """Received, answered and newly late for each day of the period so far."""
    last = max(period.first, min(period.last, today))
    span = [period.first + timedelta(days=ahead) for ahead in range((last - period.first).days + 1)]
    columns = []
    for attribute in ("received_on", "answered_on", "broken_on"):
        seen: dict[date | None, int] = {}
        for one in turns:
            seen[getattr(one, attribute)] = seen.get(getattr(one, attribute), 0) + 1
        columns.append([seen.get(day, 0) for day in span])
    return Days(span, *columns)


def behind(cohort: Cohort, figure: str, part: str, agency_code: str = "") -> list[int]:
    """The ids of exactly the cases that a number counts, newest first. Raises Missing for an unknown figure."""
    belongs = PARTS.get((figure, part))
    if belongs is None:
        raise Missing(NO_SUCH_FIGURE)
    turns = cohort.of(agency_code) if agency_code else cohort.cases
    return sorted((one.case_id for one in turns if belongs(one)), reverse=True)


def kept_figures(session: Session, periods: Sequence[str], agency_code: str) -> dict[tuple[str, str], Figure]:
    """The computed figures of some months by (period, indicator)."""
    query = select(Figure).where(
        Figure.period.in_(periods), Figure.agency_code == agency_code, Figure.indicator.in_((ON_TIME, SATISFIED))
    )
    return {(row.period, row.indicator): row for row in session.scalars(query)}
