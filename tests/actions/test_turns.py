"""An agency's turn: as long as the citizen's promise allows, and returned twice at most."""

from __future__ import annotations

import pytest

from feedback.actions.classify import classify
from feedback.actions.forward import dispatch, redirect, rule
from feedback.actions.return_case import return_case
from feedback.errors import Invalid, NotYours, Refused
from feedback.models import Case
from feedback.queries.clock_replay import verify
from feedback.terms import ClockKind, Level, Role, State
from tests.conftest import At
from tests.support.world import ROADS, WATER, World

POLICE = "cong-an"


def give_back(world: World, case: Case) -> None:
    officer = world.actor(Role.OFFICER, world.leg(case).agency_code)
    world.act(
        return_case, officer, case, reason_code="khong-tham-quyen", note="Không phải của chúng tôi.",
        proposed_agency_code=None,
    )  # fmt: skip


def check(world: World) -> None:
    with world.database.reading() as session:
        assert verify(session).difference is None


def test_a_turn_ends_with_the_promise(world: World, at: At) -> None:
    case = world.received()
    at("2026-07-08T09:00")
    world.act(dispatch, world.dispatcher, case, ROADS)
    clocks = world.clocks(case)
    assert clocks[ClockKind.WORK].due_at == clocks[ClockKind.RESOLVE].due_at
    assert not world.leg(case).is_short
    world.act(classify, world.dispatcher, case, "khac.gop-y")  # fifteen working days for both
    clocks = world.clocks(case)
    assert clocks[ClockKind.WORK].due_at == clocks[ClockKind.RESOLVE].due_at
    check(world)


def test_a_turn_that_others_left_too_little_is_short(world: World, at: At) -> None:
    case = world.received()  # until Thursday the 9th, 17:00
    at("2026-07-09T16:00")
    world.act(dispatch, world.dispatcher, case, ROADS)
    work = world.clocks(case)[ClockKind.WORK]
    assert (world.leg(case).is_short, work.amount) == (True, 240)
    assert world.events(case)[-1] in ("case.leg.short", "case.forwarded")
    assert "case.leg.short" in world.events(case)
    check(world)


def test_returned_in_time_or_late(world: World, at: At) -> None:
    early, late = world.forwarded(), world.in_progress()
    give_back(world, early)
    at("2026-07-09T08:00")  # two working days to return are over
    give_back(world, late)
    assert (world.leg(early).is_returned_late, world.leg(late).is_returned_late) == (False, True)


def test_who_has_returned_it_gets_it_only_by_a_leaders_word(world: World) -> None:
    case = world.returned()
    with pytest.raises(Invalid, match="đã trả lại"):
        world.act(dispatch, world.dispatcher, case, ROADS)
    world.act(dispatch, world.dispatcher, case, WATER)
    with pytest.raises(Invalid, match="đã trả lại"):
        world.act(redirect, world.dispatcher, case, ROADS, "Đúng là của Sở.")


def test_the_second_return_goes_to_a_leader_whose_word_binds(world: World) -> None:
    case, leader = world.returned(), world.actor(Role.CITY_LEADER)
    world.act(dispatch, world.dispatcher, case, WATER)
    give_back(world, case)
    with pytest.raises(Refused, match="lãnh đạo thành phố"):
        world.act(dispatch, world.dispatcher, case, POLICE)
    with pytest.raises(NotYours):
        world.act(rule, world.dispatcher, case, ROADS, "Đường của Sở.")
    with pytest.raises(Invalid):
        world.act(rule, leader, case, ROADS, " ")
    world.act(rule, leader, case, ROADS, "Tuyến này Sở Xây dựng quản lý.")
    assert (case.state, case.holder_code, world.leg(case).is_binding) == (State.FORWARDED, ROADS, True)
    with pytest.raises(Refused, match="Lãnh đạo đã quyết định"):
        give_back(world, case)
    with pytest.raises(Refused, match="Lãnh đạo đã quyết định"):
        world.act(redirect, world.dispatcher, case, POLICE, "Thử nơi khác.")
    assert world.notices(case)[-1].template == "agency_ruled"
    check(world)


def test_urgent_turns_count_around_the_clock(world: World, at: At) -> None:
    case = world.received(level=Level.URGENT, field_code="cay-xanh.nga-do")
    at("2026-07-07T07:00")
    world.act(dispatch, world.dispatcher, case, ROADS)
    work = world.clocks(case)[ClockKind.WORK]
    assert (work.amount, world.leg(case).is_short) == (240, True)
    check(world)
