"""Bringing one table to what a file says, in at most four statements, and saying what that changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, insert, inspect, select, update
from sqlalchemy.orm import Session

from feedback.models import Base

Values = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """What loading a file did to its table. `gone` are keys the file no longer has: those rows are kept."""

    file: str
    added: int
    changed: int
    unchanged: int
    gone: tuple[str, ...] = ()


def merge(
    session: Session,
    file: str,
    model: type[Base],
    rows: Sequence[Values],
    *,
    key: tuple[str, ...] = (),
    within: ColumnElement[bool] | None = None,
    later: tuple[str, ...] = (),
) -> Change:
    """Insert what is new and update what differs; nothing is deleted.

    `key` tells rows apart (the primary key unless named), `within` keeps to a part of the table, and the columns
    named `later` point at rows of the same table, so they are filled once all rows are there.
    """
    primary = tuple(column.name for column in inspect(model).primary_key)
    key = key or primary
    here = _existing(session, model, key, within)
    new = [row for row in rows if _key(row, key) not in here]
    old = [(row, here[_key(row, key)]) for row in rows if _key(row, key) in here]
    different = [(row, held) for row, held in old if any(held[name] != value for name, value in row.items())]
    if new:
        session.execute(insert(model), [{**row, **dict.fromkeys(later)} for row in new])
    updates: list[Values] = [{**{name: held[name] for name in primary}, **row} for row, held in different]
    if later and new:
        updates += [row for row in new if any(row[name] is not None for name in later)]
    if updates:
        session.execute(update(model), updates)
    given = {_key(row, key) for row in rows}
    gone = tuple(sorted(":".join(map(str, found)) for found in here if found not in given))
    return Change(file, len(new), len(different), len(old) - len(different), gone)


def _existing(
    session: Session, model: type[Base], key: tuple[str, ...], within: ColumnElement[bool] | None
) -> dict[tuple[Any, ...], Values]:
    query = select(*inspect(model).local_table.columns)
    if within is not None:
        query = query.where(within)
    return {_key(row, key): dict(row) for row in session.execute(query).mappings()}


def _key(row: Any, names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)
