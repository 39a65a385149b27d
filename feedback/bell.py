"""Ringing Redis after a commit: best effort and capped, because the table is the queue (DESIGN decision 2).

Losing a ring costs at most one tick of the ticker, never a task.
"""

from __future__ import annotations

import time
from collections.abc import Iterable

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from rq import Queue as RqQueue
from rq.exceptions import DuplicateJobError
from rq.serializers import JSONSerializer

from feedback.terms import Queue

CAP_S = 0.05
DRAIN = "workers.jobs.drain"  # named by string: feedback never imports workers
SLOT_S = 0.25  # rings of one queue within a slot are one job
JOB_TIMEOUT_S = 120
LONG_JOB_TIMEOUT_S = {Queue.INDICATORS: 1_800}  # a field model is trained there, once a week at night
FAILURE_TTL_S = 3600


class Bell:
    """Rings the worker of a queue through RQ."""

    def __init__(self, url: str, cap_s: float = CAP_S) -> None:
        self.connection = redis.from_url(
            url, socket_timeout=cap_s, socket_connect_timeout=cap_s, retry=Retry(NoBackoff(), 0)
        )

    def ring(self, queues: Iterable[Queue]) -> bool:
        """Whether Redis took every ring. Never raises: the ticker finds what was not rung."""
        try:
            for queue in queues:
                self._ring_one(queue)
        except (redis.RedisError, OSError):
            return False
        return True

    def _ring_one(self, queue: Queue) -> None:
        slot = int(time.monotonic() / SLOT_S)
        try:
            RqQueue(queue.value, connection=self.connection, serializer=JSONSerializer).enqueue(
                DRAIN,
                queue.value,
                job_id=f"drain-{queue.value}-{slot}",
                unique=True,
                result_ttl=0,
                failure_ttl=FAILURE_TTL_S,
                job_timeout=LONG_JOB_TIMEOUT_S.get(queue, JOB_TIMEOUT_S),
            )
        except DuplicateJobError:
            return  # somebody rang in this very moment; should that drain be past our row, the ticker rings again
