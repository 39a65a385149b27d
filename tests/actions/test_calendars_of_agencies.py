"""Calendars of agency groups: an agency's turn counts by its own, the promise to the citizen by the city's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from feedback import clock
from feedback.actions import recount_clocks
from feedback.actions.calendars_of_agencies import change_week, create_calendar, stop_using, use_calendar
from feedback.actions.effects import moves, tried
from feedback.actions.fire_clocks import fire_due
from feedback.actions.transaction import transaction
from feedback.errors import Invalid, Missing, NotYours
from feedback.models import CalendarUse, Case, ClockFiring, WorkingCalendar
from feedback.queries.clock_replay import verify
from feedback.terms import ClockKind, Role
from tests.conftest import At
from tests.support.world import ROADS, WATER, World

OFFICE = "hanh-chinh"
SATURDAYS = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat"), "07:00-11:00; 13:00-17:00")
BASIS = "Quy chế công ty"


def do(world: World, verb: Callable[..., Any], *args: Any, **named: Any) -> Any:
    with transaction(world.database) as session:
        made = verb(session, world.actor(Role.ADMIN), *args, **named)
        key = getattr(made, "id", None)
    world.look()
    follow(world)
    return key


def follow(world: World) -> None:
    """Carry out the recounting that is owed."""
    for task in world.tasks("recount_clocks"):
        if task.done_at is None and task.run_at <= clock.now():
            with transaction(world.database) as session:
                recount_clocks.recount_clocks(session, session.get_one(WorkingCalendar, task.subject_id))
                live = session.get_one(type(task), task.id)
                live.state, live.done_at = live.state.DONE, clock.now()
    world.look()
    with world.database.reading() as session:
        assert verify(session).difference is None


def shifts(world: World) -> str:
    """A calendar with working Saturdays."""
    do(world, create_calendar, name="Giờ công ty", like=OFFICE, legal_basis=BASIS)
    do(world, change_week, "gio-cong-ty", hours=SATURDAYS, legal_basis=BASIS)
    return "gio-cong-ty"


def due(world: World, case: Case, kind: ClockKind) -> str:
    return clock.local(world.clocks(case)[kind].due_at).isoformat()[:16]


def test_an_agencys_turn_counts_by_its_calendar_the_promise_by_the_citys(world: World, at: At) -> None:
    at("2026-07-09T08:00")  # a Thursday: three working days are Tuesday, or Monday with a Saturday between
    do(world, use_calendar, shifts(world), group=WATER)
    case, other = world.forwarded(WATER), world.forwarded(ROADS)
    assert due(world, case, ClockKind.RESOLVE) == "2026-07-14T17:00"
    assert due(world, case, ClockKind.WORK) == "2026-07-13T17:00"
    assert due(world, case, ClockKind.ACCEPT) == "2026-07-11T17:00"
    assert due(world, other, ClockKind.WORK) == "2026-07-14T17:00"


def test_a_kind_of_agency_may_share_a_calendar_and_one_may_have_its_own(world: World, at: At) -> None:
    at("2026-07-09T08:00")
    code = shifts(world)
    do(world, use_calendar, code, group="kind:utility")
    assert due(world, world.forwarded(WATER), ClockKind.WORK) == "2026-07-13T17:00"
    own = do(world, use_calendar, OFFICE, group=WATER)
    assert due(world, world.forwarded(WATER), ClockKind.WORK) == "2026-07-14T17:00"
    do(world, stop_using, own)
    assert due(world, world.forwarded(WATER), ClockKind.WORK) == "2026-07-13T17:00"


def test_running_turns_follow_when_an_agency_changes_its_calendar_and_back(world: World, at: At) -> None:
    at("2026-07-09T08:00")
    code = shifts(world)
    case, other = world.forwarded(WATER), world.forwarded(ROADS)
    use = do(world, use_calendar, code, group=WATER)
    assert due(world, case, ClockKind.WORK) == "2026-07-13T17:00"
    assert due(world, case, ClockKind.RESOLVE) == "2026-07-14T17:00"
    assert due(world, other, ClockKind.WORK) == "2026-07-14T17:00"
    assert world.events(case).count("clock.recounted") == 3
    do(world, stop_using, use)
    assert due(world, case, ClockKind.WORK) == "2026-07-14T17:00"


def test_changing_one_calendar_recounts_only_the_clocks_on_it(world: World, at: At) -> None:
    at("2026-07-09T08:00")
    code = shifts(world)
    do(world, use_calendar, code, group=WATER)
    case, other = world.forwarded(WATER), world.forwarded(ROADS)
    before = due(world, other, ClockKind.WORK)
    plain = {day: hours for day, hours in SATURDAYS.items() if day != "sat"}
    effect = tried(
        world.database,
        lambda session: change_week(session, world.actor(Role.ADMIN), code, hours=plain, legal_basis=BASIS),
        moves,
    )
    assert (effect.moved, effect.earlier) == (3, 0)
    do(world, change_week, code, hours=plain, legal_basis=BASIS)
    assert due(world, case, ClockKind.WORK) == "2026-07-14T17:00"
    assert due(world, other, ClockKind.WORK) == before
    assert "clock.recounted" not in world.events(other)


def test_the_hours_of_an_agency_are_its_quiet_hours(world: World, at: At) -> None:
    at("2026-07-08T08:00")  # due on Saturday the 11th at the water company, on Monday for the city
    do(world, use_calendar, shifts(world), group=WATER)
    case = world.in_progress(WATER)
    now = at("2026-07-11T17:00")
    with transaction(world.database) as session:
        fire_due(session, now)
    world.look()
    work = world.clocks(case)[ClockKind.WORK]
    assert clock.local(work.due_at).isoformat()[:16] == "2026-07-11T17:00"
    steps = select(ClockFiring.step).where(ClockFiring.clock_id == work.id)
    assert world.session.scalars(steps).all() == ["due"]


@pytest.mark.parametrize(
    ("verb", "args", "named", "field"),
    [
        (create_calendar, (), {"name": "", "like": OFFICE, "legal_basis": BASIS}, "name"),
        (create_calendar, (), {"name": "Hành chính", "like": OFFICE, "legal_basis": BASIS}, "name"),
        (create_calendar, (), {"name": "Khác", "like": OFFICE, "legal_basis": ""}, "legal_basis"),
        (change_week, (OFFICE,), {"hours": {}, "legal_basis": BASIS}, "mon"),
        (change_week, (OFFICE,), {"hours": {"tue": "11:00-07:00"}, "legal_basis": BASIS}, "tue"),
        (change_week, (OFFICE,), {"hours": {"mon": "07:00-11:00; 10:00-12:00"}, "legal_basis": BASIS}, "mon"),
        (use_calendar, (OFFICE,), {"group": ""}, "group"),
        (use_calendar, (OFFICE,), {"group": "kind:moon"}, "group"),
    ],
)
def test_what_makes_no_sense_is_refused(world: World, verb: Any, args: Any, named: Any, field: str) -> None:
    with pytest.raises(Invalid) as error:
        do(world, verb, *args, **named)
    assert error.value.field == field
    assert world.session.scalars(select(CalendarUse)).all() == []


def test_only_administrators_and_only_what_there_is(world: World) -> None:
    with pytest.raises(Missing):
        do(world, use_calendar, "moon", group=WATER)
    with pytest.raises(Missing):
        do(world, stop_using, 7)
    for role in (Role.DISPATCHER, Role.CITY_LEADER):
        with transaction(world.database) as session, pytest.raises(NotYours):
            use_calendar(session, world.actor(role), OFFICE, group=WATER)
