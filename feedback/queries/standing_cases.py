"""What is open at this moment: how much, where, whose, how old, and whose promise ends in the coming week.

It is what the cases say at this moment, so that a leader never looks at half a minute ago: counted beforehand, with
what happened since (queries/standing_counts.py), or walked over where a crossing or a division of an agency is asked
for. The list behind a number comes from `standing_condition`, which says the same in SQL.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session

from feedback import clock
from feedback.clock import HO_CHI_MINH
from feedback.errors import Missing
from feedback.models import Case
from feedback.queries.city import city
from feedback.queries.fact_projection import COUNTED
from feedback.queries.known_names import known_names
from feedback.queries.measures import NO_SUCH_FIGURE, Scope
from feedback.queries.standing_counts import AGE, DUE, EVER, Counts, counts
from feedback.queries.visible import visible_cases
from feedback.rules.lifecycle import AT_THE_CENTRE, OPEN, Actor
from feedback.rules.needs import RETURNS_TO_A_LEADER
from feedback.terms import AGENCY_ROLES, Level, Role, State

SEE_ALL_COUNTED = (Role.DISPATCHER, Role.AUDITOR, Role.CITY_LEADER)
RUNNING = tuple(state for state in OPEN if state is not State.AWAITING_INFO)  # a paused promise runs out for nobody
DAYS_AHEAD = 7
AGES = (0, 3, 8, 16, 31, 61)  # days since the receipt: the first day of each group, the last has no end


def overdue(now: datetime) -> ColumnElement[bool]:
    """Open cases whose promise has run out; a paused promise runs out for nobody."""
    return and_(Case.state.in_(RUNNING), Case.resolve_due_at < now)


NOW: dict[str, Callable[[datetime], ColumnElement[bool]]] = {
    "open": lambda now: Case.state.in_(OPEN),
    "overdue": overdue,
    "tray": lambda now: Case.state.in_(AT_THE_CENTRE),
    "disputed": lambda now: and_(Case.state == State.RETURNED, Case.return_count >= RETURNS_TO_A_LEADER),
    "urgent": lambda now: and_(Case.state.in_(OPEN), Case.level == Level.URGENT),
    "unaccepted": lambda now: Case.state == State.FORWARDED,
    "due": lambda now: _due_between(now, day_start(clock.day(now) + timedelta(days=DAYS_AHEAD))),
}
SINGLE = tuple(NOW)
FIGURES = (*NOW, "age")
WHOLE = ("", "denominator")  # the part of a figure that is all of it
DIMENSIONS = {"agency": Case.holder_code, "ward": Case.ward_code}


@dataclass(frozen=True)
class Standing:
    """What stands open in one place (an agency, a ward, or all that was asked for)."""

    key: str
    name: str
    counts: dict[str, int]
    due: tuple[int, ...] = ()  # promises that end today, tomorrow …
    ages: tuple[int, ...] = ()


def day_start(day: date) -> datetime:
    """Midnight in Vietnam."""
    return datetime.combine(day, time(0), HO_CHI_MINH)


def days_ahead(now: datetime) -> list[date]:
    today = clock.day(now)
    return [today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD)]


def standing_condition(figure: str, part: str, now: datetime) -> ColumnElement[bool]:
    """Which open cases a number counts. `part` is a day ("2026-07-15") of "due", a group of "age". Raises Missing."""
    if figure == "due" and part in (known := {day.isoformat(): day for day in days_ahead(now)}):
        return _due_on(known[part], now)
    if figure == "age" and part in [str(place) for place in range(len(AGES))]:
        return _aged(int(part), now)
    found = NOW.get(figure)
    if found is None:
        raise Missing(NO_SUCH_FIGURE)
    return found(now)


def inside(scope: Scope) -> ColumnElement[bool]:
    """The cases of a scope's agency (its holder), ward and field, whenever they came."""
    fits = [COUNTED]
    if scope.agency_code:
        fits.append(Case.holder_code == scope.agency_code)
    if scope.ward_code:
        fits.append(Case.ward_code == scope.ward_code)
    if scope.field_code:
        fits.append(or_(Case.field_code == scope.field_code, Case.field_code.startswith(f"{scope.field_code}.")))
    return and_(*fits)


def standing_of(session: Session, actor: Actor | None, scope: Scope, now: datetime) -> Standing:
    """Everything that stands open in a scope. Two statements at most."""
    if _may_count(session, actor, scope):
        dimension, key = next(iter(_narrowed(scope).items()), ("", None))
        kept = counts(session, now, dimension, days_ahead(now), key)
        if kept is not None:
            return _from_counts("", "", kept.get("", Counts()), now)
    query = select(*_columns(now, with_ages=True)).where(inside(scope), _visible(actor), Case.state.in_(OPEN))
    return _standing("", "", tuple(session.execute(query).one()))


def standing_by(session: Session, actor: Actor | None, scope: Scope, now: datetime, by: str) -> list[Standing]:
    """The same without ages for every agency (by name) or ward with something open, most overdue first.

    Two statements at most. Nobody as actor: all that figures count.
    """
    if not _narrowed(scope) and _may_count(session, actor, scope):
        kept = counts(session, now, by, days_ahead(now))
        if kept is not None:
            some = {key: one for key, one in kept.items() if key and one["open", EVER]}
            return _sorted(_from_counts(key, _name(session, by, key), one, now) for key, one in some.items())
    column = DIMENSIONS[by]
    query = select(column, *_columns(now, with_ages=False)).where(
        inside(scope), _visible(actor), Case.state.in_(OPEN), column.is_not(None)
    )
    rows = session.execute(query.group_by(column))
    return _sorted(_standing(key, _name(session, by, key), tuple(numbers)) for key, *numbers in rows)


def together(agencies: Iterable[Standing]) -> dict[str, int]:
    """The city: every open case has one holder."""
    every = list(agencies)
    return {name: sum(one.counts[name] for one in every) for name in SINGLE}


def how_many(standing: Standing, figure: str, part: str, now: datetime) -> int:
    """The number of a figure, or of its part, in what was counted. Raises Missing as `standing_condition` does."""
    standing_condition(figure, part, now)
    if figure == "age":
        return standing.ages[int(part)]
    if figure == "due" and part not in WHOLE:
        return standing.due[[day.isoformat() for day in days_ahead(now)].index(part)]
    return standing.counts[figure]


def _may_count(session: Session, actor: Actor | None, scope: Scope) -> bool:
    """Whether this person sees all that is counted in a scope that is no crossing of two.

    An agency has a turn on everything that it holds; only the centre holds what nobody has a turn on.
    """
    if len(_narrowed(scope)) > 1:
        return False
    if actor is None or actor.role in SEE_ALL_COUNTED:
        return True
    is_theirs = scope.agency_code in actor.agencies and actor.divisions is None
    return actor.role in AGENCY_ROLES and is_theirs and scope.agency_code != city(session).centre_agency


def _narrowed(scope: Scope) -> dict[str, str]:
    codes = {"agency": scope.agency_code, "ward": scope.ward_code, "field": scope.field_code}
    return {name: code for name, code in codes.items() if code}


def _visible(actor: Actor | None) -> ColumnElement[bool]:
    return true() if actor is None else visible_cases(actor)


def _name(session: Session, by: str, key: str) -> str:
    return known_names(session).agencies[key].vi if by == "agency" else ""


def _sorted(found: Iterable[Standing]) -> list[Standing]:
    return sorted(found, key=_worst_first)


def _worst_first(one: Standing) -> tuple[Any, ...]:
    return -one.counts["overdue"], -one.counts["due"], -one.counts["open"], one.name or one.key


def _columns(now: datetime, *, with_ages: bool) -> list[Any]:
    conditions = [standing_condition(name, "", now) for name in SINGLE]
    conditions += [_due_on(day, now) for day in days_ahead(now)]
    conditions += [_aged(place, now) for place in range(len(AGES))] if with_ages else []
    return [func.count(Case.id).filter(condition) for condition in conditions]


def _standing(key: str, name: str, numbers: tuple[int, ...]) -> Standing:
    single = len(SINGLE)
    named = dict(zip(SINGLE, numbers[:single], strict=True))
    return Standing(key, name, named, numbers[single : single + DAYS_AHEAD], numbers[single + DAYS_AHEAD :])


def _from_counts(key: str, name: str, found: Counts, now: datetime) -> Standing:
    """Counts by day as the columns above would have said them."""
    today = clock.day(now)
    due = tuple(found[DUE, day] for day in days_ahead(now))
    ages = [0] * len(AGES)
    for (what, day), n in found.items():
        if what == AGE:
            ages[max(0, bisect_right(AGES, (today - day).days) - 1)] += n
    named = {figure: sum(due) if figure == DUE else found[figure, EVER] for figure in SINGLE}
    return Standing(key, name, named, due, tuple(ages))


def _due_between(first: datetime, last: datetime) -> ColumnElement[bool]:
    return and_(Case.state.in_(RUNNING), Case.resolve_due_at >= first, Case.resolve_due_at < last)


def _due_on(day: date, now: datetime) -> ColumnElement[bool]:
    """What still ends on a day; of today only what has not ended yet."""
    return _due_between(max(now, day_start(day)), day_start(day + timedelta(days=1)))


def _aged(place: int, now: datetime) -> ColumnElement[bool]:
    """Open so many days, counted by days of the calendar since the receipt."""
    today = clock.day(now)
    is_open = [Case.state.in_(OPEN)]
    if place:
        is_open.append(Case.received_at < day_start(today - timedelta(days=AGES[place] - 1)))
    if place + 1 < len(AGES):
        is_open.append(Case.received_at >= day_start(today - timedelta(days=AGES[place + 1] - 1)))
    return and_(*is_open)
