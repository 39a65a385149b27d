"""The reconciler mends what must never happen, and finds nothing on an ordinary day."""

from __future__ import annotations

from sqlalchemy import delete, func, select, text, update

from feedback import clock
from feedback.actions.fire_clocks import fire_due
from feedback.actions.reconcile import Findings, reconcile
from feedback.actions.transaction import transaction
from feedback.models import Case, Clock, ClockEvent, Leg, Notice, Task, TimetableSlot
from feedback.terms import ClockKind, ClockState, NoticeState, State, TaskState
from tests.conftest import At
from tests.support.world import World
from workers.timetable import TIMETABLE, owe_due


def mend(world: World) -> Findings:
    with transaction(world.database) as session:
        found = reconcile(session)
    world.look()
    return found


def test_an_ordinary_day_needs_no_mending(world: World, at: At) -> None:
    for state in State:
        world.case_in(state)
    with transaction(world.database) as session:
        session.execute(update(Case).where(Case.state == State.RETURNED).values(tray_reason="đã xem"))
    at("2026-07-06T08:00:30")
    assert mend(world) == Findings()


def test_a_report_whose_routing_was_lost_is_routed_again(world: World, at: At) -> None:
    world.received()
    with transaction(world.database) as session:
        session.execute(delete(Task))
    at("2026-07-06T08:02")
    assert mend(world).unrouted == 1
    assert [task.kind for task in world.tasks()] == ["route"]
    assert mend(world).unrouted == 0, "its task is there now"


def test_a_dead_routing_waits_for_a_person(world: World, at: At) -> None:
    world.received()
    with transaction(world.database) as session:
        session.execute(update(Task).values(state=TaskState.DEAD))
    at("2026-07-06T08:02")
    assert mend(world).unrouted == 0


def test_a_leg_without_its_clock_gets_one_from_the_day_it_was_sent(world: World, at: At) -> None:
    case = world.forwarded()
    accept = world.clocks(case)[ClockKind.ACCEPT]
    with transaction(world.database) as session:
        session.execute(delete(ClockEvent).where(ClockEvent.clock_id == accept.id))
        session.execute(delete(Clock).where(Clock.id == accept.id))
    at("2026-07-06T08:02")
    assert mend(world).without_accept_clock == 1
    assert world.clocks(case)[ClockKind.ACCEPT].started_at == world.session.query(Leg).one().sent_at


def test_a_message_whose_task_is_gone_is_sent_after_all(world: World, at: At) -> None:
    case = world.forwarded()
    with transaction(world.database) as session:
        session.execute(delete(Task))
    at("2026-07-06T08:02")
    assert mend(world).untold >= 1
    owed = {notice.id for notice in world.notices(case) if notice.state is NoticeState.OWED}
    assert {task.subject_id for task in world.tasks("send_notice")} == owed


def test_an_answered_citizen_who_was_never_told_is_told(world: World, at: At) -> None:
    case = world.resolved()
    with transaction(world.database) as session:
        session.execute(delete(Task))
        session.execute(delete(Notice).where(Notice.template == "answered"))
        session.execute(update(Notice).where(Notice.report_id.is_not(None)).values(state=NoticeState.SUPERSEDED))
    at("2026-07-06T08:02")
    assert mend(world).untold == 1
    assert len(world.notices(case, "answered")) == 1
    assert mend(world).untold == 0


def test_a_clock_that_would_never_fire_is_woken(world: World, at: At) -> None:
    case = world.in_progress()
    with transaction(world.database) as session:
        session.execute(text("UPDATE clock SET next_fire_at = NULL"))
    at("2026-07-06T08:02")
    running = [clock for clock in world.clocks(case).values() if clock.state is ClockState.RUNNING]
    assert mend(world).clocks_without_next == len(running) == 2
    at("2026-07-09T17:00")
    with transaction(world.database) as session:
        assert fire_due(session, at("2026-07-09T17:00")) == 2


def test_what_repeats_by_itself_is_let_go_after_a_month(world: World, at: At) -> None:
    def owe() -> None:
        with transaction(world.database) as session:
            owe_due(session, clock.now())
            session.flush()

    owe()
    at("2026-08-20T08:00")
    owe()
    with transaction(world.database) as session:
        session.execute(update(Task).values(state=TaskState.DONE, done_at=clock.now()))
    mend(world)
    assert len(world.tasks("refresh_facts")) == len(world.tasks("reconcile")) == 1
    assert world.session.scalar(select(func.count()).select_from(TimetableSlot)) == len(TIMETABLE)
