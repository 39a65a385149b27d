"""Background work as administrators watch it: what is dead, what waits longest, who is alive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.models import ClockFiring, Heartbeat, Task
from feedback.terms import Queue, TaskState

PAGE = 25
SILENT_AFTER = timedelta(minutes=2)  # a process that has not shown itself for so long is taken for stopped
LATELY = timedelta(hours=24)
IN_TIME_S = 60  # of a hundred steps 99 are to be noticed within so many seconds (deadlines R14)
UNDONE = (TaskState.NEW, TaskState.LEASED)


@dataclass(frozen=True)
class Waiting:
    """Work of one kind that is not done yet. `oldest_at` is when the first of it was due."""

    kind: str
    queue: Queue
    due: int
    later: int
    oldest_at: datetime | None


@dataclass(frozen=True)
class Beat:
    name: str
    seen_at: datetime
    is_silent: bool


@dataclass(frozen=True)
class Lateness:
    """How late the steps of clocks were noticed in the last day. `most_s`: 99 of a hundred were noticed by then."""

    steps: int
    most_s: int
    worst_s: int
    too_late: int

    @property
    def is_kept(self) -> bool:
        return self.most_s <= IN_TIME_S


@dataclass(frozen=True)
class Dead:
    """One page of dead work, the newest first."""

    total: int
    page: int
    rows: Sequence[Task]

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def waiting(session: Session, now: datetime) -> list[Waiting]:
    """One statement over the undone part of the table."""
    due = Task.run_at <= now
    rows = session.execute(
        select(
            Task.kind,
            Task.queue,
            func.count(Task.id).filter(due),
            func.count(Task.id).filter(Task.run_at > now),
            func.min(Task.run_at).filter(due),
        )
        .where(Task.state.in_(UNDONE))
        .group_by(Task.kind, Task.queue)
        .order_by(Task.kind, Task.queue)
    )
    return [Waiting(*row) for row in rows]


def lateness(session: Session, now: datetime) -> Lateness:
    """Two statements over the firings of one day."""
    lately = (ClockFiring.fired_at >= now - LATELY, ClockFiring.late_s.is_not(None))
    too_late = func.count().filter(ClockFiring.late_s > IN_TIME_S)
    steps, worst, over = session.execute(
        select(func.count(), func.max(ClockFiring.late_s), too_late).where(*lately)
    ).one()
    latest_first = select(func.coalesce(ClockFiring.late_s, 0)).where(*lately).order_by(ClockFiring.late_s.desc())
    most = session.scalars(latest_first.offset(steps // 100).limit(1)).first()
    return Lateness(steps, most or 0, worst or 0, over)


def dead(session: Session, page: int = 1) -> Dead:
    total = count_dead(session)
    page = min(max(1, page), max(1, -(-total // PAGE)))
    query = select(Task).where(Task.state == TaskState.DEAD).order_by(Task.id.desc())
    return Dead(total, page, session.scalars(query.limit(PAGE).offset((page - 1) * PAGE)).all())


def count_dead(session: Session) -> int:
    return session.scalar(select(func.count(Task.id)).where(Task.state == TaskState.DEAD)) or 0


def beats(session: Session, now: datetime) -> list[Beat]:
    """Every process that ever showed itself."""
    rows = session.scalars(select(Heartbeat).order_by(Heartbeat.name))
    return [Beat(row.name, row.seen_at, now - row.seen_at > SILENT_AFTER) for row in rows]
