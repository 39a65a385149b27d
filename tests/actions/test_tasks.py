"""Durable tasks: taken by one, settled by whoever holds the lease, put back with patience, dead in plain sight."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from feedback import clock
from feedback.actions import tasks
from feedback.actions.transaction import transaction
from feedback.errors import Invalid, Missing, Refused
from feedback.models import Entry, Task
from feedback.terms import Queue, TaskState
from tests.conftest import At
from tests.support.world import World


def owe(world: World, kind: str = "reconcile", subject: int = 0, **how: Any) -> Task:
    with transaction(world.database) as session:
        tasks.owe(session, kind, subject, **how)
    world.look()
    return world.tasks(kind)[-1]


def kill(world: World, task: Task) -> None:
    with transaction(world.database) as session:
        assert tasks.fail(session, task.id, None, "broken", clock.now(), permanent=True)
    world.look()


def test_the_oldest_due_task_comes_first(world: World, at: At) -> None:
    later = owe(world, run_at=at("2026-07-06T08:30"))
    sooner = owe(world, run_at=at("2026-07-06T08:10"), dedup="sooner")
    at("2026-07-06T09:00")
    with transaction(world.database) as session:
        first = tasks.take_due(session, Queue.CLOCKS, clock.now())
        assert first is not None
        assert first.id == sooner.id != later.id


def test_nothing_is_taken_before_its_time_or_from_another_queue(world: World, at: At) -> None:
    owe(world, run_at=at("2026-07-06T08:30"))
    with transaction(world.database) as session:
        assert tasks.take_due(session, Queue.CLOCKS, at("2026-07-06T08:29")) is None
        assert tasks.take_due(session, Queue.ROUTING, at("2026-07-06T09:00")) is None


def test_the_same_task_is_owed_once(world: World) -> None:
    owe(world, dedup="today")
    with pytest.raises(IntegrityError):
        owe(world, dedup="today")


def test_two_workers_never_take_the_same_row(world: World) -> None:
    for number in range(20):
        owe(world, dedup=str(number))
    ready, taken = Barrier(4), []

    def work() -> None:
        ready.wait(5)
        for _ in range(10):
            with transaction(world.database) as session:
                task = tasks.take_due(session, Queue.CLOCKS, clock.now())
                if task is None:
                    return
                taken.append(task.id)
                tasks.complete(session, task.id, None, clock.now())

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [task.id for task in world.tasks("reconcile")]


def test_a_lease_runs_out_and_its_holder_may_not_settle_any_more(world: World, at: At) -> None:
    task = owe(world, "send_notice", 1)
    with transaction(world.database) as session:
        first = tasks.lease(session.get_one(Task, task.id), clock.now())
    with transaction(world.database) as session:
        assert tasks.take_due(session, Queue.NOTICES, clock.now()) is None, "somebody is at it"
    now = at("2026-07-06T08:00:31")
    with transaction(world.database) as session:
        again = tasks.take_due(session, Queue.NOTICES, now)
        assert again is not None
        second = tasks.lease(again, now)
    with transaction(world.database) as session:
        assert not tasks.complete(session, task.id, first, now), "the frozen worker wakes up too late"
        assert not tasks.fail(session, task.id, first, "late", now, permanent=False)
        assert tasks.complete(session, task.id, second, now)
    world.look()
    assert (task.state, task.attempts, task.done_at) == (TaskState.DONE, 2, now)


def test_a_failure_waits_longer_each_time_and_dies_in_the_end(world: World) -> None:
    task, now, waits = owe(world), clock.now(), []
    while task.state is TaskState.NEW:
        with transaction(world.database) as session:
            assert tasks.fail(session, task.id, None, "no database " + "x" * 3_000, now, permanent=False)
        world.look()
        waits.append((task.run_at - now).total_seconds())
    assert len(waits) == task.max_attempts == 8
    expected = [10, 30, 120, 600, 3600, 3600, 3600, 3600]
    assert all(0.8 * base <= wait <= 1.2 * base for base, wait in zip(expected, waits, strict=True)), waits
    assert task.state is TaskState.DEAD
    assert len(task.last_error) == 2_000


def test_a_done_task_cannot_fail_or_be_done_again(world: World) -> None:
    task = owe(world)
    with transaction(world.database) as session:
        assert tasks.complete(session, task.id, None, clock.now())
        assert not tasks.complete(session, task.id, None, clock.now())
        assert not tasks.fail(session, task.id, None, "late", clock.now(), permanent=False)


def test_a_dead_task_is_retried_from_its_first_attempt(world: World) -> None:
    task = owe(world)
    kill(world, task)
    with transaction(world.database) as session:
        tasks.retry(session, world.dispatcher, task.id)
    world.look()
    assert (task.state, task.attempts, task.run_at) == (TaskState.NEW, 0, clock.now())
    assert "task.retried" in world.session.scalars(select(Entry.event)).all()


def test_a_dead_task_is_dismissed_with_a_reason(world: World) -> None:
    task = owe(world)
    kill(world, task)
    with pytest.raises(Invalid), transaction(world.database) as session:
        tasks.dismiss(session, world.dispatcher, task.id, "  ")
    with transaction(world.database) as session:
        tasks.dismiss(session, world.dispatcher, task.id, "Số điện thoại không còn.")
    world.look()
    assert (task.state, task.dismissed_reason) == (TaskState.DISMISSED, "Số điện thoại không còn.")


def test_only_the_dead_are_retried_or_dismissed(world: World) -> None:
    task = owe(world)
    with pytest.raises(Refused), transaction(world.database) as session:
        tasks.retry(session, world.dispatcher, task.id)
    with pytest.raises(Missing), transaction(world.database) as session:
        tasks.dismiss(session, world.dispatcher, 999_999, "Không có.")


def test_the_bell_rings_after_the_commit_and_only_then(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[set[Queue]] = []

    def ring(queues: set[Queue]) -> bool:
        with world.database.reading() as session:
            assert session.scalar(select(Task.id).limit(1)) is not None, "the row is there before the bell"
        rung.append(set(queues))
        return True

    monkeypatch.setattr(world.database, "ring", ring)
    world.received()
    assert rung == [{Queue.ROUTING, Queue.NOTICES}]
    with pytest.raises(ZeroDivisionError), transaction(world.database) as session:
        tasks.owe(session, "reconcile", 1 // 0)
    assert len(rung) == 1


def test_a_lease_that_ran_out_long_ago_is_simply_due(world: World) -> None:
    task = owe(world, "send_notice", 1)
    with transaction(world.database) as session:
        tasks.lease(session.get_one(Task, task.id), clock.now() - timedelta(days=1))
        session.execute(update(Task).values(attempts=3))
    with transaction(world.database) as session:
        again = tasks.take_due(session, Queue.NOTICES, clock.now())
        assert again is not None
        assert again.id == task.id
