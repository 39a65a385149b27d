"""What a change of the city's settings would do, found by making it in a transaction that is never committed.

So the preview cannot differ from the change: it is the change, looked at before it is thrown away.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from feedback import clock as time
from feedback.actions.recount_clocks import behind
from feedback.database import Database
from feedback.models import Alert, Clock, ClockFiring, Limit, WorkingCalendar
from feedback.queries import calendars
from feedback.queries.clock_replay import calendar_keys, ledger
from feedback.rules.clock_ledger import ClockEvent, replay
from feedback.terms import ClockEventKind, ClockKind, ClockState

Seen = TypeVar("Seen")
MOST = 2_000  # so many clocks are replayed for a preview; beyond that it says "at least"
EXAMPLES = 5
LATELY = timedelta(days=30)


@dataclass(frozen=True)
class Move:
    """One deadline that would move."""

    number: str
    kind: ClockKind
    before: datetime
    after: datetime


@dataclass(frozen=True)
class Effect:
    """How many running deadlines move, and which way. `is_more`: there are more clocks than were looked at."""

    moved: int = 0
    earlier: int = 0
    is_more: bool = False
    examples: list[Move] = field(default_factory=list)

    @property
    def later(self) -> int:
        return self.moved - self.earlier


@contextmanager
def trial(database: Database) -> Generator[Session]:
    """A transaction that is always rolled back, with a cache of its own: nobody else sees what was tried."""
    with database.writing() as session:
        session.info["cache"] = {}
        yield session
        session.rollback()


def tried(database: Database, change: Callable[[Session], object], look: Callable[[Session], Seen]) -> Seen:
    """What `look` sees after this change. Raises what the change raises."""
    with trial(database) as session:
        change(session)
        session.flush()
        return look(session)


def running_by(session: Session, code: str) -> int:
    """How many running clocks keep a promise made by this line of the limits."""
    query = select(func.count(Clock.id)).where(Clock.limit_code == code, Clock.state != ClockState.STOPPED)
    return session.scalar(query) or 0


def lately_by(session: Session, line: Limit) -> int:
    """How many clocks began by this line in the last thirty days."""
    query = select(func.count(Clock.id)).where(Clock.limit_code == line.code, Clock.started_at > time.now() - LATELY)
    return session.scalar(query) or 0


def step_lately(session: Session, code: str) -> int:
    """How often a step of the ladder was reached in the last thirty days."""
    query = select(func.count()).select_from(ClockFiring)
    return session.scalar(query.where(ClockFiring.step == code, ClockFiring.fired_at > time.now() - LATELY)) or 0


def running(session: Session) -> int:
    return session.scalar(select(func.count(Clock.id)).where(Clock.state == ClockState.RUNNING)) or 0


def climbing(session: Session) -> int:
    """How many alerts climb now."""
    query = select(func.count(Alert.id)).where(Alert.acknowledged_at.is_(None), Alert.ended_at.is_(None))
    return session.scalar(query) or 0


def moves(session: Session) -> Effect:
    """Every calendar's clocks that would follow it: new versions and agencies that come over."""
    now, seen, found = time.now(), 0, []
    for held in _newest(session):
        query = behind(session, held, now).options(selectinload(Clock.events), joinedload(Clock.case))
        rows = session.scalars(query.order_by(Clock.id).limit(MOST + 1 - seen)).all()
        seen += len(rows)
        key = f"{held.code}@{held.version}"
        found += [move for row in rows[:MOST] if (move := _move(session, row, key, now)) is not None]
    found.sort(key=lambda move: move.before)
    earlier = sum(move.after < move.before for move in found)
    return Effect(len(found), earlier, seen > MOST, found[:EXAMPLES])


def _move(session: Session, row: Clock, key: str, now: datetime) -> Move | None:
    events = ledger(row.events)
    last = events[-1]
    follows = ClockEvent(last.seq + 1, ClockEventKind.RETARGET, max(now, last.at), {"calendar": key})
    named = calendars.named(session, [*calendar_keys(row.events), key])
    due_at = replay([*events, follows], named).due_at
    return Move(row.case.number, row.kind, row.due_at, due_at) if due_at != row.due_at else None


def _newest(session: Session) -> list[WorkingCalendar]:
    rows = session.scalars(select(WorkingCalendar).order_by(WorkingCalendar.version))
    return list({row.code: row for row in rows}.values())
