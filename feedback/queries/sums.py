"""Figures from what was added up beforehand, or None where only the facts themselves can say it.

Sums hold the verdicts of one instant (`FactProgress.refreshed_at`): a question as of another one, about a period that
cuts a stretch of days, or about a crossing of two divisions goes to the facts. Both give the same numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from feedback.models import FactProgress, FactSpread, FactSum, Summed
from feedback.queries.fact_progress import NAME
from feedback.queries.known_names import known_names
from feedback.queries.measures import Scope
from feedback.rules.stretches import stretches

CITY = ""
EVERY = "every"
DAYS = {"received_on": EVERY, "answered_on": EVERY, "due_on": "promise_broken"}  # counted day by day, for the city
NARROWED = ("agency", "field", "ward")  # what a scope may be narrowed to, one at a time
Named = dict[str, int]


def sum_name(population: str, condition: str) -> str:
    """Lines of a population that fit a condition; "every" adds nothing."""
    if condition in ("", EVERY, population):
        return population
    return condition if population == EVERY else f"{population}+{condition}"


def spread_name(measure: str, population: str) -> str:
    return f"{measure}@{population}"


def weight_name(measure: str, population: str) -> str:
    """The sum of a measure over a population."""
    return f"{measure}*{population}"


def parts_of(name: str) -> list[str]:
    return re.split(r"[@*+]", name)


def counted(session: Session, scope: Scope, names: Sequence[str], dimension: str = CITY) -> dict[str, Named] | None:
    """How many lines of the scope fit each name, by key of a dimension; all under "" without one. One statement."""
    place = _place(session, scope, dimension)
    if place is None:
        return None
    query = _asked(scope, place, FactSum, names, FactSum.key, func.sum(FactSum.n)).group_by(Summed.name, FactSum.key)
    rows = session.execute(query).all()
    if not _all_are_there(rows, names):
        return None
    found: dict[str, Named] = {} if dimension else {"": dict.fromkeys(names, 0)}
    for name, key, n in rows:
        if key is not None:
            found.setdefault(key if dimension else "", dict.fromkeys(names, 0))[name] += int(n)
    return found


def by_stretch(session: Session, scope: Scope, names: Sequence[str]) -> dict[date, Named] | None:
    """How many lines of the scope fit each name, for each stretch of days with any. One statement."""
    place = _place(session, scope, CITY)
    if place is None:
        return None
    query = _asked(scope, place, FactSum, names, FactSum.stretch_on, func.sum(FactSum.n))
    rows = session.execute(query.group_by(Summed.name, FactSum.stretch_on)).all()
    if not _all_are_there(rows, names):
        return None
    found: dict[date, Named] = {}
    for name, stretch, n in rows:
        if stretch is not None:
            found.setdefault(stretch, dict.fromkeys(names, 0))[name] = int(n)
    return found


def day_counts(session: Session, scope: Scope) -> dict[tuple[str, date], int] | None:
    """How many of the city's lines have each day in each column of `DAYS`; None for a part of it. One statement."""
    place = _place(session, scope, CITY)
    if place is None or place.dimensions != (CITY,):
        return None
    names = sorted(set(DAYS.values()))
    each = replace(place, dimensions=tuple(DAYS), keys=None)
    query = _asked(scope, each, FactSum, names, FactSum.dimension, FactSum.key, func.sum(FactSum.n))
    rows = session.execute(query.group_by(Summed.name, FactSum.dimension, FactSum.key)).all()
    if not _all_are_there(rows, names):
        return None
    return {(column, date.fromisoformat(key)): int(n) for _, column, key, n in rows if key is not None}


def durations(
    session: Session, scope: Scope, names: Sequence[str], dimension: str = CITY
) -> dict[str, dict[str, list[bytes]]] | None:
    """Durations of the scope as sorted lists (rules/spread.py), by name and key of a dimension. One statement."""
    place = _place(session, scope, dimension)
    if place is None:
        return None
    rows = session.execute(_asked(scope, place, FactSpread, names, FactSpread.key, FactSpread.seconds)).all()
    if not _all_are_there(rows, names):
        return None
    found: dict[str, dict[str, list[bytes]]] = {name: {} for name in names}
    for name, key, seconds in rows:
        if key is not None:
            found[name].setdefault(key if dimension else "", []).append(seconds)
    return found


@dataclass(frozen=True)
class _Place:
    """Where in the sums an answer lies: all keys of dimensions, or these (a field with those below it)."""

    dimensions: tuple[str, ...]
    days: list[date]
    keys: tuple[str, ...] | None = None

    def holds(self, row: Any) -> ColumnElement[bool]:
        fits = and_(row.stretch_on.in_(self.days), row.dimension.in_(self.dimensions))
        return fits if self.keys is None else and_(fits, row.key.in_(self.keys))


def _place(session: Session, scope: Scope, dimension: str) -> _Place | None:
    """None where the sums cannot say it: another instant, half a stretch, a crossing of two divisions."""
    narrowed = {name: getattr(scope, f"{name}_code") for name in NARROWED if getattr(scope, f"{name}_code")}
    known = replace(Scope(scope.period, scope.as_of), **{f"{name}_code": code for name, code in narrowed.items()})
    days = stretches(scope.period)
    divisions = {*narrowed, dimension} - {CITY}  # a field by the fields below it is no crossing
    if days is None or not scope.as_of.is_newest or known != scope or len(divisions) > 1:
        return None
    for name, code in narrowed.items():
        below = [one for one in known_names(session).fields if one.startswith(f"{code}.")] if name == "field" else []
        return _Place((name,), days, (code, *below))
    return _Place((dimension,), days, None if dimension else ("",))


def _asked(scope: Scope, place: _Place, row: Any, names: Sequence[str], *columns: Any) -> Any:
    """One line at least for each name that is added up; none when the sums are of another instant."""
    return (
        select(Summed.name, *columns)
        .select_from(FactProgress)
        .join(Summed, Summed.name.in_(names))
        .outerjoin(row, and_(row.name == Summed.name, place.holds(row)))
        .where(FactProgress.name == NAME, FactProgress.refreshed_at == scope.as_of.at)
    )


def _all_are_there(rows: Iterable[Any], names: Iterable[str]) -> bool:
    return {row[0] for row in rows} == set(names)
