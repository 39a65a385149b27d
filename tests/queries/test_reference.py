"""What the city has set is kept in the process until somebody changes it, and never longer."""

from __future__ import annotations

from datetime import date

import pytest

from feedback.actions.change_limit import change_limit
from feedback.actions.transaction import transaction
from feedback.models import Agency, Limit
from feedback.queries import calendars
from feedback.queries.city import city
from feedback.queries.health import health
from feedback.queries.known_codes import is_field, is_ward
from feedback.queries.limits import applicable
from feedback.queries.successors import current_agency
from feedback.rules.lifecycle import SYSTEM
from feedback.terms import ClockKind, Level, Unit
from tests.conftest import At
from tests.support.databases import count_statements, opened
from tests.support.world import World

TODAY = date(2026, 7, 6)


def test_it_is_read_once_and_asked_for_its_version_afterwards(world: World) -> None:
    for expected in (None, 1):
        with count_statements(world.database) as seen, world.database.reading() as session:
            city(session)
            applicable(session, ClockKind.RESOLVE, "giao-thong", Level.NORMAL, TODAY)
            calendars.in_force(session, TODAY)
        if expected is not None:
            assert len(seen) == expected


def test_a_change_is_seen_by_every_process_with_the_next_transaction(world: World) -> None:
    other = opened(world.database.engine.url.render_as_string(hide_password=False))
    for database in (world.database, other):
        with database.reading() as session:
            limit = applicable(session, ClockKind.RESOLVE, "giao-thong", Level.NORMAL, TODAY)
            assert limit is not None
            assert limit.amount == 3
    with transaction(world.database) as session:
        held = session.query(Limit).filter_by(code="resolve-giao-thong").one()
        tomorrow = date(2026, 7, 7)
        change_limit(
            session, SYSTEM, held, amount=2, unit=Unit.WORKING_DAYS, valid_from=tomorrow, legal_basis="Quyết định mới"
        )
    for database in (world.database, other):
        with database.reading() as session:
            newer = applicable(session, ClockKind.RESOLVE, "giao-thong", Level.NORMAL, tomorrow)
            assert newer is not None
            assert newer.amount == 2
            older = applicable(session, ClockKind.RESOLVE, "giao-thong", Level.NORMAL, TODAY)
            assert older is not None
            assert older.amount == 3, "what was promised yesterday is judged by yesterday's limit"
    other.engine.dispose()


def test_a_promise_made_before_a_change_keeps_its_limit(world: World, at: At) -> None:
    case = world.received()
    promised = case.resolve_due_at
    with transaction(world.database) as session:
        held = session.query(Limit).filter_by(code="resolve-giao-thong").one()
        change_limit(
            session, SYSTEM, held, amount=1, unit=Unit.WORKING_DAYS, valid_from=date(2026, 7, 7), legal_basis="Mới"
        )
    at("2026-07-07T08:00")
    world.look()
    assert case.resolve_due_at == promised
    later = world.received()
    assert later.resolve_due_at == at("2026-07-08T17:00")


def test_codes_of_the_city_are_known(world: World) -> None:
    assert is_field(world.session, "giao-thong.o-ga")
    assert not is_field(world.session, "giao-thong.khong-co")
    assert is_ward(world.session, "31135")
    assert not is_ward(world.session, "00000")


def test_the_work_of_a_dissolved_agency_goes_to_its_successor(world: World, at: At) -> None:
    now = at("2026-07-06T08:00")
    assert current_agency(world.session, "so-giao-thong-van-tai", now).code == "so-xay-dung"
    assert current_agency(world.session, "so-xay-dung", now).code == "so-xay-dung"


def test_a_circle_or_a_dead_end_of_successors_is_an_alarm(world: World, at: At) -> None:
    now = at("2026-07-06T08:00")
    with world.database.writing() as session:
        session.get_one(Agency, "so-xay-dung").valid_to = date(2026, 7, 1)
        session.commit()
    world.look()
    with pytest.raises(LookupError):
        current_agency(world.session, "so-xay-dung", now)
    with world.database.writing() as session:
        session.get_one(Agency, "so-xay-dung").successor_code = "so-giao-thong-van-tai"
        session.commit()
    world.look()
    with pytest.raises(LookupError):
        current_agency(world.session, "so-xay-dung", now)


def test_health_counts_what_waits_and_what_nobody_owns(world: World, at: At) -> None:
    world.received()
    world.returned()
    now = at("2026-07-06T08:01")
    found = health(world.session, now)
    assert (found.reports, found.cases, found.unrouted) == (2, 2, 1), "the returned one lies in the tray"
    assert found.tasks_undone >= 4
    assert found.oldest_undone_s == 60
    assert found.tasks_dead == 0
