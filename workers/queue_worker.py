"""One RQ worker for one queue: `python -m workers.queue_worker routing`.

One queue per process, because a worker that listens on several loses a job when it dies between taking and starting.
Jobs run in forked children, so that a crash or an endless loop in one task takes nothing else down.
"""

from __future__ import annotations

import contextlib
import sys
import time
from typing import Any

import redis
from rq import Queue as RqQueue
from rq import Worker
from rq.job import Job
from rq.serializers import JSONSerializer
from sqlalchemy.exc import SQLAlchemyError

from feedback import clock
from feedback.actions import tasks
from feedback.actions.heartbeat import EVERY, beat
from feedback.actions.transaction import transaction
from feedback.queries.knowledge import knowledge
from feedback.terms import Queue
from workers import crash_note
from workers.jobs import AllowedJob, process

MAINTENANCE_S = 30
WORKER_TTL_S = 75  # an idle worker shows that it lives once a minute


class QueueWorker(Worker):
    """Reads what routing knows before it forks, and counts a child's death as an attempt of its task."""

    beaten_at = 0.0

    def heartbeat(self, timeout: int | None = None, pipeline: Any = None) -> None:
        """RQ's own sign of life, also while idle; the database hears it too."""
        super().heartbeat(timeout, pipeline)
        if time.monotonic() - self.beaten_at < EVERY.total_seconds():
            return
        self.beaten_at = time.monotonic()
        with contextlib.suppress(SQLAlchemyError), transaction(process().database) as session:
            beat(session, f"worker-{self.queues[0].name}")

    def execute_job(self, job: Job, queue: RqQueue) -> None:
        self.prepare_fork()
        crash_note.taken()
        super().execute_job(job, queue)

    def prepare_fork(self) -> None:
        """Keep this process's reading of the city fresh: the forked child inherits it."""
        means = process()
        with means.database.reading() as session:
            knowledge(session)

    def handle_work_horse_killed(self, job: Job, retpid: int, ret_val: int, rusage: Any) -> None:
        task_id = crash_note.taken()
        if task_id is not None:
            with transaction(process().database) as session:
                tasks.fail(session, task_id, None, f"the process died ({ret_val})", clock.now(), permanent=False)
        super().handle_work_horse_killed(job, retpid, ret_val, rusage)


def main() -> int:
    """Serve the queue named on the command line until SIGTERM; the job in hand is finished first."""
    queue = Queue(sys.argv[1])
    connection = redis.from_url(process().redis_url)
    worker = QueueWorker(
        [RqQueue(queue.value, connection=connection, serializer=JSONSerializer, job_class=AllowedJob)],
        connection=connection,
        serializer=JSONSerializer,
        job_class=AllowedJob,
        worker_ttl=WORKER_TTL_S,
        maintenance_interval=MAINTENANCE_S,
    )
    worker.work(logging_level="WARNING")
    return 0


if __name__ == "__main__":
    sys.exit(main())
