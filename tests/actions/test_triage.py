"""Setting kind, level, field and place, and what each does to the promise."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from feedback.actions.classify import classify
from feedback.actions.extension import ask_extension, grant_extension
from feedback.actions.forward import redirect
from feedback.actions.locate import locate
from feedback.actions.set_kind import set_kind, set_level
from feedback.errors import Invalid, NotYours, Refused
from feedback.models import Entry
from feedback.queries.clock_replay import stories
from feedback.terms import ClockKind, ClockOutcome, ClockState, Kind, Level, Queue, Role, State
from tests.conftest import At
from tests.support.world import WATER, World

EXCLUDED = [kind for kind in Kind if kind.is_excluded]


@pytest.mark.parametrize("kind", EXCLUDED)
def test_an_excluded_kind_loses_its_clocks_at_once(world: World, kind: Kind) -> None:
    case = world.received()
    world.act(set_kind, world.operator, case, kind)
    assert case.kind is kind
    assert case.is_confidential
    assert case.resolve_due_at is None
    assert {clock.outcome for clock in world.clocks(case).values()} == {ClockOutcome.CANCELLED}


def test_a_kind_that_returns_to_the_process_gets_its_promise_from_the_day_of_receipt(world: World, at: At) -> None:
    case = world.received(kind=Kind.DENUNCIATION)
    at("2026-07-06T15:00")
    world.act(set_kind, world.dispatcher, case, Kind.FEEDBACK)
    resolve = world.clocks(case)[ClockKind.RESOLVE]
    assert resolve.started_at == case.received_at
    assert case.resolve_due_at == resolve.due_at
    assert len(world.tasks("route")) == 2, "it is routed now"


def test_the_same_kind_again_writes_nothing(world: World) -> None:
    case = world.received()
    world.act(set_kind, world.operator, case, Kind.FEEDBACK)
    assert "case.kind_set" not in world.events(case)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.AGENCY_LEADER, Role.CITY_LEADER, Role.ADMIN, Role.AUDITOR])
def test_only_the_centre_sets_the_kind(world: World, role: Role) -> None:
    with pytest.raises(NotYours):
        world.act(set_kind, world.actor(role), world.forwarded(), Kind.QUESTION)


def test_a_case_in_work_keeps_its_kind(world: World) -> None:
    with pytest.raises(Refused):
        world.act(set_kind, world.dispatcher, world.in_progress(), Kind.QUESTION)


def test_urgent_shortens_the_promise_and_asks_for_routing_now(world: World) -> None:
    case = world.received()
    before = case.resolve_due_at
    world.act(set_level, world.dispatcher, case, Level.URGENT)
    assert case.level is Level.URGENT
    assert case.resolve_due_at is not None
    assert before is not None
    assert case.resolve_due_at < before
    assert world.tasks("route")[-1].queue is Queue.URGENT


def test_made_urgent_the_clocks_count_from_then_and_how_late_that_was_is_noted(world: World, at: At) -> None:
    case = world.forwarded(field_code="cay-xanh.nga-do")
    now = at("2026-07-08T22:10")
    world.act(set_level, world.dispatcher, case, Level.URGENT)
    clocks = world.clocks(case)
    for kind, minutes in ((ClockKind.ACCEPT, 10), (ClockKind.TRANSFER, 30), (ClockKind.RESOLVE, 1440)):
        assert clocks[kind].started_at == now
        assert clocks[kind].due_at == now + timedelta(minutes=minutes)
    facts = world.session.scalars(select(Entry.facts).where(Entry.event == "case.urgent_detected")).one()
    assert facts == {"minutes": (2 * 24 + 14) * 60 + 10}
    assert "tính từ lúc đó" in " ".join(story for told in stories(world.session, case.id).values() for story in told)


def test_a_case_in_the_tray_made_urgent_has_minutes_to_be_sent_on(world: World, at: At) -> None:
    case = world.received(field_code="cay-xanh.nga-do")
    now = at("2026-07-06T08:20")
    world.act(set_level, world.dispatcher, case, Level.URGENT)
    assert world.clocks(case)[ClockKind.DISPATCH].due_at == now + timedelta(minutes=5)


def test_no_longer_urgent_the_promise_runs_from_the_receipt_again(world: World, at: At) -> None:
    case = world.forwarded()
    before = {kind: clock.due_at for kind, clock in world.clocks(case).items()}
    for moment, level in (("2026-07-06T09:00", Level.URGENT), ("2026-07-06T10:00", Level.NORMAL)):
        at(moment)
        world.act(set_level, world.dispatcher, case, level)
    clocks = world.clocks(case)
    for kind in (ClockKind.RESOLVE, ClockKind.WORK, ClockKind.ACCEPT, ClockKind.TRANSFER):
        assert clocks[kind].due_at == before[kind]
    assert clocks[ClockKind.RESOLVE].started_at == case.received_at


def test_a_granted_extension_does_not_hinder_a_case_from_becoming_urgent(world: World, at: At) -> None:
    case = world.in_progress()
    world.act(ask_extension, world.officer, case, amount=1, reason_code="thoi-tiet", note="Mưa.")
    world.act(grant_extension, world.dispatcher, case)
    world.act(redirect, world.dispatcher, case, WATER, "Đúng nơi hơn.")
    now = at("2026-07-06T22:00")
    world.act(classify, world.dispatcher, case, "cay-xanh.nga-do")
    world.act(set_level, world.dispatcher, case, Level.URGENT)
    assert world.clocks(case)[ClockKind.RESOLVE].due_at == now + timedelta(days=1)


def test_twice_urgent_is_routed_each_time(world: World, at: At) -> None:
    case = world.received()
    for minute, level in enumerate((Level.URGENT, Level.NORMAL, Level.URGENT)):
        at(f"2026-07-06T09:{minute:02}")
        world.act(set_level, world.dispatcher, case, level)
    assert [task.queue for task in world.tasks("route")] == [Queue.ROUTING, Queue.URGENT, Queue.URGENT]


def test_classifying_moves_the_promise_to_the_limit_of_the_field(world: World) -> None:
    case = world.received(field_code=None)
    five_days = case.resolve_due_at
    world.act(classify, world.operator, case, "giao-thong.o-ga")
    assert case.field_code == "giao-thong.o-ga"
    assert five_days is not None
    assert case.resolve_due_at is not None
    assert case.resolve_due_at < five_days, "three working days instead of five"
    assert world.clocks(case)[ClockKind.RESOLVE].limit_code == "resolve-giao-thong"


def test_classifying_into_the_same_field_writes_nothing(world: World) -> None:
    case = world.received()
    world.act(classify, world.operator, case, "giao-thong.o-ga")
    assert "case.classified" not in world.events(case)


def test_an_unknown_field_is_refused(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        world.act(classify, world.operator, world.received(), "khong-co")
    assert refused.value.field == "field_code"


def test_a_late_clock_gets_some_grace_from_a_shorter_limit(world: World, at: At) -> None:
    case = world.received(field_code=None)  # five working days
    at("2026-07-10T08:00")  # the fourth is gone; giao-thong has three
    world.act(classify, world.dispatcher, case, "giao-thong.o-ga")
    assert case.resolve_due_at == at("2026-07-10T08:30"), "R11: 30 working minutes"
    assert world.clocks(case)[ClockKind.RESOLVE].state is ClockState.RUNNING


def test_a_place_is_set_with_its_words_and_coordinates(world: World) -> None:
    case = world.received(ward_code=None)
    world.act(locate, world.operator, case, ward_code="31120", place_text="Hẻm 5", lat=10.05, lon=105.78)
    assert (case.ward_code, case.place_text, case.lat, case.lon) == ("31120", "Hẻm 5", 10.05, 105.78)
    assert world.events(case)[-1] == "case.located"


def test_a_place_may_be_unknown(world: World) -> None:
    case = world.received()
    world.act(locate, world.operator, case, ward_code=None)
    assert case.ward_code is None


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("ward_code", {"ward_code": "99999"}),
        ("place_text", {"ward_code": None, "place_text": "x" * 401}),
        ("lat", {"ward_code": None, "lat": 91.0, "lon": 0.0}),
        ("lat", {"ward_code": None, "lat": 0.0, "lon": -181.0}),
        ("lat", {"ward_code": None, "lat": float("nan"), "lon": 105.0}),
    ],
)
def test_an_impossible_place_is_refused(world: World, field: str, values: dict) -> None:
    with pytest.raises(Invalid) as refused:
        world.act(locate, world.operator, world.received(), **values)
    assert refused.value.field == field


def test_an_agency_places_its_own_case_only(world: World) -> None:
    case = world.in_progress()
    world.act(locate, world.officer, case, ward_code="31120")
    assert case.ward_code == "31120"
    with pytest.raises(NotYours):
        world.act(locate, world.actor(Role.OFFICER, "cong-an"), case, ward_code="31135")
    assert case.state is State.IN_PROGRESS
