"""Draining a queue: take due rows one after another until none is due, or the turn is over.

Internal work happens inside the task's transaction: a crash rolls it back and it is due again. External work runs
under a lease with a token: only the attempt that still holds the token may settle it, so a worker that was frozen
for a minute cannot overwrite its successor (durability design C).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import ask_export, learn, send_notice, send_view, tasks, write_export
from feedback.actions.check_seals import check_seals
from feedback.actions.export_warehouse import export_warehouse
from feedback.actions.fire_clocks import fire_due
from feedback.actions.read_corpus import read_corpus
from feedback.actions.transaction import transaction
from feedback.gateways.messages import Never, NotNow
from feedback.models import Task
from feedback.terms import Queue, TaskState
from workers.handlers import INTERNAL
from workers.process import Process

MOST_ROWS, MOST_SECONDS = 40, 4.0
GIVEN_UP: dict[str, Callable[[Session, int], None]] = {
    "send_notice": send_notice.give_up,
    "write_export": write_export.give_up,
}
log = structlog.get_logger()


@dataclass(frozen=True)
class Taken:
    """A task's own facts, outliving the transaction that took it. `token` is None for internal work."""

    id: int
    kind: str
    subject_id: int
    token: str | None


def drain(process: Process, queue: Queue, taking: Callable[[int], None] = lambda task_id: None) -> int:
    """Work until nothing is due, for at most 40 rows or 4 seconds; how many rows were worked on.

    `taking` is told the id of each row before it is worked on, so that a parent can count a crash as an attempt.
    """
    began, worked = time.monotonic(), 0
    while worked < MOST_ROWS and time.monotonic() - began < MOST_SECONDS:
        if queue is Queue.CLOCKS:
            fire(process)
        if not step(process, queue, taking):
            break
        worked += 1
    return worked


def fire(process: Process) -> int:
    """Fire the clocks that are due."""
    with transaction(process.database) as session:
        return fire_due(session, clock.now())


def step(process: Process, queue: Queue, taking: Callable[[int], None] = lambda task_id: None) -> bool:
    """Work on one due row. False when there was none."""
    taken: Taken | None = None
    try:
        with transaction(process.database) as session:
            task = tasks.take_due(session, queue, clock.now())
            if task is None:
                return False
            taken = _taken(task)
            taking(task.id)
            if not tasks.KINDS[task.kind].is_external:
                INTERNAL[task.kind](session, task)
                tasks.complete(session, task.id, None, clock.now())
            else:
                token = tasks.lease(task, clock.now())
                taken = Taken(task.id, task.kind, task.subject_id, token)
        if taken.token is not None:
            _hand_over(process, taken)
    except Exception as error:
        if taken is None:
            raise
        _failed(process, taken, error)
    return True


def _hand_over(process: Process, taken: Taken) -> None:
    """What leaves the house, or takes too long for a transaction."""
    EXTERNAL[taken.kind](process, taken)


def _learn(process: Process, taken: Taken) -> None:
    """Judge the model in shadow, train the next one with no transaction open, keep it if we still hold the lease."""
    with transaction(process.database) as session:
        learn.judge_shadow(session)
    with process.database.reading() as session:
        learned = learn.gather(session)
    candidate = learn.teach(learned, read_corpus()) if learned.extra else None  # nobody corrected anything: no lesson
    with transaction(process.database) as session:
        if not tasks.complete(session, taken.id, taken.token, clock.now()):
            log.warning("late", task=taken.id, kind=taken.kind)
        elif candidate is not None:
            learn.keep_candidate(session, candidate)


def _send(process: Process, taken: Taken) -> None:
    """Send one message: prepare, ask the gateway with no transaction open, settle if we still hold the lease."""
    with transaction(process.database) as session:
        message = send_notice.prepare(session, taken.subject_id)
    reference = process.messages.send(message) if message is not None else ""
    with transaction(process.database) as session:
        if not tasks.complete(session, taken.id, taken.token, clock.now()):
            log.warning("late", task=taken.id, kind=taken.kind)
            return
        if message is not None:
            send_notice.settle(session, taken.subject_id, reference)


def _send_view(process: Process, taken: Taken) -> None:
    """Mail the report of a kept view; the gateway drops what it was handed before under the same key."""
    with process.database.reading() as session:
        message = send_view.prepare(session, taken.subject_id, process.public_url)
    if message is not None:
        process.messages.send(message)
    with transaction(process.database) as session:
        if not tasks.complete(session, taken.id, taken.token, clock.now()):
            log.warning("late", task=taken.id, kind=taken.kind)


def _write_export(process: Process, taken: Taken) -> None:
    """One step of a big file: read it, put the bytes of the last on disk, then keep it if we still hold the lease."""
    with process.database.reading() as session:
        step = write_export.read_step(session, taken.subject_id)
    stored_as = process.blobs.put(step.content) if step is not None and step.is_last else ""
    with transaction(process.database) as session:
        is_held = tasks.complete(session, taken.id, taken.token, clock.now())
        if is_held and step is not None:
            write_export.settle_step(session, step, stored_as)
    if not is_held:
        log.warning("late", task=taken.id, kind=taken.kind)
        if stored_as:
            process.blobs.remove(stored_as)


def _delete_exports(process: Process, taken: Taken) -> None:
    """Files whose days are over: the bytes first, so that none is forgotten when this process dies between."""
    with process.database.reading() as session:
        over = {one.id: one.stored_as for one in ask_export.expired(session, clock.now())}
    for stored_as in over.values():
        process.blobs.remove(stored_as)
    with transaction(process.database) as session:
        if tasks.complete(session, taken.id, taken.token, clock.now()):
            ask_export.mark_deleted(session, list(over))


def _export_warehouse(process: Process, taken: Taken) -> None:
    """The daily run. One that was killed goes on where it stopped, also under another attempt."""
    export_warehouse(process.database, process.warehouse, "daily")
    with transaction(process.database) as session:
        tasks.complete(session, taken.id, taken.token, clock.now())


def _check_seals(process: Process, taken: Taken) -> None:
    """Every closing, one after another; reading its lists holds no transaction open."""
    check_seals(process.database)
    with transaction(process.database) as session:
        tasks.complete(session, taken.id, taken.token, clock.now())


EXTERNAL: dict[str, Callable[[Process, Taken], None]] = {
    "learn": _learn,
    "send_notice": _send,
    "send_view": _send_view,
    "write_export": _write_export,
    "delete_exports": _delete_exports,
    "export_warehouse": _export_warehouse,
    "check_seals": _check_seals,
}


def _failed(process: Process, taken: Taken, error: Exception) -> None:
    log.warning("task failed", task=taken.id, kind=taken.kind, error=repr(error))
    with transaction(process.database) as session:
        permanent = isinstance(error, Never)
        held = tasks.fail(session, taken.id, taken.token, repr(error), clock.now(), permanent=permanent)
        _slow_down(session, taken, error, held)


def _slow_down(session: Session, taken: Taken, error: Exception, held: bool) -> None:
    """Honour a gateway's Retry-After, and mark a message whose task has just died."""
    task = session.get_one(Task, taken.id)
    if held and isinstance(error, NotNow) and error.retry_after_s is not None:
        task.run_at = max(task.run_at, clock.now() + timedelta(seconds=error.retry_after_s))
    if held and task.state is TaskState.DEAD and taken.kind in GIVEN_UP:
        GIVEN_UP[taken.kind](session, taken.subject_id)


def _taken(task: Task) -> Taken:
    return Taken(task.id, task.kind, task.subject_id, None)
