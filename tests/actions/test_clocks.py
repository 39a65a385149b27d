"""Clocks: the stored row is what its events replay to, whatever happens to a case; warnings are given once."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select

from feedback import clock as time
from feedback.actions.accept import accept
from feedback.actions.ask_citizen import ask_citizen, receive_answer, resume
from feedback.actions.classify import classify
from feedback.actions.close_case import close_case
from feedback.actions.extension import ask_extension, grant_extension, refuse_extension
from feedback.actions.fire_clocks import fire_due
from feedback.actions.forward import dispatch, redirect, rule
from feedback.actions.hand_in import approve, send_back, submit_result
from feedback.actions.reopen import reopen
from feedback.actions.return_case import return_case
from feedback.actions.set_kind import set_kind, set_level
from feedback.actions.transaction import transaction
from feedback.errors import FeedbackError
from feedback.models import Case, Clock, ClockFiring, Entry, Leg
from feedback.queries import clock_replay
from feedback.queries.audit import verify
from feedback.queries.case_facts import lead_leg
from feedback.rules.lifecycle import CITIZEN, SYSTEM
from feedback.terms import ClockKind, ClockState, Kind, LegRole, Level, Role, State
from tests.conftest import At
from tests.support.world import ANSWER, NO_PICTURE, ROADS, WATER, World

STEPS, WALKS = 25, 4
FIELDS = ("giao-thong.o-ga", "dat-dai", "khac.gop-y", "vien-thong.cuoc")
REASONS: dict[str, Any] = {
    "reason_code": "khong-tham-quyen",
    "note": "Không phải của chúng tôi.",
    "proposed_agency_code": None,
}


def check_clocks(world: World) -> None:
    """Every row equals its replay; promises run exactly while somebody owes something."""
    world.look()
    for clock in world.session.scalars(select(Clock)):
        reading = clock_replay.replay(world.session, clock)
        stored = (clock.started_at, clock.due_at, clock.budget_s, clock.due_version)
        assert stored == (reading.started_at, reading.due_at, reading.budget_seconds, reading.due_version)
        assert (clock.state, clock.stopped_at, clock.outcome) == (reading.state, reading.stopped_at, reading.outcome)
        assert (clock.next_fire_at is None) or clock.state is ClockState.RUNNING


def check_case(world: World, case: Case) -> None:
    active = [leg for leg in case.legs if leg.is_active and leg.role is LegRole.LEAD]
    at_agency = case.state in (State.FORWARDED, State.IN_PROGRESS, State.AWAITING_INFO, State.AWAITING_APPROVAL)
    assert len(active) == (1 if at_agency else 0)
    if at_agency:
        assert case.holder_code == active[0].agency_code
    running = select(func.count()).where(
        Clock.case_id == case.id, Clock.kind == ClockKind.RESOLVE, Clock.state != ClockState.STOPPED
    )
    owed = 0 if case.kind.is_excluded or case.state in (State.RESOLVED, State.CLOSED) else 1
    assert world.session.scalar(running) == owed, case.state


def acts(world: World, chance: random.Random) -> list[Callable[[Case], object]]:
    """Everything that may happen to a case, by whoever may do it."""
    lead = lambda case: (lead_leg(case) or case.legs[-1]).agency_code if case.legs else ROADS  # noqa: E731 one word
    officer = lambda case: world.actor(Role.OFFICER, lead(case))  # noqa: E731
    leader = lambda case: world.actor(Role.AGENCY_LEADER, lead(case))  # noqa: E731
    act = world.act
    return [
        lambda case: act(dispatch, world.dispatcher, case, chance.choice((ROADS, WATER))),
        lambda case: act(redirect, world.dispatcher, case, chance.choice((ROADS, WATER)), "Đúng nơi hơn."),
        lambda case: act(rule, world.actor(Role.CITY_LEADER), case, chance.choice((ROADS, WATER)), "Đúng nơi."),
        lambda case: act(ask_extension, officer(case), case, amount=1, reason_code="thoi-tiet", note="Mưa."),
        lambda case: act(grant_extension, world.dispatcher, case),
        lambda case: act(refuse_extension, world.dispatcher, case, "Đủ thời gian."),
        lambda case: act(accept, officer(case), case),
        lambda case: act(return_case, officer(case), case, **REASONS),
        lambda case: act(ask_citizen, officer(case), case, reason_code="dia-diem", text="Ở đâu?"),
        lambda case: act(receive_answer, CITIZEN, case, "Trước chợ."),
        lambda case: act(resume, officer(case), case),
        lambda case: act(
            submit_result, officer(case), case, result_code="da-xu-ly", text=ANSWER, no_picture_reason=NO_PICTURE
        ),
        lambda case: act(approve, leader(case), case),
        lambda case: act(send_back, leader(case), case, "Làm lại."),
        lambda case: act(close_case, world.dispatcher, case),
        lambda case: act(reopen, CITIZEN, case, "Chưa xong."),
        lambda case: act(set_level, world.dispatcher, case, chance.choice(list(Level))),
        lambda case: act(classify, world.dispatcher, case, chance.choice(FIELDS)),
        lambda case: act(set_kind, world.dispatcher, case, chance.choice((Kind.FEEDBACK, Kind.COMPLAINT))),
    ]


@pytest.mark.parametrize("seed", range(WALKS))
def test_whatever_happens_the_row_is_what_the_events_say(world: World, seed: int) -> None:
    chance = random.Random(seed)
    case, done, now = world.received(), 0, time.now()
    possible = acts(world, chance)
    for _ in range(STEPS * 4):
        now += timedelta(minutes=chance.choice((0, 1, 30, 240, 1_440)))
        with time_machine.travel(now, tick=False):
            try:
                chance.choice(possible)(case)
            except FeedbackError:
                continue  # the table said no
            check_case(world, case)
            done += 1
        if done == STEPS:
            break
    check_clocks(world)
    assert done >= STEPS // 2
    assert verify(world.session).holds


def test_two_acts_in_one_instant_keep_their_order(world: World) -> None:
    case = world.awaiting_info()
    world.act(receive_answer, CITIZEN, case, "Ngay đây.")
    resolve = world.clocks(case)[ClockKind.RESOLVE]
    assert [event.seq for event in resolve.events] == [1, 2, 3]
    check_clocks(world)


def fire(world: World, most: int = 40) -> int:
    with transaction(world.database) as session:
        fired = fire_due(session, time.now(), most)
    world.look()
    return fired


def firings(world: World, case: Case, kind: ClockKind) -> list[str]:
    query = select(ClockFiring.step).join(Clock, Clock.id == ClockFiring.clock_id)
    return list(
        world.session.scalars(query.where(Clock.case_id == case.id, Clock.kind == kind).order_by(ClockFiring.fired_at))
    )


def test_the_warning_then_the_deadline_each_once(world: World, at: At) -> None:
    case = world.in_progress()  # 31 working hours until Thursday evening: the warning after 23¼ of them
    at("2026-07-09T07:14")
    fire(world)
    assert firings(world, case, ClockKind.WORK) == ["50"]
    at("2026-07-09T07:15")
    assert fire(world) >= 1
    assert fire(world) == 0
    assert firings(world, case, ClockKind.WORK) == ["50", "75"]
    at("2026-07-09T17:00")
    fire(world)
    fire(world)
    assert firings(world, case, ClockKind.WORK) == ["50", "75", "due"]
    told = [(notice.template, notice.account_id) for notice in world.notices(case) if "overdue" in notice.template]
    assert set(told) == {("agency_overdue", world.officer.user_id), ("centre_overdue", None)}


def test_after_an_outage_only_the_highest_step_is_told(world: World, at: At) -> None:
    case = world.in_progress()
    at("2026-07-13T08:00")
    fire(world)
    assert firings(world, case, ClockKind.RESOLVE) == ["due+1"]


def test_one_and_three_working_days_after_the_deadline(world: World, at: At) -> None:
    case = world.in_progress()  # until Thursday the 9th
    for moment in ("09T17:00", "10T16:59", "10T17:00", "13T17:00", "14T17:00", "20T17:00"):
        at(f"2026-07-{moment}")
        fire(world)
    assert firings(world, case, ClockKind.RESOLVE) == ["due", "due+1", "due+3"]
    told = [notice.template for notice in world.notices(case)]
    assert told.count("centre_overdue") == 3  # the promise and the work at one moment are one line, three steps
    assert fire(world) == 0


def test_at_night_it_waits_for_the_office(world: World, at: At) -> None:
    case, urgent = world.in_progress(), world.in_progress(level=Level.URGENT, field_code="cay-xanh.nga-do")
    at("2026-07-09T22:00")
    assert fire(world) >= 1
    assert firings(world, case, ClockKind.RESOLVE) == []
    assert firings(world, urgent, ClockKind.RESOLVE) != []
    at("2026-07-10T07:00")
    fire(world)
    assert firings(world, case, ClockKind.RESOLVE) == ["due"]


def test_a_paused_clock_does_not_fire(world: World, at: At) -> None:
    case = world.awaiting_info()
    at("2026-07-13T08:00")
    fire(world)
    assert firings(world, case, ClockKind.WORK) == []


def test_a_deadline_that_moved_is_told_when_it_comes(world: World, at: At) -> None:
    case = world.in_progress()
    at("2026-07-09T07:15")
    fire(world)
    world.act(ask_citizen, world.officer, case, reason_code="dia-diem", text="Ở đâu?")
    at("2026-07-10T07:15")
    world.act(resume, SYSTEM, case)
    fire(world)
    at("2026-07-10T17:00")
    fire(world)
    assert firings(world, case, ClockKind.WORK) == ["75", "due"]


def test_firing_is_an_entry_of_the_system(world: World, at: At) -> None:
    case = world.in_progress()
    at("2026-07-13T08:00")
    fire(world)
    query = select(Entry.actor_role).where(Entry.case_id == case.id, Entry.event == "clock.fired")
    assert set(world.session.scalars(query)) == {Role.SYSTEM}


def test_an_outage_of_a_thousand_clocks_is_worked_off_in_turns(world: World, at: At) -> None:
    for _ in range(3):
        world.received()
    at("2026-07-20T08:00")
    turns = [fire(world, most=4) for _ in range(4)]
    assert turns == [4, 4, 1, 0]


def test_a_case_without_its_leg_has_no_leg_clock(world: World) -> None:
    world.returned()
    left = select(Clock.kind).join(Leg, Leg.id == Clock.leg_id).where(Clock.state != ClockState.STOPPED)
    assert world.session.scalars(left).all() == []
