"""Background work as administrators watch it: what is dead, what waits longest, who is alive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.models import Heartbeat, Task
from feedback.terms import Queue, TaskState

PAGE = 25
SILENT_AFTER = timedelta(minutes=2)  # a process that has not shown itself for so long is taken for stopped
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
