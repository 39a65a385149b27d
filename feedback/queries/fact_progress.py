"""How far facts have followed the ledger, and whether they are what the tables say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.models import Case, ChainHead, Fact, FactProgress
from feedback.queries.fact_changes import after, changes

NAME = "main"
PART = 5_000  # numbers of cases that are projected at once


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


def differences(session: Session) -> Iterator[Difference]:
    """Every line that differs from a full projection, part by part: constant memory."""
    for span in spans(session):
        yield from differences_in(session, span)


def spans(session: Session) -> list[tuple[int, int]]:
    """The parts of all cases: after which number each begins, and with which it ends."""
    return [(start, start + PART) for start in range(0, newest_case(session), PART)]


def differences_in(session: Session, span: tuple[int, int]) -> list[Difference]:
    """Those of one part."""
    return [Difference(*one.key, one.what) for one in changes(session, after(*span))]


def newest_case(session: Session) -> int:
    return session.scalar(select(func.max(Case.id))) or 0


def counted(session: Session) -> int:
    return session.scalar(select(func.count(Fact.id)).where(Fact.until_at.is_(None))) or 0
