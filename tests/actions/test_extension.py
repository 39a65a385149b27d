"""More time: asked for before the deadline, decided by somebody else, told to the citizen, never twice at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from feedback import clock
from feedback.actions import extension as actions
from feedback.actions.extension import ask_extension, ask_for_short, grant_extension, refuse_extension
from feedback.actions.forward import dispatch
from feedback.actions.return_case import return_case
from feedback.actions.transaction import transaction
from feedback.errors import Invalid, NotYours, Refused
from feedback.models import Case, Extension
from feedback.queries.clock_replay import verify
from feedback.rules.lifecycle import Actor
from feedback.terms import ClockKind, ClockOutcome, ClockState, ExtensionState, Level, Role, State
from tests.conftest import At
from tests.support.pages import BrowserLike
from tests.support.world import CENTRE, ROADS, World

WHY = "Vật tư về trễ vì mưa bão."


def ask(world: World, case: Case, amount: int = 1, actor: Actor | None = None, **changes: Any) -> None:
    given: dict[str, Any] = {"amount": amount, "reason_code": "cho-vat-tu", "note": WHY}
    world.act(ask_extension, actor or world.officer, case, **(given | changes))


def newest(world: World) -> Extension:
    return world.session.scalars(select(Extension).order_by(Extension.id.desc()).limit(1)).one()


def expire(world: World) -> None:
    with transaction(world.database) as session:
        actions.expire_extension(session, session.get_one(Extension, newest(world).id))
    world.look()


def test_asking_changes_nothing_but_starts_the_deciders_clock(world: World) -> None:
    case = world.in_progress()
    before = case.resolve_due_at
    ask(world, case)
    request, clocks = newest(world), world.clocks(case)
    assert (request.state, request.amount, case.state) == (ExtensionState.ASKED, 1, State.IN_PROGRESS)
    assert case.resolve_due_at == before
    assert clocks[ClockKind.RESOLVE].state is ClockState.RUNNING
    assert clock.local(clocks[ClockKind.APPROVE].due_at).isoformat() == "2026-07-06T14:00:00+07:00"
    assert world.notices(case)[-1].template == "agency_extension_asked"
    assert [task.run_at for task in world.tasks("expire_extension")] == [clocks[ClockKind.APPROVE].due_at]


def test_granting_moves_promise_and_work_and_tells_the_citizen(world: World) -> None:
    case = world.in_progress()
    ask(world, case, 2)
    work = world.clocks(case)[ClockKind.WORK].budget_s
    world.act(grant_extension, world.dispatcher, case)
    clocks = world.clocks(case)
    assert clock.local(clocks[ClockKind.RESOLVE].due_at).isoformat() == "2026-07-13T17:00:00+07:00"
    assert clocks[ClockKind.RESOLVE].due_at == case.resolve_due_at == newest(world).new_due_at
    assert clocks[ClockKind.WORK].budget_s == work + 2 * 8 * 3600
    assert clocks[ClockKind.APPROVE].outcome is ClockOutcome.MET
    told = world.notices(case, "extended")
    assert [notice.values["due"] for notice in told] == ["17:00 thứ Hai 13/7"]
    assert world.events(case)[-2:] == ["case.extension.asked", "case.extension.granted"]
    with world.database.reading() as session:
        assert verify(session).difference is None


def test_refusing_changes_nothing_and_says_why(world: World) -> None:
    case = world.in_progress()
    before = case.resolve_due_at
    ask(world, case)
    with pytest.raises(Invalid):
        world.act(refuse_extension, world.dispatcher, case, " ")
    world.act(refuse_extension, world.dispatcher, case, "Việc này làm kịp trong ngày.")
    assert (case.resolve_due_at, newest(world).state) == (before, ExtensionState.REFUSED)
    assert world.notices(case)[-1].template == "agency_extension_refused"
    ask(world, case)  # a refusal does not use up the two extensions


def test_one_request_at_a_time(world: World) -> None:
    case = world.in_progress()
    ask(world, case)
    with pytest.raises(Refused, match="đang chờ duyệt"):
        ask(world, case)


def test_only_the_centre_decides(world: World) -> None:
    case = world.in_progress()
    ask(world, case)
    for actor in (world.officer, world.leader, world.operator):
        with pytest.raises(NotYours):
            world.act(grant_extension, actor, case)


def test_at_most_twice_and_never_more_than_the_first_target(world: World) -> None:
    case = world.in_progress()  # three working days
    with pytest.raises(Invalid, match="3 ngày làm việc"):
        ask(world, case, 4)
    for amount in (0, -1):
        with pytest.raises(Invalid):
            ask(world, case, amount)
    for _ in range(2):
        ask(world, case)
        world.act(grant_extension, world.dispatcher, case)
    with pytest.raises(Refused, match="đủ 2 lần"):
        ask(world, case)


def test_neither_urgent_nor_late_nor_unaccepted(world: World, at: At) -> None:
    with pytest.raises(Refused, match="khẩn"):
        ask(world, world.in_progress(level=Level.URGENT))
    with pytest.raises(Refused):
        ask(world, world.forwarded())
    case = world.in_progress()
    at("2026-07-09T17:00")
    with pytest.raises(Refused, match="quá hạn"):
        ask(world, case)


def test_a_late_decision_excuses_the_delay(world: World, at: At) -> None:
    at("2026-07-08T08:00")  # due Monday the 13th at 17:00
    case = world.in_progress()
    at("2026-07-13T15:00")
    ask(world, case)
    at("2026-07-14T08:30")
    world.act(grant_extension, world.dispatcher, case)
    at("2026-07-14T16:00")
    with transaction(world.database) as session:
        actions.clocks.stop(session, session.get_one(Case, case.id), (ClockKind.RESOLVE,), clock.now())
    world.look()
    assert world.clocks(case)[ClockKind.RESOLVE].outcome is ClockOutcome.EXCUSED


def test_nobody_decides_in_time(world: World, at: At) -> None:
    case = world.in_progress()
    before = case.resolve_due_at
    ask(world, case)
    at("2026-07-06T13:59")
    expire(world)
    assert newest(world).state is ExtensionState.ASKED
    at("2026-07-06T14:00")
    expire(world)
    assert (newest(world).state, case.resolve_due_at) == (ExtensionState.EXPIRED, before)
    assert world.clocks(case)[ClockKind.APPROVE].outcome is ClockOutcome.MISSED
    expire(world)
    assert world.events(case).count("case.extension.expired") == 1


def test_a_request_lapses_when_the_turn_ends(world: World) -> None:
    case = world.in_progress()
    ask(world, case)
    world.act(
        return_case, world.officer, case, reason_code="khong-tham-quyen", note="Của đơn vị khác.",
        proposed_agency_code=None,
    )  # fmt: skip
    assert newest(world).state is ExtensionState.LAPSED
    assert world.clocks(case)[ClockKind.APPROVE].outcome is ClockOutcome.CANCELLED


def shortly(world: World, at: At) -> Case:
    """A case sent on an hour before its promise ends: the floor of four hours makes the turn short (R5)."""
    case = world.received()
    at("2026-07-09T16:00")
    world.act(dispatch, world.dispatcher, case, ROADS)
    assert world.leg(case).is_short
    return case


def test_a_dispatcher_asks_for_a_short_turn_and_a_leader_of_the_city_decides(
    world: World, at: At, as_staff: Callable[..., BrowserLike]
) -> None:
    case, leader = shortly(world, at), world.actor(Role.CITY_LEADER)
    given = {"amount": 1, "reason_code": "cho-vat-tu", "note": WHY}
    with pytest.raises(NotYours):
        world.act(ask_for_short, world.officer, case, **given)
    dispatcher = as_staff(Role.DISPATCHER)
    assert case.number in dispatcher.page("/hotline/extensions").text("#luot-ngan + p + *")
    page = dispatcher.page(f"/cases/{case.number}?act=ask_for_short")
    dispatcher.send(page, 'form[action$="/ask_for_short"]', amount="1", reason_code="cho-vat-tu", note=WHY)
    world.look()
    request, work = newest(world), world.clocks(case)[ClockKind.WORK].budget_s
    assert (request.state, request.is_from_centre, request.leg_id) == (ExtensionState.ASKED, True, world.leg(case).id)
    told = {(one.account_id, one.agency_code) for one in world.notices(case, "centre_extension_asked")}
    assert told == {(leader.user_id, None), (None, ROADS)}
    assert case.number not in dispatcher.page("/hotline/extensions").text("main"), "it is neither unseen nor theirs"
    with pytest.raises(Refused, match="lãnh đạo thành phố duyệt"):
        world.act(grant_extension, world.dispatcher, case)

    at("2026-07-09T16:05")
    browser = as_staff(Role.CITY_LEADER)
    assert case.number in browser.page("/hotline/extensions").text("main")
    page = browser.page(f"/cases/{case.number}")
    browser.send(page, 'form[action$="/grant"]')
    world.look()
    clocks = world.clocks(case)
    assert clock.local(clocks[ClockKind.RESOLVE].due_at).isoformat() == "2026-07-10T17:00:00+07:00"
    assert clocks[ClockKind.WORK].budget_s == work + 480 * 60, "a day of eight working hours"
    assert [one.agency_code for one in world.notices(case, "agency_extension_granted")] == [ROADS, CENTRE]
    assert verify(world.session).difference is None


def test_only_a_short_turn_that_waits_lets_the_dispatcher_ask(world: World, at: At) -> None:
    given = {"amount": 1, "reason_code": "cho-vat-tu", "note": WHY}
    ordinary, short = world.in_progress(), shortly(world, at)
    with pytest.raises(Refused, match="lượt ngắn"):
        world.act(ask_for_short, world.dispatcher, ordinary, **given)
    world.act(ask_for_short, world.dispatcher, short, **given)
    world.act(refuse_extension, world.actor(Role.CITY_LEADER), short, WHY)
    at("2026-07-09T17:00:01")
    with pytest.raises(Refused, match="quá hạn"):  # refused, so it waits again; but the promise is over (R7)
        world.act(ask_for_short, world.dispatcher, short, **given)
