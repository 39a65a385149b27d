"""Background work as rows, for the people who look after it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models import Task
from feedback.terms import TaskState


def tasks_in(session: Session, states: Sequence[TaskState], limit: int) -> Sequence[Task]:
    """The tasks in these states, the next due first."""
    query = select(Task).where(Task.state.in_(states)).order_by(Task.run_at, Task.id).limit(limit)
    return session.scalars(query).all()
