"""What RQ runs: one job, `drain`, named by string in feedback/bell.py. Everything else is refused (AllowedJob)."""

from __future__ import annotations

from functools import cache

from rq.job import Job

from feedback.terms import Queue
from workers.crash_note import taking
from workers.drain import drain as drain_queue
from workers.process import Process, open_process

ALLOWED = frozenset({"workers.jobs.drain"})


class AllowedJob(Job):
    """A job whose function must be on the list: whoever can write to Redis must not choose what we run."""

    @property
    def func(self):  # noqa: ANN201 - as RQ declares it
        if self.func_name not in ALLOWED:
            raise PermissionError(f"job {self.func_name!r} is not on the list")
        return super().func


@cache
def process() -> Process:
    """This worker's means, opened once, before the first fork."""
    return open_process()


def drain(queue: str) -> int:
    """Work on the due rows of one queue; how many those were."""
    return drain_queue(process(), Queue(queue), taking)
