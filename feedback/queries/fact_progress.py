"""How far facts have followed the ledger, and whether they are what the tables say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.models import Case, ChainHead, Fact, FactProgress
from feedback.queries.fact_projection import Line, project

NAME = "main"
BATCH = 2_000
SPAN = ("id", "since_at", "until_at")
COLUMNS = tuple(column.name for column in inspect(Fact).local_table.columns if column.name not in SPAN)
Key = tuple[int, int]


@dataclass(frozen=True)
class Difference:
    """A line that is not what the tables say. `what` are the columns, or that it is missing or too many."""

    case_id: int
    leg_id: int
    what: tuple[str, ...]


def progress(session: Session) -> FactProgress | None:
    return session.get(FactProgress, NAME)


def known_at(session: Session) -> datetime:
    """The instant up to which facts are complete: figures are as of then. This instant when nothing was read yet."""
    found = progress(session)
    return clock.now() if found is None else found.refreshed_at


def behind(session: Session) -> int:
    """How many entries of the ledger facts have not followed yet."""
    found = progress(session)
    head = session.scalar(select(ChainHead.seq)) or 0
    return head - (found.seq if found else 0)


def held(session: Session, ids: list[int]) -> dict[Key, Any]:
    """The lines that hold for some cases, by case and leg."""
    query = select(Fact).where(Fact.case_id.in_(ids), Fact.until_at.is_(None))
    return {(row.case_id, row.leg_id): row for row in session.scalars(query)}


def differences(session: Session) -> Iterator[Difference]:
    """Every line that differs from a full projection, case by case, in batches of constant size."""
    last = 0
    while ids := list(session.scalars(select(Case.id).where(Case.id > last).order_by(Case.id).limit(BATCH))):
        first, last = last, ids[-1]
        lines = {(line["case_id"], line["leg_id"]): line for line in project(session, Case.id.between(first + 1, last))}
        there = held(session, ids)
        for key in sorted(set(lines) | set(there)):
            what = _what(lines.get(key), there.get(key))
            if what:
                yield Difference(*key, what)
        session.expunge_all()


def counted(session: Session) -> int:
    return session.scalar(select(func.count(Fact.id)).where(Fact.until_at.is_(None))) or 0


def changed(line: Line, row: Fact) -> tuple[str, ...]:
    """The columns in which a line and the stored row differ."""
    return tuple(name for name in COLUMNS if line[name] != getattr(row, name))


def _what(line: Line | None, row: Fact | None) -> tuple[str, ...]:
    if line is None:
        return ("too many",)
    return ("missing",) if row is None else changed(line, row)
