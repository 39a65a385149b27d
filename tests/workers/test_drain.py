"""Draining the table: everything owed is done once, failures wait, and nothing depends on Redis being there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from sqlalchemy import select

from feedback import clock
from feedback.actions import tasks
from feedback.actions.ask_citizen import ask_citizen, open_question
from feedback.actions.classify import classify
from feedback.actions.send_notice import Message
from feedback.actions.transaction import transaction
from feedback.gateways.messages import LocalGateway, Never, NotNow
from feedback.models import FieldModelRow, LocalMessage, Notice, Task
from feedback.terms import ModelState, NoticeState, Queue, State, TaskState
from tests.actions.test_learn import corpus
from tests.conftest import At
from tests.support.world import CENTRE, World
from workers import drain, handlers, ticker
from workers.process import Process
from workers.timetable import TIMETABLE, owe_due


class Bell:
    """Remembers which queues were rung; `hears` says whether anybody is there."""

    def __init__(self, hears: bool) -> None:
        self.hears, self.rung = hears, set()

    def ring(self, queues: Iterable[Queue]) -> bool:
        self.rung |= set(queues)
        return self.hears


class Gateway:
    """A phone company in the mood that the test wants."""

    def __init__(self, mood: Callable[[Message], str]) -> None:
        self.mood, self.asked = mood, []

    def send(self, message: Message) -> str:
        self.asked.append(message.key)
        return self.mood(message)


class NoBlobs:
    """Nothing here is kept as a file."""


def process(world: World, gateway: object = None, hears: bool = True, blobs: object = None) -> Process:
    messages = gateway or LocalGateway(world.database)
    return Process("unix:///nobody", world.database, Bell(hears), messages, blobs or NoBlobs(), Path("nowhere"))  # ty: ignore[invalid-argument-type]


def drain_all(world: World, made: Process) -> int:
    worked = sum(drain.drain(made, queue) for queue in Queue for _ in range(2))
    world.look()
    return worked


def question_owed(world: World) -> Task:
    """A message that nothing overtakes, owed and alone."""
    case = world.in_progress()
    drain_all(world, process(world))
    world.act(ask_citizen, world.officer, case, reason_code="dia-diem", text="Ở đâu?")
    return world.tasks("send_notice")[-1]


def test_a_report_is_routed_and_its_sender_told(world: World) -> None:
    case = world.received()
    assert drain_all(world, process(world)) == 4, "route, acknowledge, and two messages, of which one is overtaken"
    assert case.state is State.FORWARDED
    bodies = list(world.session.scalars(select(LocalMessage.body)))
    assert any(case.number in body and "Mã tra cứu" in body for body in bodies)
    assert {task.state for task in world.tasks()} == {TaskState.DONE}
    assert drain_all(world, process(world)) == 0


def test_an_unclear_report_lies_in_the_tray(world: World) -> None:
    case = world.received(field_code=None, ward_code=None, place_text="", text="Mong quan tâm giúp chuyện này.")
    drain_all(world, process(world))
    assert (case.state, case.holder_code) == (State.RECEIVED, CENTRE)
    assert case.tray_reason


def test_a_failing_task_waits_and_holds_nobody_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("a fault in the house")

    monkeypatch.setitem(handlers.INTERNAL, "route", fail)
    world.received()
    world.received()
    made = process(world)
    assert drain.drain(made, Queue.ROUTING) == 2
    world.look()
    for task in world.tasks("route"):
        assert (task.state, task.attempts) == (TaskState.NEW, 1)
        assert task.run_at > clock.now()
        assert "a fault in the house" in task.last_error
    assert drain.drain(made, Queue.ROUTING) == 0, "not before its time"


def test_a_failing_task_leaves_nothing_half_done(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    real = handlers.INTERNAL["route"]

    def route_and_fail(session: object, task: Task) -> None:
        real(session, task)  # ty: ignore[invalid-argument-type]
        raise RuntimeError("the power went out")

    monkeypatch.setitem(handlers.INTERNAL, "route", route_and_fail)
    case = world.received()
    drain.drain(process(world), Queue.ROUTING)
    world.look()
    assert case.state is State.RECEIVED
    assert case.legs == []


def test_a_busy_gateway_is_asked_again_with_the_same_key(world: World, at: At) -> None:
    def busy(message: Message) -> str:
        raise NotNow("too many", retry_after_s=120)

    task, gateway = question_owed(world), Gateway(busy)
    drain.drain(process(world, gateway), Queue.NOTICES)
    world.look()
    assert (task.state, task.attempts) == (TaskState.NEW, 1)
    assert (task.run_at - clock.now()).total_seconds() >= 120
    at("2026-07-06T08:05")
    gateway.mood = lambda message: "ref-7"
    drain.drain(process(world, gateway), Queue.NOTICES)
    world.look()
    notice = world.session.get_one(Notice, task.subject_id)
    assert (notice.state, notice.provider_ref, notice.attempts) == (NoticeState.SENT, "ref-7", 2)
    assert gateway.asked.count(f"notice-{notice.id}") == 2


def test_a_number_that_does_not_exist_is_given_up_in_plain_sight(world: World) -> None:
    def never(message: Message) -> str:
        raise Never("no such number")

    task = question_owed(world)
    drain.drain(process(world, Gateway(never)), Queue.NOTICES)
    world.look()
    assert task.state is TaskState.DEAD
    assert world.session.get_one(Notice, task.subject_id).state is NoticeState.FAILED


def test_a_worker_that_wakes_up_too_late_changes_nothing(world: World, at: At) -> None:
    notice_task = question_owed(world)
    successor = process(world)

    def sleepy(message: Message) -> str:
        at("2026-07-06T08:02")  # the lease runs out while the gateway thinks
        drain.drain(successor, Queue.NOTICES)
        return "too late"

    drain.drain(process(world, Gateway(sleepy)), Queue.NOTICES)
    world.look()
    notice = world.session.get_one(Notice, notice_task.subject_id)
    assert notice.provider_ref == f"local-notice-{notice.id}"
    assert notice_task.state is TaskState.DONE


def test_the_local_gateway_drops_repeats(world: World) -> None:
    case = world.forwarded()
    message = Message("notice-1", world.report(case).channel, "+84907123456", "1022: …")
    for _ in range(3):
        LocalGateway(world.database).send(message)
    world.look()
    kept = world.session.scalars(select(LocalMessage)).one()
    assert kept.deliveries == 3


def test_the_wait_for_an_answer_ends_by_itself(world: World, at: At) -> None:
    case = world.awaiting_info()
    at("2026-07-13T17:00")
    drain.drain(process(world), Queue.CLOCKS)
    world.look()
    assert case.state is State.IN_PROGRESS
    assert open_question(world.session, case) is None


def test_clocks_fire_while_their_queue_is_drained(world: World, at: At) -> None:
    case = world.in_progress()
    at("2026-07-13T08:00")
    drain.drain(process(world), Queue.CLOCKS)
    world.look()
    assert "clock.fired" in world.events(case)


def test_the_ticker_rings_what_is_due_and_works_when_nobody_hears(world: World) -> None:
    case = world.received()
    heard = process(world)
    due = ticker.tick(heard)
    assert due == {Queue.ROUTING, Queue.NOTICES}
    world.look()
    assert case.state is State.RECEIVED, "the workers were rung, the ticker leaves it to them"
    ticker.tick(process(world, hears=False))
    world.look()
    assert case.state is State.FORWARDED


def test_the_ticker_keeps_still_when_nothing_is_due(world: World) -> None:
    world.received()
    drain_all(world, process(world))
    assert ticker.tick(process(world)) == set()


def test_each_slot_of_the_timetable_is_owed_once(world: World, at: At) -> None:
    def owe() -> int:
        with transaction(world.database) as session:
            return owe_due(session, clock.now())

    at_once = len([line for line in TIMETABLE if not line.after])
    assert [owe(), owe(), owe()] == [at_once + 2, 0, 0], (
        "and of the coming night: the warehouse's run, the look at the seals"
    )
    at("2026-07-06T08:05")
    assert owe() == 3, "the line of five minutes and the two of half a minute"
    at("2026-07-06T20:00")
    assert owe() == at_once, "what was missed is not caught up one by one"


def test_heavy_work_waits_for_its_hour(world: World, at: At) -> None:
    with transaction(world.database) as session:
        owe_due(session, at("2026-07-08T08:00"))
    assert world.tasks("learn") == [], "on a Wednesday the hour of this week has passed"
    with transaction(world.database) as session:
        owe_due(session, at("2026-07-09T08:00"))
    world.look()
    assert f"{clock.local(world.tasks('learn')[0].run_at):%A %H:%M}" == "Sunday 02:00"


def test_a_task_that_kills_its_process_dies_after_its_attempts(world: World) -> None:
    world.received()
    task = world.tasks("route")[0]
    for _ in range(task.max_attempts):
        with transaction(world.database) as session:
            tasks.fail(session, task.id, None, "the process died (-9)", clock.now(), permanent=False)
    world.look()
    assert task.state is TaskState.DEAD


def test_the_weekly_lesson_is_trained_outside_any_transaction(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(6):
        case = world.received(text=f"Flycam bay soi vào cửa sổ phòng ngủ, lần {number}.", field_code=None)
        world.act(classify, world.dispatcher, case, "an-ninh-trat-tu")
    monkeypatch.setattr(drain, "read_corpus", corpus)
    with transaction(world.database) as session:
        tasks.owe(session, "learn", 0, dedup="thử")
    drain.drain(process(world), Queue.INDICATORS)
    world.look()
    assert world.tasks("learn")[0].state is TaskState.DONE
    row = world.session.scalars(select(FieldModelRow)).one()
    assert row.example_count > 0
    assert row.state in (ModelState.SHADOW, ModelState.REFUSED)


def test_without_corrections_there_is_no_lesson(world: World) -> None:
    with transaction(world.database) as session:
        tasks.owe(session, "learn", 0, dedup="thử")
    drain.drain(process(world), Queue.INDICATORS)
    world.look()
    assert world.tasks("learn")[0].state is TaskState.DONE
    assert world.session.scalars(select(FieldModelRow)).all() == []
