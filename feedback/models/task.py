"""Durable background work: the table is the queue, Redis only rings the bell (docs/decisions)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from feedback.models.base import Base, term
from feedback.terms import Queue, TaskState

UNDONE = text("state IN ('new', 'leased')")


class Task(Base):
    """One piece of work owed. `subject_id` is the row that it is about; `dedup_key` makes it happen once."""

    __tablename__ = "task"
    __table_args__ = (
        UniqueConstraint("dedup_key"),
        CheckConstraint("(state = 'leased') = (lease_token IS NOT NULL)", name="lease_has_token"),
        CheckConstraint("(state IN ('done', 'dismissed')) = (done_at IS NOT NULL)", name="done_has_time"),
        CheckConstraint("state <> 'dismissed' OR dismissed_reason <> ''", name="dismissed_has_reason"),
        Index("ix_task_due", "queue", "run_at", sqlite_where=UNDONE, postgresql_where=UNDONE),
        Index("ix_task_state", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    queue: Mapped[Queue] = mapped_column(term(Queue))
    subject_id: Mapped[int]
    dedup_key: Mapped[str] = mapped_column(String(120))
    state: Mapped[TaskState] = mapped_column(term(TaskState), default=TaskState.NEW)
    run_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    max_attempts: Mapped[int] = mapped_column(default=8)
    lease_until: Mapped[datetime | None]
    lease_token: Mapped[str | None] = mapped_column(String(40))
    last_error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    dismissed_reason: Mapped[str] = mapped_column(String(300), default="")


class TimetableSlot(Base):
    """One firing of one timetable line: any number of tickers fire each slot once."""

    __tablename__ = "timetable_slot"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    slot_at: Mapped[datetime] = mapped_column(primary_key=True)


class Heartbeat(Base):
    """When a background process last showed that it is alive."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    seen_at: Mapped[datetime]
