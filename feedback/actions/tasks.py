"""Owing background work: a row in the same transaction as the change that needs it."""

from __future__ import annotations

import random
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert, inspect, select, update
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import ledger
from feedback.database import claim
from feedback.errors import N_, Invalid, Missing, Refused
from feedback.models import Base, Task
from feedback.rules.lifecycle import Actor
from feedback.terms import Queue, TaskState

OWED = "owed_tasks"
RUNG = "queues_to_ring"
BACK_OFF_S = (10, 30, 120, 600)  # then hourly
HOUR_S = 3600
JITTER = 0.2
UNDONE = (TaskState.NEW, TaskState.LEASED)
WRITE = insert(Base.metadata.tables[Task.__tablename__]).inline()  # many rows at once; nobody asks for their keys


@dataclass(frozen=True)
class TaskKind:
    """A kind of work: where it queues, and whether it leaves the house (then it runs under a lease)."""

    queue: Queue
    is_external: bool = False
    max_attempts: int = 8
    lease: timedelta = timedelta(seconds=30)  # after which somebody else may take it up


KINDS: dict[str, TaskKind] = {
    "route": TaskKind(Queue.ROUTING),
    "acknowledge": TaskKind(Queue.NOTICES),
    "send_notice": TaskKind(Queue.NOTICES, is_external=True, max_attempts=28),  # back-off, then hourly to 24 h
    "climb_alert": TaskKind(Queue.URGENT, max_attempts=28),
    "stop_waiting": TaskKind(Queue.CLOCKS),
    "expire_extension": TaskKind(Queue.CLOCKS),
    "recount_clocks": TaskKind(Queue.CLOCKS),
    "hand_over": TaskKind(Queue.ROUTING),
    "hand_over_ended": TaskKind(Queue.ROUTING),
    "reconcile": TaskKind(Queue.CLOCKS),
    "remind_programme": TaskKind(Queue.CLOCKS),
    "remind_meeting": TaskKind(Queue.CLOCKS),
    "refresh_facts": TaskKind(Queue.INDICATORS),
    "count_standing": TaskKind(Queue.INDICATORS),
    "write_export": TaskKind(Queue.INDICATORS, is_external=True, max_attempts=5, lease=timedelta(minutes=2)),
    "publish_open_data": TaskKind(Queue.INDICATORS),
    "export_warehouse": TaskKind(Queue.INDICATORS, is_external=True, max_attempts=4, lease=timedelta(minutes=30)),
    "delete_exports": TaskKind(Queue.INDICATORS, is_external=True),
    "draw_reviews": TaskKind(Queue.INDICATORS),
    "check_seals": TaskKind(Queue.INDICATORS, is_external=True, max_attempts=4, lease=timedelta(minutes=30)),
    "owe_views": TaskKind(Queue.INDICATORS),
    "send_view": TaskKind(Queue.NOTICES, is_external=True, max_attempts=12),
    "learn": TaskKind(Queue.INDICATORS, is_external=True, max_attempts=3, lease=timedelta(minutes=30)),
}


@dataclass(frozen=True)
class Owed:
    """A task of this transaction; the key of its subject may not be known before the flush."""

    kind: str
    subject: Base | int
    dedup: str
    run_at: datetime
    queue: Queue


def owe(
    session: Session,
    kind: str,
    subject: Base | int,
    *,
    dedup: str = "",
    run_at: datetime | None = None,
    queue: Queue | None = None,
) -> None:
    """Owe one piece of work. `dedup` tells apart several tasks of one kind about one subject."""
    owed = Owed(kind, subject, dedup, run_at or clock.now(), queue or KINDS[kind].queue)
    session.info.setdefault(OWED, []).append(owed)


def forgive(session: Session, *subjects: Base) -> None:
    """Let go of what this transaction owes about these rows: somebody else has done it already."""
    owed: list[Owed] = session.info.get(OWED, [])
    session.info[OWED] = [one for one in owed if one.subject not in subjects]


def hand_in(session: Session) -> None:
    """Write everything owed in this transaction, in one statement."""
    owed: list[Owed] = session.info.pop(OWED, [])
    if not owed:
        return
    session.flush()
    session.execute(WRITE, [_row(one) for one in owed])
    session.info.setdefault(RUNG, set()).update(one.queue for one in owed)


def _row(owed: Owed) -> dict[str, object]:
    subject_id = owed.subject if isinstance(owed.subject, int) else key_of(owed.subject)
    return {
        "kind": owed.kind,
        "queue": owed.queue,
        "subject_id": subject_id,
        "dedup_key": f"{owed.kind}:{subject_id}:{owed.dedup}",
        "state": TaskState.NEW,
        "run_at": owed.run_at,
        "attempts": 0,
        "max_attempts": KINDS[owed.kind].max_attempts,
        "last_error": "",
        "created_at": clock.now(),
        "dismissed_reason": "",
    }


def key_of(row: Base) -> int:
    """The whole-number key of a flushed row."""
    return inspect(row).mapper.primary_key_from_instance(row)[0]


def queues_to_ring(session: Session) -> set[Queue]:
    return session.info.pop(RUNG, set())


def take_due(session: Session, queue: Queue, at: datetime) -> Task | None:
    """The oldest due task of a queue, locked for this transaction; others skip it."""
    due = (
        select(Task)
        .where(Task.queue == queue, Task.state.in_(UNDONE), Task.run_at <= at)
        .order_by(Task.run_at, Task.id)
        .limit(1)
    )
    return session.scalars(claim(session, due)).first()


def lease(task: Task, at: datetime) -> str:
    """Mark external work as begun until the lease runs out. The token tells this attempt from the next."""
    task.state = TaskState.LEASED
    token = task.lease_token = secrets.token_hex(16)
    task.lease_until = task.run_at = at + KINDS[task.kind].lease  # due again when the lease runs out
    task.attempts += 1
    return token


def complete(session: Session, task_id: int, token: str | None, at: datetime) -> bool:
    """Mark a task done, only if this attempt still holds it. False when a successor took over."""
    holds = Task.lease_token.is_(None) if token is None else Task.lease_token == token
    done = update(Task).where(Task.id == task_id, Task.state.in_(UNDONE), holds)
    done = done.values(state=TaskState.DONE, done_at=at, lease_token=None, lease_until=None)
    return session.scalars(done.returning(Task.id)).first() is not None


def fail(session: Session, task_id: int, token: str | None, error: str, at: datetime, *, permanent: bool) -> bool:
    """Put a task back with back-off, or to the dead when its attempts are spent. False when no longer held."""
    task = session.get(Task, task_id)
    if task is None or task.lease_token != token or task.state not in UNDONE:
        return False
    task.attempts += token is None  # a lease has already counted its attempt
    is_dead = permanent or task.attempts >= task.max_attempts
    task.state = TaskState.DEAD if is_dead else TaskState.NEW
    task.run_at = at + back_off(task.attempts)
    task.last_error = error[:2000]
    task.lease_token = task.lease_until = None
    return True


def back_off(attempts: int) -> timedelta:
    """How long to wait after so many attempts: 10 s, 30 s, 2 min, 10 min, then hourly, each ±20 %."""
    base = BACK_OFF_S[attempts - 1] if 0 < attempts <= len(BACK_OFF_S) else HOUR_S
    spread = 1 + random.uniform(-JITTER, JITTER)  # noqa: S311 - spreads load, keeps no secret
    return timedelta(seconds=base * spread)


def retry(session: Session, actor: Actor, task_id: int) -> Task:
    """Run a dead task again from its first attempt."""
    task = _dead(session, task_id)
    task.state, task.attempts, task.run_at = TaskState.NEW, 0, clock.now()
    session.info.setdefault(RUNG, set()).add(task.queue)
    ledger.record(session, actor, "task.retried", task, task=task)
    return task


def dismiss(session: Session, actor: Actor, task_id: int, reason: str) -> Task:
    """Give a dead task up, with a reason that stays. Raises Invalid without one."""
    if not reason.strip():
        raise Invalid("reason", N_("Hãy ghi lý do bỏ qua việc này."))
    task = _dead(session, task_id)
    task.state, task.done_at, task.dismissed_reason = TaskState.DISMISSED, clock.now(), reason.strip()[:300]
    ledger.record(session, actor, "task.dismissed", task, task=task)
    return task


def _dead(session: Session, task_id: int) -> Task:
    task = session.get(Task, task_id)
    if task is None:
        raise Missing(N_("Không có việc nền này."))
    if task.state is not TaskState.DEAD:
        raise Refused(N_("Việc này không còn nằm trong danh sách hỏng."))
    return task
