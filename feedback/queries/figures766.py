"""The figures of leaders: Decision 766's two rates, the promises kept, what is open now. Each opens to its own rows.

A number and the list behind it come from the same condition (`PARTS`, `NOW`), so they cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, select, union_all
from sqlalchemy.orm import Session

from feedback.errors import N_, Missing
from feedback.models import Agency, Case, Fact
from feedback.queries import sums
from feedback.queries.fact_projection import COUNTED
from feedback.queries.measures import CONDITIONS, Scope, holding, within
from feedback.queries.visible import visible_cases
from feedback.rules.index766 import Ratio
from feedback.rules.lifecycle import AT_THE_CENTRE, OPEN, Actor
from feedback.rules.needs import RETURNS_TO_A_LEADER
from feedback.rules.period import Period, month_of
from feedback.terms import State

DEFINITION = "766/QĐ-TTg 2022, 2"
NO_SUCH_FIGURE = N_("Không có số liệu này.")

PARTS: dict[tuple[str, str], str] = {
    ("on-time", "denominator"): "every",
    ("on-time", "numerator"): "on_time",
    ("on-time", "late"): "late",
    ("satisfied", "denominator"): "accepted",
    ("satisfied", "numerator"): "content",
    ("satisfied", "late"): "discontent",
    ("promise", "denominator"): "promise_due",
    ("promise", "numerator"): "promise_kept",
    ("promise", "late"): "promise_broken",
    ("received", "denominator"): "every",
    ("answered", "denominator"): "answered",
    ("refused", "denominator"): "refused",
    ("pending", "denominator"): "open",
    ("reopened", "denominator"): "answered_once",
    ("reopened", "numerator"): "reopened",
}
RATES = ("on-time", "satisfied", "promise", "reopened")
COUNTS = tuple(dict.fromkeys(PARTS.values()))


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
class Counts:
    """How many lines of a scope fit each condition."""

    of: dict[str, int]

    def count(self, figure: str, part: str = "denominator") -> int:
        return self.of[PARTS[figure, part]]

    def ratio(self, figure: str) -> Ratio:
        return Ratio(self.count(figure, "numerator"), self.count(figure))


@dataclass(frozen=True)
class Line:
    """One agency's figures, or the city's (`code` is "")."""

    code: str
    name: str
    counts: Counts
    in_hand: int = 0
    late: int = 0

    @property
    def on_time(self) -> Ratio:
        return self.counts.ratio("on-time")

    @property
    def satisfied(self) -> Ratio:
        return self.counts.ratio("satisfied")

    @property
    def promise(self) -> Ratio:
        return self.counts.ratio("promise")


@dataclass(frozen=True)
class Days:
    """What happened on each day, from the first to the last with anything to tell."""

    days: list[date]
    received: list[int]
    answered: list[int]
    late: list[int]


def counts(session: Session, scope: Scope) -> Counts:
    """Every count of a scope. Two statements at most."""
    added = sums.counted(session, scope, COUNTS)
    if added is not None:
        return Counts(added[""])
    return _counted(session.execute(select(*_columns(scope)).where(within(scope))).one())


def by_agency(session: Session, scope: Scope) -> dict[str, Counts]:
    """Every agency's counts of its own turns. Two statements at most."""
    added = sums.counted(session, replace(scope, agency_code=""), COUNTS, "agency")
    if added is not None:
        return {code: Counts(numbers) for code, numbers in added.items() if numbers["every"]}
    received = Fact.received_on.between(scope.period.first, scope.period.last)
    query = select(Fact.agency_code, *_columns(scope)).where(holding(scope.as_of), received).group_by(Fact.agency_code)
    return {code: _counted(numbers) for code, *numbers in session.execute(query)}


def lines(session: Session, scope: Scope) -> list[Line]:
    """Every agency with something in the period or open now, the lowest on-time rate first. Up to 3 statements."""
    turns = by_agency(session, scope)
    rows = session.execute(
        select(Agency.code, Agency.short_name, func.count(Case.id), func.count(Case.id).filter(overdue(scope.as_of.at)))
        .outerjoin(Case, and_(Case.holder_code == Agency.code, COUNTED, Case.state.in_(OPEN)))
        .group_by(Agency.code, Agency.short_name)
    )
    none = Counts(dict.fromkeys(COUNTS, 0))
    found = [
        Line(code, name, turns.get(code, none), in_hand, late)
        for code, name, in_hand, late in rows
        if code in turns or in_hand
    ]
    return sorted(found, key=_lowest_first)


def _columns(scope: Scope) -> list[Any]:
    return [func.count().filter(CONDITIONS[name](scope.as_of)) for name in COUNTS]


def _counted(numbers: Iterable[int]) -> Counts:
    return Counts(dict(zip(COUNTS, numbers, strict=True)))


def _lowest_first(one: Line) -> tuple[Any, ...]:
    percent = one.on_time.percent
    return percent is None, percent or 0, -one.on_time.denominator, one.name


def standing(session: Session, actor: Actor, now: datetime, agency_code: str = "") -> dict[str, int]:
    """How many cases are open, overdue and in the tray at this moment, whenever they came. One statement."""
    numbers = [func.count(Case.id).filter(condition(now)) for condition in NOW.values()]
    query = select(*numbers).where(COUNTED, visible_cases(actor), Case.state.in_(OPEN))
    if agency_code:
        query = query.where(Case.holder_code == agency_code)
    return dict(zip(NOW, session.execute(query).one(), strict=True))


def days(session: Session, scope: Scope) -> Days:
    """Received, answered and newly late for each day of the period so far. Two statements at most."""
    last = max(scope.period.first, min(scope.period.last, scope.as_of.today))
    span = [scope.period.first + timedelta(days=ahead) for ahead in range((last - scope.period.first).days + 1)]
    seen = sums.day_counts(session, scope)
    if seen is None:
        seen = _day_counts(session, scope)
    return Days(span, *([seen.get((column, day), 0) for day in span] for column in sums.DAYS))


def _day_counts(session: Session, scope: Scope) -> dict[tuple[str, date], int]:
    counted = union_all(
        *(
            select(literal(column).label("column"), day.label("day"), func.count().label("count"))
            .where(within(scope), day.is_not(None), CONDITIONS[name](scope.as_of))
            .group_by(day)
            for column, name in sums.DAYS.items()
            for day in (getattr(Fact, column),)
        )
    )
    return {(column, day): count for column, day, count in session.execute(counted)}


def behind(session: Session, scope: Scope, figure: str, part: str) -> list[int]:
    """The ids of exactly the cases that a number counts, newest first. Raises Missing for an unknown figure."""
    name = PARTS.get((figure, part))
    if name is None:
        raise Missing(NO_SUCH_FIGURE)
    query = select(Fact.case_id).where(within(scope), CONDITIONS[name](scope.as_of)).order_by(Fact.case_id.desc())
    return list(session.scalars(query))


def months(session: Session, scope: Scope, periods: Sequence[Period]) -> dict[str, Counts]:
    """Every count of some months that follow each other, by their code. Two statements at most."""
    whole = replace(scope, period=Period("", periods[0].first, periods[-1].last))
    found = sums.by_stretch(session, whole, COUNTS)
    if found is None:
        rows = session.execute(
            select(Fact.received_on, *_columns(whole)).where(within(whole)).group_by(Fact.received_on)
        )
        found = {day: dict(zip(COUNTS, numbers, strict=True)) for day, *numbers in rows}
    added = {one.code: dict.fromkeys(COUNTS, 0) for one in periods}
    for day, counted in found.items():
        month = added[month_of(day).code]
        for name, n in counted.items():
            month[name] += n
    return {code: Counts(numbers) for code, numbers in added.items()}
