"""Sums of facts: they are what the facts say at every instant, in whatever order things happen and are followed."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from feedback import clock
from feedback.actions import rebuild_facts as rebuilding
from feedback.actions import refresh_facts as refreshing
from feedback.actions.accept import accept
from feedback.actions.ask_citizen import ask_citizen
from feedback.actions.count_standing import count_standing
from feedback.actions.forward import dispatch
from feedback.actions.merge import merge
from feedback.actions.rate import rate
from feedback.actions.refresh_facts import read_step, rebuild_facts, refresh_facts, steps_left, take_step
from feedback.actions.refuse import refuse
from feedback.actions.reopen import reopen
from feedback.actions.return_case import return_case
from feedback.actions.set_kind import set_kind
from feedback.actions.transaction import transaction
from feedback.errors import FeedbackError
from feedback.models import Case, FactSpread, FactSum, Report, Summed
from feedback.queries import figures766, indicators, scope_figures, standing_cases, sums
from feedback.queries.definitions import definitions
from feedback.queries.fact_progress import differences, known_at
from feedback.queries.measures import AsOf, Scope
from feedback.queries.standing_check import standing_differences
from feedback.queries.sum_check import sum_differences
from feedback.rules.lifecycle import CITIZEN
from feedback.rules.period import period
from feedback.terms import Kind, Level, Role
from tests.conftest import At
from tests.support.databases import count_statements
from tests.support.july import answer, build
from tests.support.world import NINH_KIEU, ROADS, WATER, World

PERIODS = ("2026-07", "2026-07/25", "2026-Q3", "2026", "2026-W28", "2026-07-06")
Rows = dict[tuple[object, ...], object]


def both(scope: Scope) -> tuple[Scope, Scope]:
    """The same question to the sums, and to the facts alone."""
    return scope, Scope(scope.period, AsOf(scope.as_of.at, is_newest=False), scope.agency_code, scope.field_code,
                        scope.ward_code)  # fmt: skip


def holds(world: World) -> None:
    """Every line and every sum is what the tables say."""
    with world.database.reading() as session:
        assert list(differences(session)) == []
        assert list(sum_differences(session)) == []
        assert list(standing_differences(session)) == []


def test_sums_and_facts_give_the_same_figures_for_every_definition_division_and_period(world: World, at: At) -> None:
    build(world, at)
    for instant in ("2026-07-28T16:00", "2026-07-29T09:00", "2026-08-20T00:00"):
        at(instant)
        world.refresh()
        with world.database.reading() as session:
            now = AsOf(known_at(session))
            for code in PERIODS if instant.startswith("2026-07-28") else PERIODS[:1]:
                for place in ({}, {"agency_code": WATER}, {"ward_code": NINH_KIEU}, {"field_code": "giao-thong"}):
                    added, plain = both(Scope(period(code), now, **place))
                    assert figures766.counts(session, added) == figures766.counts(session, plain)
                    assert figures766.days(session, added) == figures766.days(session, plain)
                    asked = [added.period, *(period(one) for one in PERIODS[:2])]
                    assert scope_figures.of_periods(session, added, asked) == scope_figures.of_periods(
                        session, plain, asked
                    )
                    assert scope_figures.times(session, added) == scope_figures.times(session, plain)
                    for_fields = [scope_figures.causes_by_field(session, one, []) for one in (added, plain)]
                    assert for_fields[0] == for_fields[1]
                    shares = [one for one in definitions(session) if one.kind not in indicators.RANKS]
                    assert indicators.several(session, shares, added) == indicators.several(session, shares, plain)
                added, plain = both(Scope(period(code), now))
                assert figures766.by_agency(session, added) == figures766.by_agency(session, plain)
                assert scope_figures.by_ward(session, added) == scope_figures.by_ward(session, plain)
            for what in definitions(session):
                assert indicators.value(session, what, added) == indicators.value(session, what, plain), what.code
                for by in indicators.dimensions(what):
                    found = [indicators.values(session, what, scope, by) for scope in (added, plain)]
                    assert found[0] == found[1], (what.code, by)
        holds(world)


def test_time_alone_makes_a_promise_broken_and_the_sums_know_it(world: World, at: At) -> None:
    world.in_progress()
    world.refresh()
    broken = []
    for instant in ("2026-07-06T12:00", "2026-07-28T00:00", "2026-09-01T08:00"):
        at(instant)
        world.refresh()
        with world.database.reading() as session:
            found = sums.counted(session, Scope(period("2026-07"), AsOf(known_at(session))), ["promise_broken", "late"])
        assert found is not None, "the sums answer"
        broken.append(found[""])
        holds(world)
    assert broken[0] == {"promise_broken": 0, "late": 0}
    assert broken[-1] == {"promise_broken": 1, "late": 1}


@pytest.mark.parametrize("seed", [1, 2])
def test_followed_in_any_order_with_kills_between_they_are_what_a_rebuild_gives(
    world: World, at: At, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance = random.Random(seed)
    monkeypatch.setattr(refreshing, "ENTRIES", chance.randint(2, 6))
    monkeypatch.setattr(refreshing, "BATCH", 2)
    monkeypatch.setattr(rebuilding, "PART", 2)
    now = at("2026-07-06T08:00")
    for _ in range(45):
        now += timedelta(hours=chance.choice((0, 1, 9, 30, 200)))
        at(clock.local(now).strftime("%Y-%m-%dT%H:%M"))
        chance.choice((_do_something, _do_something, _do_something, _follow, _killed, _read_ahead))(world, chance)
        stands_as_the_cases_say(world, monkeypatch)
    world.refresh()
    holds(world)
    followed = _rows(world)
    assert len(followed) > 100
    with transaction(world.database) as session:
        rebuild_facts(session)
    world.refresh()
    holds(world)
    assert _rows(world) == followed


def _rows(world: World) -> Rows:
    counts = world.session.scalars(select(FactSum))
    found: Rows = {(row.stretch_on, row.dimension, row.name, row.key): row.n for row in counts if row.n}
    for row in world.session.scalars(select(FactSpread)):
        if row.seconds:
            found[row.stretch_on, row.dimension, row.name, row.key, row.part] = row.seconds
    return found


def stands_as_the_cases_say(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is counted of open cases, with what happened since, is what walking over them gives."""
    now, leader = clock.now(), world.actor(Role.CITY_LEADER)
    whole = Scope(period("2026-07"), AsOf(now))
    scopes = [
        whole,
        replace(whole, agency_code=ROADS),
        replace(whole, ward_code=NINH_KIEU),
        replace(whole, field_code="giao-thong"),
    ]
    found = []
    for is_walked in (False, True):
        with monkeypatch.context() as patched, world.database.reading() as session:
            if is_walked:
                patched.setattr(standing_cases, "counts", lambda *_: None)
            seen = [standing_cases.standing_of(session, leader, scope, now) for scope in scopes]
            roads = standing_cases.standing_of(session, world.actor(Role.AGENCY_LEADER), scopes[1], now)
            by = [standing_cases.standing_by(session, leader, whole, now, name) for name in ("agency", "ward")]
            found.append((seen, roads, [[replace(one, ages=()) for one in line] for line in by]))
    assert found[0] == found[1]


def _follow(world: World, chance: random.Random) -> None:
    with transaction(world.database) as session:
        refresh_facts(session)
        if chance.random() < 0.5:
            count_standing(session)
    world.look()


def _killed(world: World, chance: random.Random) -> None:
    def kill() -> None:
        with transaction(world.database) as session:
            refresh_facts(session)
            count_standing(session)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        kill()
    world.look()


def _read_ahead(world: World, chance: random.Random) -> None:
    """A rebuild, some of whose steps were read before something happened and somebody else followed."""
    with transaction(world.database) as session:
        if chance.random() < 0.5:
            rebuild_facts(session)
    with world.database.reading() as session:
        steps = steps_left(session)[: chance.randint(1, 6)]
        read = [(step, read_step(session, step)) for step in steps]
    if chance.random() < 0.5:
        chance.choice((_do_something, _follow, _killed))(world, chance)
    for step, found in read:
        with transaction(world.database) as session:
            take_step(session, step, found)
    world.look()


def _do_something(world: World, chance: random.Random) -> None:
    """One act on one case, late or early; what the lifecycle refuses does not happen."""
    cases = world.session.scalars(select(Case).order_by(Case.id)).all()
    if len(cases) < 3 or chance.random() < 0.25:
        chance.choice((world.received, world.forwarded, world.in_progress))()
        return
    case, agency = chance.choice(cases), chance.choice((ROADS, WATER))
    officer = world.officer
    acts: tuple[Callable[[], object], ...] = (
        lambda: world.act(dispatch, world.dispatcher, case, agency),
        lambda: world.act(accept, officer, case),
        lambda: world.act(return_case, officer, case, reason_code="khong-tham-quyen", note="Không phải.",
                          proposed_agency_code=WATER),
        lambda: world.act(refuse, world.dispatcher, case, reason_code="thieu-thong-tin"),
        lambda: world.act(ask_citizen, officer, case, reason_code="dia-diem", text="Ổ gà ở chỗ nào?"),
        lambda: answer(world, case, ROADS),
        lambda: answer(world, case, ROADS),
        lambda: world.act(reopen, CITIZEN, case, why="Vẫn còn như cũ, chưa vá gì."),
        lambda: world.act(set_kind, world.dispatcher, case, kind=chance.choice((Kind.FEEDBACK, Kind.DENUNCIATION))),
        lambda: _merge(world, case, chance.choice(cases)),
        lambda: _rate(world, case, chance.randint(1, 5)),
    )  # fmt: skip
    try:
        chance.choice(acts)()
    except FeedbackError:
        world.look()


def _merge(world: World, case: Case, into: Case) -> None:
    with transaction(world.database) as session:
        merge(session, world.dispatcher, session.get_one(Case, case.id), session.get_one(Case, into.id))
    world.look()


def _rate(world: World, case: Case, score: int) -> None:
    with transaction(world.database) as session:
        rate(session, CITIZEN, session.get_one(Report, world.report(case).id), score)
    world.look()


def test_a_sum_that_was_tampered_with_is_found_and_a_rebuild_mends_it(world: World) -> None:
    world.in_progress(level=Level.COMPLEX)
    world.refresh()
    with transaction(world.database) as session:
        row = session.scalars(select(FactSum).where(FactSum.dimension == "", FactSum.name == "every")).one()
        row.n += 2
    with world.database.reading() as session:
        assert list(sum_differences(session)) == ["2026-07-01 every: 3 ≠ 1"]
    with transaction(world.database) as session:
        rebuild_facts(session)
    world.refresh()
    holds(world)


def test_sums_of_another_meaning_or_instant_are_not_used_and_made_anew(world: World, at: At) -> None:
    world.in_progress()
    world.refresh()
    with transaction(world.database) as session:
        session.get_one(Summed, "every").meaning = "of an older release"
        at("2026-07-07T08:00")
        asked = Scope(period("2026-07"), AsOf(clock.now()))
        assert sums.counted(session, asked, ["every"]) is None, "nobody has followed up to this instant"
        assert figures766.counts(session, asked).count("received") == 1, "the facts answer"
    world.refresh()
    with world.database.reading() as session:
        assert session.get_one(Summed, "every").meaning != "of an older release"
        assert sums.counted(session, asked, ["every"]) == {"": {"every": 1}}


def test_asking_the_sums_takes_one_statement_and_following_nothing_few(world: World, at: At) -> None:
    build(world, at)
    with world.database.reading() as session, count_statements(world.database) as statements:
        sums.counted(session, Scope(period("2026"), AsOf(clock.now())), ["every", "late"], "agency")
    assert len(statements) == 1
    world.refresh()  # definitions are read once in the life of a process
    with count_statements(world.database) as statements, transaction(world.database) as session:
        assert not refresh_facts(session)
    assert len(statements) <= 9, statements
