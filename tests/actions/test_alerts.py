"""Urgent alerts: somebody must say "I have it", and until then more and higher people are told (R10)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from feedback import clock as time
from feedback.actions.accept import accept
from feedback.actions.alerts import acknowledge_alert, climb
from feedback.actions.forward import dispatch, redirect
from feedback.actions.route import route
from feedback.actions.send_notice import prepare
from feedback.actions.set_kind import set_level
from feedback.actions.transaction import transaction
from feedback.errors import Missing, NotYours, Refused
from feedback.models import Alert, AlertLevel, AlertTelling, Case, Duty, Entry, Notice
from feedback.queries.alerts import alerts_of, open_alerts
from feedback.rules.lifecycle import SYSTEM
from feedback.terms import Level, NoticeState, Queue, Role
from tests.conftest import At
from tests.support.races import at_once
from tests.support.world import CENTRE, ROADS, WATER, World
from workers.handlers import INTERNAL

URGENT = {"level": Level.URGENT, "field_code": "cay-xanh.nga-do"}
NIGHT = "2026-07-06T22:00"


@pytest.fixture
def people(world: World) -> dict[str, int]:
    """Everybody at the roads department: two officers (one without a phone), a deputy and a leader."""
    made = {
        "officer": world.account(Role.OFFICER, phone="0907000001"),
        "silent": world.account(Role.OFFICER),
        "deputy": world.account(Role.AGENCY_LEADER, phone="0907000002", is_deputy=True),
        "leader": world.account(Role.AGENCY_LEADER, phone="0907000003"),
        "dispatcher": world.account(Role.DISPATCHER, phone="0907000009"),
    }
    return {name: account.id for name, account in made.items()}


def sweep(world: World) -> int:
    """Carry out the levels that are due, as a worker of the urgent queue does."""
    done = 0
    for task in world.tasks("climb_alert"):
        if task.run_at <= time.now() and task.done_at is None:
            with transaction(world.database) as session:
                live = session.get_one(type(task), task.id)
                INTERNAL["climb_alert"](session, live)
                live.state, live.done_at = live.state.DONE, time.now()
            done += 1
    world.look()
    return done


def alert_of(world: World, case: Case) -> Alert:
    return world.session.scalars(select(Alert).where(Alert.case_id == case.id).order_by(Alert.id)).all()[-1]


def told(world: World, case: Case, template: str = "alert_sms") -> list[int | None]:
    return [notice.account_id for notice in world.notices(case, template)]


def test_an_urgent_case_that_reaches_an_agency_alerts_its_people_at_once(
    world: World, at: At, people: dict[str, int]
) -> None:
    at(NIGHT)
    case = world.forwarded(**URGENT)
    [task] = world.tasks("climb_alert")
    assert (task.queue, task.run_at) == (Queue.URGENT, time.now())
    sweep(world)
    assert told(world, case) == [people["officer"]], "who has no phone gets the line on their page only"
    assert told(world, case, "alert") == [people["officer"], people["silent"]]
    assert [event for event in world.events(case) if ".alert." in event] == ["case.alert.raised", "case.alert.told"]


def test_an_ordinary_case_alerts_nobody(world: World) -> None:
    world.forwarded()
    assert world.tasks("climb_alert") == []


def test_it_climbs_minute_by_minute_until_somebody_has_it(world: World, at: At, people: dict[str, int]) -> None:
    at(NIGHT)
    case = world.forwarded(**URGENT)
    seen = []
    for minute in (0, 4, 5, 9, 10, 14, 15, 30):
        at(f"2026-07-06T22:{minute:02}")
        sweep(world)
        seen.append((minute, len(told(world, case)), len(world.notices(case, "alert_call"))))
    assert seen == [(0, 1, 0), (4, 1, 0), (5, 1, 1), (9, 1, 1), (10, 2, 2), (14, 2, 2), (15, 3, 3), (30, 3, 3)]
    assert told(world, case) == [people["officer"], people["deputy"], people["leader"]]
    call = world.notices(case, "alert_call")[1]
    assert call.agency_code == CENTRE
    assert "0907000002" in call.values["who"]


def test_a_person_stops_the_climbing_and_the_ledger_keeps_who_and_when(
    world: World, at: At, people: dict[str, int]
) -> None:
    at(NIGHT)
    case = world.forwarded(**URGENT)
    sweep(world)
    now = at("2026-07-06T22:03")
    version = case.version
    world.act(acknowledge_alert, world.officer, case)
    alert = alert_of(world, case)
    assert (alert.acknowledged_at, alert.acknowledged_by_id) == (now, world.officer.user_id)
    assert case.version == version, "nobody's open form becomes outdated"
    at("2026-07-06T22:30")
    sweep(world)
    assert len(told(world, case)) == 1
    last = world.session.scalars(select(Entry).where(Entry.case_id == case.id).order_by(Entry.seq.desc())).first()
    assert last is not None
    assert (last.event, last.actor_id, last.at) == ("case.alert.acknowledged", world.officer.user_id, now)
    [history] = alerts_of(world.session, case.id)
    assert history.acknowledged_by.startswith(Role.OFFICER.vi)
    assert [step.level.code for step in history.steps] == ["ngay"]


def test_an_alert_that_nobody_needs_any_more_sends_no_message(world: World, at: At, people: dict[str, int]) -> None:
    at(NIGHT)
    case = world.forwarded(**URGENT)
    sweep(world)
    [notice] = world.notices(case, "alert_sms")
    with transaction(world.database) as session:
        message = prepare(session, notice.id)
    assert message is not None
    assert message.address == "0907000001"
    assert case.number in message.body
    world.act(acknowledge_alert, world.officer, case)
    with transaction(world.database) as session:
        assert prepare(session, notice.id) is None
    world.look()
    assert world.session.get_one(Notice, notice.id).state is NoticeState.SUPERSEDED


def test_the_centre_may_say_so_after_a_call_but_another_agency_may_not(
    world: World, at: At, people: dict[str, int]
) -> None:
    case = world.forwarded(**URGENT)
    for stranger in (world.actor(Role.OFFICER, WATER), world.actor(Role.CITY_LEADER), world.actor(Role.ADMIN)):
        with pytest.raises(NotYours):
            world.act(acknowledge_alert, stranger, case)
    world.act(acknowledge_alert, world.operator, case)
    assert alert_of(world, case).acknowledged_by_id == world.operator.user_id


def test_the_second_to_say_so_learns_who_was_first(world: World, people: dict[str, int]) -> None:
    case = world.forwarded(**URGENT)
    world.act(acknowledge_alert, world.officer, case)
    with pytest.raises(Refused, match=Role.OFFICER.vi):
        world.act(acknowledge_alert, world.dispatcher, case)
    with pytest.raises(Missing):
        world.act(acknowledge_alert, world.dispatcher, world.forwarded())


def test_who_accepts_the_case_has_seen_the_alert(world: World, people: dict[str, int]) -> None:
    case = world.forwarded(**URGENT)
    world.act(accept, world.officer, case)
    assert alert_of(world, case).acknowledged_by_id == world.officer.user_id


def test_a_case_that_moves_on_alerts_the_next_one(world: World, at: At, people: dict[str, int]) -> None:
    case = world.forwarded(**URGENT)
    now = at("2026-07-06T08:04")
    world.act(redirect, world.dispatcher, case, WATER, "Đúng nơi hơn.")
    first, second = world.session.scalars(select(Alert).where(Alert.case_id == case.id).order_by(Alert.id))
    assert (first.agency_code, first.ended_at) == (ROADS, now)
    assert (second.agency_code, second.raised_at, second.is_open) == (WATER, now, True)


def test_an_urgent_case_in_the_tray_alerts_the_centre(world: World, at: At, people: dict[str, int]) -> None:
    case = world.received(text="Có việc rất nguy hiểm ở đây", level=Level.URGENT, field_code=None, ward_code=None)
    world.act(route, SYSTEM, case)
    assert alert_of(world, case).agency_code == CENTRE
    sweep(world)
    assert told(world, case) == [people["dispatcher"]]
    world.act(dispatch_with_field, world.dispatcher, case)
    assert [alert.agency_code for alert in world.session.scalars(select(Alert).order_by(Alert.id))] == [CENTRE, ROADS]


def dispatch_with_field(session, actor, case) -> None:  # noqa: ANN001 a verb for world.act
    case.field_code = "cay-xanh.nga-do"
    dispatch(session, actor, case, ROADS)


def test_made_urgent_alerts_and_no_longer_urgent_stops_it(world: World, at: At, people: dict[str, int]) -> None:
    case = world.forwarded()
    now = at("2026-07-06T09:00")
    world.act(set_level, world.dispatcher, case, Level.URGENT)
    assert alert_of(world, case).raised_at == now
    at("2026-07-06T09:02")
    world.act(set_level, world.dispatcher, case, Level.NORMAL)
    assert not alert_of(world, case).is_open
    at("2026-07-06T09:30")
    sweep(world)
    assert told(world, case) == []


def test_after_an_outage_every_level_that_was_missed_is_told(world: World, at: At, people: dict[str, int]) -> None:
    case = world.forwarded(**URGENT)
    at("2026-07-06T08:40")
    while sweep(world):
        pass
    assert told(world, case) == [people["officer"], people["deputy"], people["leader"]]


def test_the_levels_are_the_citys(world: World, at: At, people: dict[str, int]) -> None:
    with transaction(world.database) as session:
        session.get_one(AlertLevel, "goi").is_active = False
        session.get_one(AlertLevel, "pho").after_minutes = 3
    case = world.forwarded(**URGENT)
    at("2026-07-06T08:03")
    while sweep(world):
        pass
    assert told(world, case) == [people["officer"], people["deputy"]]


def test_an_agency_where_nobody_works_alerts_the_centre(world: World, people: dict[str, int]) -> None:
    case = world.forwarded(WATER, **URGENT)
    sweep(world)
    assert told(world, case) == [people["dispatcher"]]


def test_two_sweepers_tell_each_level_once(world: World, at: At, people: dict[str, int]) -> None:
    case = world.forwarded(**URGENT)
    alert_id = alert_of(world, case).id
    for code in ("ngay", "goi"):
        at_once(world, *[lambda session, code=code: climb(session, session.get_one(Alert, alert_id), code)] * 3)
    tellings = world.session.scalar(select(func.count()).select_from(AlertTelling))
    assert tellings == 2
    assert len(told(world, case)) == 1
    assert world.events(case).count("case.alert.told") == 2


def test_two_people_at_once_and_one_of_them_has_it(world: World, people: dict[str, int]) -> None:
    case = world.forwarded(**URGENT)
    one, other, case_id = world.officer, world.dispatcher, case.id
    errors = at_once(
        world,
        lambda session: acknowledge_alert(session, one, session.get_one(Case, case_id)),
        lambda session: acknowledge_alert(session, other, session.get_one(Case, case_id)),
    )
    assert [type(error) for error in errors] == [Refused]
    assert world.events(case).count("case.alert.acknowledged") == 1


def test_everybody_sees_the_open_alerts_that_are_theirs(world: World, at: At, people: dict[str, int]) -> None:
    case = world.forwarded(**URGENT)
    now = at("2026-07-06T08:06")
    [ours] = open_alerts(world.session, world.officer, now)
    assert (ours.number, ours.may_acknowledge, ours.calls) == (case.number, True, [])
    assert ours.next_at == now + timedelta(minutes=4)
    [centres] = open_alerts(world.session, world.operator, now)
    assert [person.phone for person in centres.calls] == ["0907000001"]
    assert open_alerts(world.session, world.actor(Role.OFFICER, WATER), now) == []
    assert open_alerts(world.session, world.actor(Role.CITY_LEADER), now) == []


def test_who_is_on_duty_is_told_before_everybody_else(world: World, at: At, people: dict[str, int]) -> None:
    at("2026-07-06T21:00")
    with transaction(world.database) as session:
        night = {"agency_code": ROADS, "on": time.day(time.now()), "shift": "dem", "created_by_id": people["leader"]}
        hours = {"starts_at": time.now(), "ends_at": time.now() + timedelta(hours=9)}
        session.add(Duty(account_id=people["silent"], **night, **hours))
    at(NIGHT)
    case = world.forwarded(**URGENT)
    sweep(world)
    assert told(world, case, "alert") == [people["silent"]]
    at("2026-07-07T06:30")
    later = world.forwarded(**URGENT)
    sweep(world)
    assert told(world, later, "alert") == [people["officer"], people["silent"]], "nobody is on duty: everybody is told"
