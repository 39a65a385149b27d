"""The figures of one scope side by side: three periods, thirteen months, how long answers took, and why it took long.

A scope is the city, an agency (its own turns), a ward or a field. Each number opens to its rows through
`condition_behind`, the one list of what these pages count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, String, and_, func, literal, select, union_all
from sqlalchemy.orm import Session

from feedback.errors import Missing
from feedback.models import Extension, Fact, Leg, Question
from feedback.queries import sums
from feedback.queries.fact_projection import WHOLE
from feedback.queries.figures766 import COUNTS, PARTS, Counts
from feedback.queries.measures import CONDITIONS, NO_SUCH_FIGURE, Scope, within
from feedback.rules import spread
from feedback.rules.period import Period
from feedback.rules.stretches import stretches
from feedback.terms import ExtensionState, LegRole, LegState

DAY_S = 86_400
EDGES = (0, 1, 2, 3, 5, 7, 10, 15, 20, 30)  # days: where each group of durations begins, the last has no end
MEDIAN, P90 = Decimal("0.5"), Decimal("0.9")
CAUSES = ("returned", "extended", "paused")
HAPPENED = {  # what the fact says of it, so that only those cases are looked at
    "returned": Fact.return_count > 0,
    "extended": Fact.extension_count > 0,
    "paused": Fact.is_paused.is_(True),
}
ANY = "all"
TIMES = sums.spread_name("answer_s", "answered")


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
class Happening:
    """Something that took time on a case: what, for which coded reason, in which field."""

    cause: str
    reason: str
    field: str
    case_id: int


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
    """Every count of the same scope in several periods: from the sums, days and weeks from facts. Three statements."""
    whole = [one for one in periods if stretches(one)]
    found = _added(session, scope, whole) if whole else {}
    others = [one for one in dict.fromkeys(periods) if one not in found]
    if others:
        found |= dict(zip(others, _from_facts(session, scope, others), strict=True))
    return [found[one] for one in periods]


def _added(session: Session, scope: Scope, periods: Sequence[Period]) -> dict[Period, Counts]:
    """The same of periods that are made of stretches; nothing where only facts can say it. One statement."""
    span = Period("", min(one.first for one in periods), max(one.last for one in periods))
    seen = sums.by_stretch(session, replace(scope, period=span), COUNTS)
    if seen is None:
        return {}
    return {one: Counts({name: sum(n[name] for n in _inside(seen, one)) for name in COUNTS}) for one in periods}


def _inside(seen: dict[date, sums.Named], period: Period) -> list[sums.Named]:
    return [counts for day, counts in seen.items() if period.first <= day <= period.last]


def _from_facts(session: Session, scope: Scope, periods: Sequence[Period]) -> list[Counts]:
    counted = union_all(
        *(
            select(literal(place).label("place"), *_columns(scope)).where(within(replace(scope, period=one)))
            for place, one in enumerate(periods)
        )
    )
    found = {place: dict(zip(COUNTS, numbers, strict=True)) for place, *numbers in session.execute(counted)}
    return [Counts(found[place]) for place in range(len(periods))]


def by_ward(session: Session, scope: Scope) -> dict[str, Counts]:
    """Every count of each ward with anything in the period. Two statements at most."""
    added = sums.counted(session, scope, COUNTS, "ward")
    if added is not None:
        return {code: Counts(numbers) for code, numbers in added.items() if code and numbers["every"]}
    query = select(Fact.ward_code, *_columns(scope)).where(within(scope), Fact.ward_code.is_not(None))
    rows = session.execute(query.group_by(Fact.ward_code))
    return {code or "": Counts(dict(zip(COUNTS, numbers, strict=True))) for code, *numbers in rows}


def _columns(scope: Scope) -> list[Any]:
    return [func.count().filter(CONDITIONS[name](scope.as_of)).label(name) for name in COUNTS]


def times(session: Session, scope: Scope) -> Times:
    """The distribution of answer times with its median and its ninth decile, by nearest rank. Two statements."""
    added = sums.durations(session, scope, [TIMES])
    durations = _answer_times(session, scope) if added is None else added[TIMES].get("", [])
    n = spread.count(durations)
    groups = spread.grouped(durations, [edge * DAY_S for edge in EDGES[1:]])
    if not n:
        return Times(groups, None, None)
    ranks = (int((share * n).to_integral_value("ROUND_CEILING")) for share in (MEDIAN, P90))
    return Times(groups, *(spread.ranked(durations, rank) for rank in ranks))


def _answer_times(session: Session, scope: Scope) -> list[bytes]:
    fits = and_(within(scope), _answered_whole(scope))
    return [
        spread.pack(seconds for seconds in session.scalars(select(Fact.answer_s).where(fits)) if seconds is not None)
    ]


def happenings(session: Session, scope: Scope) -> set[Happening]:
    """Every return, extension and pause of a scope's cases, each reason of a case once. One statement."""
    parts = []
    for cause in CAUSES:
        happened = _happened(scope, cause).subquery()
        parts.append(
            select(literal(cause, String), happened.c.reason, Fact.field_code, Fact.case_id)
            .join(happened, happened.c.case_id == Fact.case_id)
            .where(within(scope), HAPPENED[cause])
        )
    rows = session.execute(union_all(*parts))
    return {Happening(cause, str(reason), field or "", case_id) for cause, reason, field, case_id in rows}


def causes_by_reason(found: Iterable[Happening]) -> dict[tuple[str, str], int]:
    """How many cases were returned, given more time or paused, by (cause, code of its reason)."""
    return dict(Counter((one.cause, one.reason) for one in found))


def causes_by_field(session: Session, scope: Scope, found: Iterable[Happening]) -> list[FieldCauses]:
    """The same by field, with those handled late; most late first. One statement."""
    happened = Counter((cause, field) for cause, field, _ in {(one.cause, one.field, one.case_id) for one in found})
    fields = [
        FieldCauses(code, counts["every"], counts["late"], *(happened[cause, code] for cause in CAUSES))
        for code, counts in _by_field(session, scope).items()
        if counts["every"]
    ]
    return sorted(fields, key=lambda one: (-one.late, -one.every, one.code))


def _by_field(session: Session, scope: Scope) -> dict[str, sums.Named]:
    """A field's own fields are added up; those of an agency or a ward only facts know."""
    added = sums.counted(session, scope, ["every", "late"], "field")
    if added is not None:
        return added
    late = func.count().filter(CONDITIONS["late"](scope.as_of))
    rows = session.execute(select(Fact.field_code, func.count(), late).where(within(scope)).group_by(Fact.field_code))
    return {code or "": {"every": every, "late": late} for code, every, late in rows}


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
    query = select(Fact.case_id).where(fits_behind(scope, figure, part)).order_by(Fact.case_id.desc())
    return list(session.scalars(query))


def fits_behind(scope: Scope, figure: str, part: str) -> ColumnElement[bool]:
    """Which facts a number counts. Raises Missing for an unknown figure."""
    return and_(within(scope), condition_behind(scope, figure, part))


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
    return and_(HAPPENED[cause], Fact.case_id.in_(cases if reason == ANY else cases.where(happened.c.reason == reason)))
