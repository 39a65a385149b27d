"""Background work is named by string: every name resolves, every kind is carried out, every queue is served."""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path

import pytest
import redis
from rq.serializers import JSONSerializer

from feedback import bell
from feedback.actions.tasks import KINDS
from feedback.terms import Queue
from workers import drain, supervisor
from workers.handlers import INTERNAL
from workers.jobs import ALLOWED, AllowedJob
from workers.timetable import TIMETABLE


def test_the_job_that_is_rung_exists_and_is_allowed() -> None:
    module, _, name = bell.DRAIN.rpartition(".")
    assert callable(getattr(importlib.import_module(module), name))
    assert frozenset({bell.DRAIN}) == ALLOWED


@pytest.mark.parametrize("name", ["os.system", "subprocess.call", "workers.jobs.process", "builtins.eval"])
def test_a_job_that_is_not_on_the_list_is_refused(name: str) -> None:
    nobody = redis.Redis(unix_socket_path="/nobody")  # a job is made without asking it
    job = AllowedJob.create(name, args=("true",), serializer=JSONSerializer, connection=nobody)
    with pytest.raises(PermissionError):
        _ = job.func


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_task_is_carried_out(kind: str) -> None:
    if KINDS[kind].is_external:
        assert kind in inspect.getsource(drain), "external work is handed over in drain"
    else:
        parameters = inspect.signature(INTERNAL[kind]).parameters
        assert list(parameters) == ["session", "task"]


def test_nothing_is_carried_out_that_nobody_owes() -> None:
    assert set(INTERNAL) <= set(KINDS)
    assert {line.kind for line in TIMETABLE} <= set(KINDS)


def test_every_queue_has_work_and_a_worker_of_its_own() -> None:
    served = [child.command[-1] for child in supervisor.background(Path()) if "workers.queue_worker" in child.command]
    assert served == [queue.value for queue in Queue]
    assert {kind.queue for kind in KINDS.values()} | {Queue.URGENT} == set(Queue)
