"""Facts: followed incrementally they are what a full rebuild gives, and what was so at an instant stays so."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import func, select

from feedback import clock
from feedback.actions import refresh_facts as refreshing
from feedback.actions.accept import accept
from feedback.actions.calendars_of_agencies import create_calendar
from feedback.actions.change_phrase import add_phrase
from feedback.actions.forward import redirect
from feedback.actions.rate import rate
from feedback.actions.refresh_facts import read_again, read_step, rebuild_facts, refresh_facts, steps_left, take_step
from feedback.actions.reopen import reopen
from feedback.actions.set_kind import set_kind
from feedback.actions.transaction import transaction
from feedback.models import Case, Fact, FactProgress, Report
from feedback.queries import fact_progress
from feedback.queries.calendars import OFFICE
from feedback.queries.fact_progress import behind, counted, differences, known_at
from feedback.queries.figures766 import counts
from feedback.queries.measures import AsOf, Scope
from feedback.rules.index766 import Ratio
from feedback.rules.lifecycle import CITIZEN
from feedback.rules.period import period
from feedback.terms import Kind, Role
from tests.conftest import At
from tests.support.july import build
from tests.support.world import WATER, World

JULY = period("2026-07")


def on_time(world: World, as_of: AsOf) -> Ratio:
    return counts(world.session, Scope(JULY, as_of)).ratio("on-time")


def test_followed_step_by_step_they_equal_a_rebuild(world: World, at: At) -> None:
    build(world, at)
    with world.database.reading() as session:
        assert list(differences(session)) == []
        assert behind(session) == 0
        assert counted(session) == 14  # thirteen cases (June's too), and the turn of the one that was passed on


def test_following_in_any_portions_gives_the_same_lines(world: World, at: At, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refreshing, "ENTRIES", random.Random(7).randint(1, 5))
    build(world, at)
    with world.database.reading() as session:
        assert list(differences(session)) == []


def test_what_nobody_followed_yet_is_found_missing(world: World) -> None:
    case = world.in_progress()
    with world.database.reading() as session:
        assert [(one.case_id, one.what) for one in differences(session)] == [(case.id, ("missing",))]


def test_a_line_that_was_tampered_with_is_found_and_mended(world: World) -> None:
    case = world.in_progress()
    world.refresh()
    with transaction(world.database) as session:
        session.scalars(select(Fact).where(Fact.case_id == case.id)).one().dislikes = 3
    with world.database.reading() as session:
        assert [one.what for one in differences(session)] == [("dislikes",)]
    with transaction(world.database) as session:
        rebuild_facts(session)
    world.refresh()
    with world.database.reading() as session:
        assert list(differences(session)) == []


def test_reading_again_what_did_not_change_writes_nothing(world: World) -> None:
    case = world.in_progress()
    world.refresh()
    with transaction(world.database) as session:
        assert read_again(session, [case.id]) == 0


def test_a_figure_asked_again_as_of_an_instant_is_the_same_whatever_happened_since(world: World, at: At) -> None:
    cases = build(world, at)
    with world.database.reading() as session:
        then = known_at(session)
    before = on_time(world, AsOf(then))
    at("2026-08-20T09:00")
    world.act(reopen, CITIZEN, cases["too_late"], why="Vẫn còn ngập như cũ.")
    world.act(redirect, world.dispatcher, cases["old"], agency_code=WATER, why="Thuộc cấp nước.")
    with transaction(world.database) as session:
        rate(session, CITIZEN, session.get_one(Report, world.report(cases["passed_on"]).id), 1)
    world.refresh()
    assert on_time(world, AsOf(clock.now())) != before
    assert on_time(world, AsOf(then, is_newest=False)) == before == Ratio(7, 12)


def test_only_what_facts_are_made_of_makes_all_of_them_be_read_again(world: World) -> None:
    admin = world.actor(Role.ADMIN)
    rebuilding = select(FactProgress.rebuild_from).where(FactProgress.name == fact_progress.NAME)
    world.refresh()
    with transaction(world.database) as session:
        add_phrase(session, admin, "sẽ lưu ý xem xét")
    with transaction(world.database) as session:
        refresh_facts(session)
        assert session.scalars(rebuilding).one() is None
    with transaction(world.database) as session:
        create_calendar(session, admin, name="Ca chiều", like=OFFICE, legal_basis="Thông báo 3")
    with transaction(world.database) as session:
        refresh_facts(session)
        assert session.scalars(rebuilding).one() == 0


def test_a_case_that_turns_out_to_be_a_denunciation_is_nowhere_from_then_on(world: World) -> None:
    case = world.received()
    world.refresh()
    world.act(set_kind, world.dispatcher, case, kind=Kind.DENUNCIATION)
    world.refresh()
    with world.database.reading() as session:
        assert counted(session) == 0
        assert list(differences(session)) == []


def test_many_entries_behind_a_rebuild_is_chosen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refreshing, "ENTRIES", 1)
    for _ in range(8):
        world.in_progress()
    with transaction(world.database) as session:
        assert refresh_facts(session)
    world.refresh()
    with world.database.reading() as session:
        assert behind(session) == 0
        assert list(differences(session)) == []


def test_a_refresh_that_is_killed_leaves_everything_as_it_was(world: World) -> None:
    case = world.in_progress()

    def kill(world: World) -> None:
        with transaction(world.database) as session:
            refresh_facts(session)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        kill(world)
    world.look()
    assert world.session.scalar(select(func.count(Fact.id))) == 0
    world.refresh()
    assert world.session.scalars(select(Fact.case_id)).all() == [case.id]


def test_one_line_holds_for_a_case_at_a_time(world: World, at: At) -> None:
    case = world.forwarded()
    world.refresh()
    at("2026-07-06T09:00")
    world.act(accept, world.officer, case)
    world.refresh()
    lines = world.session.scalars(select(Fact).where(Fact.case_id == case.id).order_by(Fact.id)).all()
    assert [line.until_at is None for line in lines] == [False, True]
    assert lines[0].until_at == lines[1].since_at
    assert world.session.get_one(Case, case.id).state is lines[1].state


def test_what_was_read_ahead_is_not_written_when_somebody_else_was_quicker(world: World) -> None:
    case = world.forwarded()
    with transaction(world.database) as session:
        rebuild_facts(session)
    with world.database.reading() as session:
        steps = steps_left(session)
        read = [read_step(session, step) for step in steps]
    world.refresh()
    world.act(accept, world.officer, case)
    world.refresh()
    with transaction(world.database) as session:
        assert [take_step(session, *one) for one in zip(steps, read, strict=True)] == [False]
    with world.database.reading() as session:
        assert list(differences(session)) == []
