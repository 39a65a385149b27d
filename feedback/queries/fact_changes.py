"""What must be written so that the lines of some cases are what the tables say now.

One comparison of plain tuples for everybody: following, rebuilding and verifying cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, inspect, select
from sqlalchemy.orm import Session

from feedback.models import Case, Fact
from feedback.queries.fact_projection import project

SPAN = ("id", "since_at", "until_at")
KEY = ("case_id", "leg_id")
COLUMNS = (*KEY, *(c.name for c in inspect(Fact).local_table.columns if c.name not in (*SPAN, *KEY)))
Key = tuple[int, int]
Values = tuple[Any, ...]  # of one line, in the order of COLUMNS: its key comes first
Which = Callable[[Any], ColumnElement[bool]]  # some cases, as a condition on a column that holds their ids
VALUES_OF: Callable[[dict[str, Any]], Values] = itemgetter(*COLUMNS)


class Change(NamedTuple):
    """A line that is not what the tables say: the row that holds now, what should hold, or both."""

    row: tuple[Any, ...] | None  # its id, then its values
    line: Values | None

    @property
    def key(self) -> Key:
        return (self.line or (self.row or ())[1:])[:2]

    @property
    def what(self) -> tuple[str, ...]:
        """The columns that differ, or that the line is missing or too many."""
        if self.line is None:
            return ("too many",)
        if self.row is None:
            return ("missing",)
        there = self.row[1:]
        return tuple(name for place, name in enumerate(COLUMNS) if there[place] != self.line[place])


def among(ids: Iterable[int]) -> Which:
    some = tuple(ids)
    return lambda column: column.in_(some)


def after(start: int, last: int) -> Which:
    """Cases in the order of their numbers: an index is read once, where a list of ids is looked up one by one."""
    return lambda column: column.between(start + 1, last)


def changes(session: Session, which: Which) -> list[Change]:
    """Every line of some cases that differs from a projection of the tables."""
    return list(_compared(_held(session, which), map(VALUES_OF, project(session, which(Case.id)))))


def _compared(held: dict[Key, tuple[Any, ...]], lines: Iterable[Values]) -> Iterator[Change]:
    for line in lines:
        row = held.pop(line[:2], None)
        if row is None or row[1:] != line:
            yield Change(row, line)
    yield from (Change(row, None) for row in held.values())


def _held(session: Session, which: Which) -> dict[Key, tuple[Any, ...]]:
    """The rows that hold for some cases, by case and leg."""
    columns = (getattr(Fact, name) for name in COLUMNS)
    rows = session.execute(select(Fact.id, *columns).where(which(Fact.case_id), Fact.until_at.is_(None)))
    return {row[1:3]: tuple(row) for row in rows}
