"""Who hears that a clock is nearly over or over: the people whose case it is, each once; many at once as one digest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import func, select

from feedback import clock as time
from feedback.actions.assign import assign
from feedback.actions.fire_clocks import fire_due
from feedback.actions.transaction import transaction
from feedback.models import Account, Case, Clock, ClockFiring, Notice
from feedback.queries.background import lateness
from feedback.queries.inbox import news
from feedback.queries.mine import long_overdue, warnings
from feedback.terms import Level, Role
from tests.conftest import At
from tests.support.databases import count_statements
from tests.support.pages import BrowserLike
from tests.support.races import at_once
from tests.support.world import CENTRE, ROADS, World

DUE = "2026-07-09T17:00"

SignIn = Callable[..., BrowserLike]


def fire(world: World, most: int = 40) -> int:
    with transaction(world.database) as session:
        fired = fire_due(session, time.now(), most)
    world.look()
    return fired


def told(world: World, *templates: str) -> list[tuple[str, int | None, str | None]]:
    """What was told, to whom, in order."""
    query = select(Notice).where(Notice.template.in_(templates)).order_by(Notice.id)
    return [(row.template, row.account_id, row.agency_code) for row in world.session.scalars(query)]


def test_the_officer_is_told_in_person_then_the_leaders_too(world: World, at: At) -> None:
    officer, leader = world.officer.user_id, world.leader.user_id
    world.in_progress()
    at("2026-07-08T17:00")  # both clocks are beyond three quarters on Thursday morning
    fire(world)
    assert told(world, "agency_due_soon") == []
    at("2026-07-09T07:15")
    fire(world)
    assert set(told(world, "agency_due_soon")) == {("agency_due_soon", officer, None)}
    at(DUE)
    fire(world)
    assert set(told(world, "agency_overdue", "centre_overdue")) == {
        ("agency_overdue", officer, None),
        ("agency_overdue", leader, None),
        ("centre_overdue", None, CENTRE),
    }


def test_a_case_that_nobody_holds_is_on_the_board_of_its_agency(world: World, at: At) -> None:
    world.forwarded()
    at("2026-07-09T07:15")
    fire(world)
    assert ("agency_due_soon", None, ROADS) in told(world, "agency_due_soon", "agency_overdue")


def test_an_officer_who_has_left_is_not_told_but_the_board_is(world: World, at: At) -> None:
    world.in_progress()
    with transaction(world.database) as session:
        session.get_one(Account, world.officer.user_id).is_active = False
    at("2026-07-09T07:15")
    fire(world)
    assert {agency for _, _, agency in told(world, "agency_due_soon")} == {ROADS}


def test_another_officer_hears_once_the_case_is_theirs(world: World, at: At) -> None:
    case, other = world.in_progress(), world.account(Role.OFFICER)
    world.act(assign, world.leader, case, other.id)
    at("2026-07-09T07:15")
    fire(world)
    assert {person for _, person, _ in told(world, "agency_due_soon")} == {other.id}


def test_after_an_outage_each_reader_has_one_digest_however_many_turns_the_sweeper_takes(world: World, at: At) -> None:
    officer, leader = world.officer.user_id, world.leader.user_id
    cases = [world.in_progress() for _ in range(6)]
    at("2026-07-13T08:00")  # nobody swept for a week: each clock at its highest step only
    while fire(world, most=5):
        pass
    assert told(world, "digest").count(("digest", leader, None)) == 1
    assert told(world, "digest").count(("digest", None, CENTRE)) == 1
    lines = [one for one in told(world, "agency_overdue", "centre_overdue") if one[1] == leader]
    assert len(lines) <= 3, "a few were told before the sweeper knew how many there were"
    digest = world.session.scalars(select(Notice).where(Notice.account_id == leader, Notice.template == "digest")).one()
    assert digest.values["count"] >= len(cases) - 3
    assert officer is not None
    steps = select(func.count()).select_from(ClockFiring)
    assert world.session.scalar(steps.where(ClockFiring.step == "due")) == 0, "only the highest step of each"
    assert fire(world) == 0


def test_a_digest_names_the_most_pressing_case_and_a_later_one_is_new(world: World, at: At) -> None:
    world.actor(Role.AGENCY_LEADER)
    first = world.in_progress()
    at("2026-07-06T15:00")
    for _ in range(5):
        world.in_progress()
    at("2026-07-13T08:00")
    fire(world)
    query = select(Notice, Case.number).join(Case, Case.id == Notice.case_id).where(Notice.template == "digest")
    found = world.session.execute(query.where(Notice.account_id == world.leader.user_id)).all()
    assert [number for _, number in found] == [first.number]
    at("2026-07-20T08:00")
    fire(world)
    assert len(world.session.execute(query.where(Notice.account_id == world.leader.user_id)).all()) == 2


def test_a_turn_of_the_sweeper_asks_as_much_for_many_clocks_as_for_two(world: World, at: At) -> None:
    asked = {}
    for cases, day in ((2, "06"), (12, "13")):
        at(f"2026-07-{day}T08:00")
        for _ in range(cases):
            world.in_progress()
        at(f"2026-07-{int(day) + 3:02}T17:00")
        with count_statements(world.database) as seen:
            assert fire(world) >= cases
        asked[cases] = len(seen)
    assert asked[12] <= asked[2] + 1, "a digest may be added to"
    assert asked[2] <= 24


def test_urgent_clocks_are_told_one_by_one(world: World, at: At) -> None:
    for _ in range(6):
        world.in_progress(level=Level.URGENT, field_code="cay-xanh.nga-do")
    at("2026-07-10T02:00")
    fire(world)
    assert told(world, "digest") == []


def test_two_sweepers_fire_each_step_once_and_tell_nobody_twice(world: World, at: At) -> None:
    case = world.in_progress()
    for moment in ("2026-07-09T07:15", DUE, "2026-07-10T17:00"):
        now = at(moment)
        at_once(world, *[lambda session, now=now: fire_due(session, now)] * 3)
        fired = world.session.execute(
            select(ClockFiring.clock_id, ClockFiring.step, func.count()).group_by(
                ClockFiring.clock_id, ClockFiring.step, ClockFiring.due_version
            )
        ).all()
        assert {count for _, _, count in fired} == {1}
    entries = world.events(case).count("clock.fired")
    telling = world.session.scalar(select(func.count()).select_from(ClockFiring).where(ClockFiring.step != "50"))
    assert entries == telling
    mine = [one for one in told(world, "agency_due_soon", "agency_overdue") if one[1] == world.officer.user_id]
    assert len(mine) == len({(one.values["due"], one.template, one.id) for one in _of(world)})


def _of(world: World) -> list[Notice]:
    query = select(Notice).where(Notice.account_id == world.officer.user_id)
    return list(world.session.scalars(query.where(Notice.template.in_(("agency_due_soon", "agency_overdue")))))


def test_ones_own_page_shows_what_is_still_open(world: World, at: At) -> None:
    case, done = world.in_progress(), world.in_progress()
    now = at(DUE)
    fire(world)
    shown = warnings(world.session, world.officer, now)
    assert {one.number for one in shown} == {case.number, done.number}
    assert all(one.promise is not None and one.notice is not None for one in shown)
    assert warnings(world.session, world.another(Role.OFFICER), now) == []
    assert warnings(world.session, world.officer, now + timedelta(days=15)) == []
    assert any(notice.account_id == world.officer.user_id for notice, _ in news(world.session, world.officer, now))


def test_the_citys_leaders_list_what_is_long_overdue(world: World, at: At) -> None:
    case, leader = world.in_progress(), world.actor(Role.CITY_LEADER)
    now = at("2026-07-13T17:00")
    fire(world)
    assert long_overdue(world.session, leader, now) == []
    now = at("2026-07-14T17:00")
    fire(world)
    assert [one.number for one in long_overdue(world.session, leader, now)] == [case.number]
    assert told(world, "digest") == []


def test_how_late_a_step_was_noticed_is_kept_and_shown(world: World, at: At, as_staff: SignIn) -> None:
    world.in_progress()
    at("2026-07-08T17:00")
    fire(world)
    set_for = world.session.scalars(select(func.min(Clock.next_fire_at))).one()
    assert set_for is not None
    at(time.local(set_for + timedelta(seconds=75)).replace(tzinfo=None).isoformat())
    fire(world)
    late = {row.fired_at: row.late_s for row in world.session.scalars(select(ClockFiring))}
    assert late[time.now()] == 75
    with count_statements(world.database) as statements:
        found = lateness(world.session, time.now())
    assert len(statements) == 2
    assert found.worst_s == found.most_s == max(seconds or 0 for seconds in late.values())
    assert found.too_late == found.steps, "a minute is the promise (R14)"
    assert not found.is_kept
    admin = as_staff(Role.ADMIN)
    admin.get("/admin/tasks")
    with count_statements(world.database) as statements:
        page = admin.page("/admin/tasks").text()
    assert len(statements) <= 10
    assert f"trong {found.most_s} giây, không giữ được" in page
    at("2026-07-12T08:00")
    assert "Chưa có nấc nhắc hạn nào trong 24 giờ qua." in as_staff(Role.ADMIN).page("/admin/tasks").text()
