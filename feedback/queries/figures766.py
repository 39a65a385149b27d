"""The figures of leaders: Decision 766's two rates, the promises kept, what is open now. Each opens to its own rows.

A number and the list behind it come from the same condition (`PARTS`), so they cannot differ; what stands open at this
moment is in queries/standing_cases.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import Session

from feedback import clock
from feedback.models import Fact
from feedback.queries import sums
from feedback.queries.known_names import known_names
from feedback.queries.measures import CONDITIONS, Scope, holding, within
from feedback.queries.standing_cases import Standing, standing_by
from feedback.rules.index766 import Ratio
from feedback.rules.period import Period, month_of

DEFINITION = "766/QĐ-TTg 2022, 2"

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
    """Every agency with something in the period or open now, the lowest on-time rate first. Up to five statements."""
    turns = by_agency(session, scope)
    now_open = {
        one.key: one for one in standing_by(session, None, Scope(scope.period, scope.as_of), clock.now(), "agency")
    }
    return agency_lines(session, turns, now_open)


def agency_lines(session: Session, turns: Mapping[str, Counts], now_open: Mapping[str, Standing]) -> list[Line]:
    """The same of what was counted already."""
    none = Counts(dict.fromkeys(COUNTS, 0))
    found = [
        Line(
            code,
            name.vi,
            turns.get(code, none),
            now_open[code].counts["open"] if code in now_open else 0,
            now_open[code].counts["overdue"] if code in now_open else 0,
        )
        for code, name in known_names(session).agencies.items()
        if code in turns or code in now_open
    ]
    return sorted(found, key=_lowest_first)


def _columns(scope: Scope) -> list[Any]:
    return [func.count().filter(CONDITIONS[name](scope.as_of)) for name in COUNTS]


def _counted(numbers: Iterable[int]) -> Counts:
    return Counts(dict(zip(COUNTS, numbers, strict=True)))


def _lowest_first(one: Line) -> tuple[Any, ...]:
    percent = one.on_time.percent
    return percent is None, percent or 0, -one.on_time.denominator, one.name


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
