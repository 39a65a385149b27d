"""The ticker: rings the queues that have due rows, and drains them itself while Redis is away.

No RQ in here: it is what keeps every promise when Redis is gone. Several copies are harmless.
"""

from __future__ import annotations

import contextlib
import signal
import sys
import time
from types import FrameType

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions.heartbeat import EVERY, beat
from feedback.actions.tasks import UNDONE
from feedback.actions.transaction import transaction
from feedback.models import Clock, Task
from feedback.terms import ClockState, Queue
from workers.drain import drain
from workers.process import Process, open_process
from workers.timetable import owe_due

TICK_S = 0.5
OUTAGE_PAUSE_S = 2.0
log = structlog.get_logger()


def due_queues(session: Session) -> set[Queue]:
    """The queues that have something to do now."""
    now = clock.now()
    found = set(session.scalars(select(Task.queue).where(Task.state.in_(UNDONE), Task.run_at <= now).distinct()))
    ticking = select(Clock.id).where(Clock.state == ClockState.RUNNING, Clock.next_fire_at <= now).limit(1)
    return found | ({Queue.CLOCKS} if session.scalars(ticking).first() is not None else set())


def tick(process: Process) -> set[Queue]:
    """Ring what is due, or work on it here when nobody hears the bell. The queues that were due."""
    with process.database.reading() as session:
        due = due_queues(session)
    if due and not process.bell.ring(due):
        for queue in sorted(due):
            drain(process, queue)
    return due


def keep_time(process: Process) -> None:
    """Show that the ticker lives, and owe what the timetable asks for."""
    with transaction(process.database) as session:
        beat(session, "ticker")
        owe_due(session, clock.now())


class Ticker:
    """Ticks until SIGTERM."""

    def __init__(self, process: Process) -> None:
        self.process, self.stopping = process, False
        self.kept_at = 0.0

    def stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def run(self) -> None:
        while not self.stopping:
            try:
                self._once()
            except SQLAlchemyError as error:  # the database is away: its rows wait, and so do we
                log.warning("database away", kind=type(error).__name__)
                time.sleep(OUTAGE_PAUSE_S)
            time.sleep(TICK_S)

    def _once(self) -> None:
        if time.monotonic() - self.kept_at >= EVERY.total_seconds():
            keep_time(self.process)
            self.kept_at = time.monotonic()
        tick(self.process)


def main() -> int:
    ticker = Ticker(open_process())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ticker.stop)
    with contextlib.suppress(KeyboardInterrupt):
        ticker.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
