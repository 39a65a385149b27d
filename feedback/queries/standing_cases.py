"""What is open at this moment: how much, where, whose, how old, and whose promise ends in the coming week.

Read from the cases themselves, so that a leader never looks at half a minute ago. A number and the list behind it
come from the same condition (`standing_condition`), so they cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.clock import HO_CHI_MINH
from feedback.errors import Missing
from feedback.models import Agency, Case
from feedback.queries.fact_projection import COUNTED
from feedback.queries.figures766 import NO_SUCH_FIGURE, NOW
from feedback.queries.measures import Scope
from feedback.queries.visible import visible_cases
from feedback.rules.lifecycle import OPEN, Actor
from feedback.terms import Level, State

RUNNING = tuple(state for state in OPEN if state is not State.AWAITING_INFO)  # a paused promise runs out for nobody
DAYS_AHEAD = 7
AGES = (0, 3, 8, 16, 31, 61)  # days since the receipt: the first day of each group, the last has no end
SINGLE = ("open", "overdue", "urgent", "unaccepted", "due")
FIGURES = (*NOW, "urgent", "unaccepted", "due", "age")

MORE_NOW: dict[str, Callable[[datetime], ColumnElement[bool]]] = {
    "urgent": lambda now: and_(Case.state.in_(OPEN), Case.level == Level.URGENT),
    "unaccepted": lambda now: Case.state == State.FORWARDED,
    "due": lambda now: _due_between(now, day_start(clock.day(now) + timedelta(days=DAYS_AHEAD))),
}
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
    found = (NOW | MORE_NOW).get(figure)
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


def standing_of(session: Session, actor: Actor, scope: Scope, now: datetime) -> Standing:
    """Everything that stands open in a scope. One statement."""
    query = select(*_columns(now, with_ages=True)).where(inside(scope), visible_cases(actor), Case.state.in_(OPEN))
    return _standing("", "", tuple(session.execute(query).one()))


def standing_by(session: Session, actor: Actor, scope: Scope, now: datetime, by: str) -> list[Standing]:
    """The same for every agency (by name) or ward with something open, most overdue first. One statement."""
    column = DIMENSIONS[by]
    query = select(column, *_columns(now, with_ages=False)).where(
        inside(scope), visible_cases(actor), Case.state.in_(OPEN), column.is_not(None)
    )
    if by == "agency":
        query = query.add_columns(Agency.short_name).join(Agency, Agency.code == column).group_by(Agency.short_name)
    found = []
    for key, *numbers in session.execute(query.group_by(column)):
        name = numbers.pop() if by == "agency" else ""
        found.append(_standing(key, name, tuple(numbers)))
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
    counts = dict(zip(SINGLE, numbers[:single], strict=True))
    return Standing(key, name, counts, numbers[single : single + DAYS_AHEAD], numbers[single + DAYS_AHEAD :])


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
