"""The figures of one scope side by side: three periods, thirteen months, how long answers took, and why it took long.

A scope is the city, an agency (its own turns), a ward or a field. Each number opens to its rows through
`condition_behind`, the one list of what these pages count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, cast, func, literal, select, union_all
from sqlalchemy.orm import Session

from feedback.errors import Missing
from feedback.models import Extension, Fact, Leg, Question
from feedback.queries.fact_projection import WHOLE
from feedback.queries.figures766 import COUNTS, NO_SUCH_FIGURE, PARTS, Counts
from feedback.queries.measures import CONDITIONS, Scope, within
from feedback.rules.period import Period
from feedback.terms import ExtensionState, LegRole, LegState

DAY_S = 86_400
EDGES = (0, 1, 2, 3, 5, 7, 10, 15, 20, 30)  # days: where each group of durations begins, the last has no end
MEDIAN, P90 = Decimal("0.5"), Decimal("0.9")
CAUSES = ("returned", "extended", "paused")
ANY = "all"


@dataclass(frozen=True)
class Times:
    """How long answers took, by the clock on the wall: how many in each group of days, and two ranks in seconds."""

    groups: tuple[int, ...]
    median_s: int | None
    p90_s: int | None

    @property
    def n(self) -> int:
        return sum(self.groups)


@dataclass(frozen=True)
class FieldCauses:
    """One field: how many cases, and how many were late, returned, given more time, waiting for the citizen."""

    code: str
    every: int
    late: int
    returned: int
    extended: int
    paused: int


def of_periods(session: Session, scope: Scope, periods: Sequence[Period]) -> list[Counts]:
    """Every count of the same scope in several periods. One statement."""
    columns = [func.count().filter(CONDITIONS[name](scope.as_of)).label(f"c{i}") for i, name in enumerate(COUNTS)]
    counted = union_all(
        *(
            select(literal(place).label("place"), *columns).where(within(replace(scope, period=one)))
            for place, one in enumerate(periods)
        )
    )
    found = {place: dict(zip(COUNTS, numbers, strict=True)) for place, *numbers in session.execute(counted)}
    return [Counts(found[place]) for place in range(len(periods))]


def by_month(session: Session, scope: Scope, months: Sequence[Period]) -> list[Counts]:
    """Every count of each of some months in a row. One statement."""
    span = Period("", months[0].first, months[-1].last)
    month = func.substr(cast(Fact.received_on, String), 1, 7)
    columns = [func.count().filter(CONDITIONS[name](scope.as_of)) for name in COUNTS]
    rows = session.execute(select(month, *columns).where(within(replace(scope, period=span))).group_by(month))
    found = {code: dict(zip(COUNTS, numbers, strict=True)) for code, *numbers in rows}
    return [Counts(found.get(one.code, dict.fromkeys(COUNTS, 0))) for one in months]


def by_ward(session: Session, scope: Scope) -> dict[str, Counts]:
    """Every count of each ward with anything in the period. One statement."""
    columns = [func.count().filter(CONDITIONS[name](scope.as_of)) for name in COUNTS]
    query = select(Fact.ward_code, *columns).where(within(scope), Fact.ward_code.is_not(None))
    rows = session.execute(query.group_by(Fact.ward_code))
    return {code or "": Counts(dict(zip(COUNTS, numbers, strict=True))) for code, *numbers in rows}


def times(session: Session, scope: Scope) -> Times:
    """The distribution of answer times with its median and its ninth decile, by nearest rank. Two statements."""
    fits = and_(within(scope), _answered_whole(scope))
    groups = [func.count().filter(_took(place)) for place in range(len(EDGES))]
    counted = tuple(session.execute(select(*groups).select_from(Fact).where(fits)).one())
    n = sum(counted)
    if not n:
        return Times(counted, None, None)
    median, p90 = (_ranked(fits, n, share) for share in (MEDIAN, P90))
    return Times(counted, *session.execute(select(median, p90)).one())


def _ranked(fits: ColumnElement[bool], n: int, share: Decimal) -> Any:
    rank = int((share * n).to_integral_value("ROUND_CEILING"))
    return select(Fact.answer_s).where(fits).order_by(Fact.answer_s).offset(rank - 1).limit(1).scalar_subquery()


def causes_by_reason(session: Session, scope: Scope) -> dict[tuple[str, str], int]:
    """How many cases were returned, given more time or paused, by (cause, code of its reason). One statement."""
    parts = []
    for cause in CAUSES:
        happened = _happened(scope, cause).subquery()
        parts.append(
            select(literal(cause, String), happened.c.reason, func.count(Fact.case_id.distinct()))
            .join(happened, happened.c.case_id == Fact.case_id)
            .where(within(scope))
            .group_by(happened.c.reason)
        )
    return {(str(cause), str(reason)): count for cause, reason, count in session.execute(union_all(*parts))}


def causes_by_field(session: Session, scope: Scope) -> list[FieldCauses]:
    """The same by field, with those handled late; most late first. One statement."""
    late = CONDITIONS["late"](scope.as_of)
    conditions = [late, *(_caused(scope, cause, ANY) for cause in CAUSES)]
    columns = [func.sum(case((condition, 1), else_=0)) for condition in conditions]
    query = select(Fact.field_code, func.count(), *columns).where(within(scope)).group_by(Fact.field_code)
    found = [FieldCauses(code or "", *numbers) for code, *numbers in session.execute(query)]
    return sorted(found, key=lambda one: (-one.late, -one.every, one.code))


def condition_behind(scope: Scope, figure: str, part: str) -> ColumnElement[bool]:
    """Which lines of a scope a number counts. Raises Missing for an unknown figure."""
    if (figure, part) in PARTS:
        return CONDITIONS[PARTS[figure, part]](scope.as_of)
    if figure == "times" and part in [str(place) for place in range(len(EDGES))]:
        return and_(_answered_whole(scope), _took(int(part)))
    if figure == "times" and part == "denominator":
        return _answered_whole(scope)
    if figure in CAUSES:
        return _caused(scope, figure, ANY if part == "denominator" else part)
    raise Missing(NO_SUCH_FIGURE)


def behind(session: Session, scope: Scope, figure: str, part: str) -> list[int]:
    """The ids of exactly the cases that a number counts, newest first. Raises Missing for an unknown figure."""
    fits = and_(within(scope), condition_behind(scope, figure, part))
    return list(session.scalars(select(Fact.case_id).where(fits).order_by(Fact.case_id.desc())))


def _answered_whole(scope: Scope) -> ColumnElement[bool]:
    """As the indicators of durations: each case once, those that are answered."""
    return and_(Fact.leg_id == WHOLE, Fact.answer_s.is_not(None), CONDITIONS["answered"](scope.as_of))


def _took(place: int) -> ColumnElement[bool]:
    """Longer than the beginning of a group of days, up to its end."""
    bounds = [Fact.answer_s > EDGES[place] * DAY_S] if place else []
    bounds += [Fact.answer_s <= EDGES[place + 1] * DAY_S] if place + 1 < len(EDGES) else []
    return and_(*bounds)


def _happened(scope: Scope, cause: str) -> Any:
    """The case and the reason of everything of this kind that had happened by then; an agency's own turns only."""
    at: datetime = scope.as_of.at
    if cause == "returned":
        query = select(Leg.case_id, Leg.return_code.label("reason")).where(
            Leg.state == LegState.RETURNED, Leg.role == LegRole.LEAD, Leg.ended_at <= at
        )
    elif cause == "extended":
        query = (
            select(Extension.case_id, Extension.reason_code.label("reason"))
            .join(Leg, Leg.id == Extension.leg_id)
            .where(Extension.state == ExtensionState.GRANTED, Extension.decided_at <= at)
        )
    else:
        query = (
            select(Question.case_id, Question.reason_code.label("reason"))
            .join(Leg, Leg.id == Question.leg_id)
            .where(Question.asked_at <= at)
        )
    return query.where(Leg.agency_code == scope.agency_code) if scope.agency_code else query


def _caused(scope: Scope, cause: str, reason: str) -> ColumnElement[bool]:
    happened = _happened(scope, cause).subquery()
    cases = select(happened.c.case_id)
    return Fact.case_id.in_(cases if reason == ANY else cases.where(happened.c.reason == reason))
