"""A made-up city is one that the real actions could have written: chain, clocks, states and owners all hold."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import tracking
from feedback.actions.write_note import write_note
from feedback.cli.bench.seed import seed
from feedback.cli.bench.shape import arrivals
from feedback.cli.bench.timeline import Timeline, instant
from feedback.errors import Refused
from feedback.models import Case, Clock, Entry, Leg, Report, Task
from feedback.queries import audit, clock_replay
from feedback.rules import deadline, events
from feedback.rules.deadline import Target
from feedback.rules.lifecycle import OPEN
from feedback.terms import ClockKind, ClockOutcome, LegState, Role, State, TaskState, Unit
from tests.rules.calendars import CROOKED
from tests.support.world import World

CASES = 400
MONTHS = 60  # days; so few cases stand close enough for some of every kind


@pytest.fixture
def city(app: Flask, world: World) -> Session:
    """A database with a made-up city in it."""
    with app.app_context():
        seed(CASES, 7, MONTHS)
    world.look()
    return world.session


def test_a_made_up_city_holds_together(city: Session, world: World) -> None:
    """One city for all: making one takes seconds."""
    assert audit.verify(city).holds
    verdict = clock_replay.verify(city)
    assert verdict.difference is None
    assert verdict.clocks == city.scalar(select(func.count()).select_from(Clock))
    assert city.scalar(select(func.count()).select_from(Case)) == CASES
    assert city.scalar(select(func.count()).select_from(Report)) == CASES
    _states_agree_with_legs(city)
    _most_promises_are_kept(city)
    _the_ledger_says_what_it_may(city)
    assert city.scalars(select(func.min(Entry.at))).one() < clock.now()
    assert city.scalars(select(Task.state).where(Task.run_at <= clock.now()).distinct()).all() == [TaskState.DONE]
    _life_goes_on(world)


def _states_agree_with_legs(city: Session) -> None:
    states = Counter(city.scalars(select(Case.state)))
    assert {State.CLOSED, State.REFUSED, State.MERGED} < set(states)
    active = select(Leg.case_id).where(Leg.state.in_((LegState.SENT, LegState.ACCEPTED)))
    assert set(city.scalars(select(Case.state).where(Case.id.in_(active)))) <= set(OPEN)
    assert city.scalars(select(func.sum(Case.report_count))).one() >= CASES + states[State.MERGED]
    assert city.scalars(select(func.sum(Case.return_count))).one() > 0
    assert city.scalars(select(func.sum(Case.reopen_count))).one() > 0


def _most_promises_are_kept(city: Session) -> None:
    query = select(Clock.outcome, func.count()).where(Clock.kind == ClockKind.RESOLVE).group_by(Clock.outcome)
    outcomes: dict[ClockOutcome | None, int] = dict(city.execute(query).all())
    share = outcomes[ClockOutcome.MET] / (outcomes[ClockOutcome.MET] + outcomes[ClockOutcome.MISSED])
    assert 0.7 < share < 0.93


def _the_ledger_says_what_it_may(city: Session) -> None:
    for event, facts in city.execute(select(Entry.event, Entry.facts)):
        assert events.known(event, facts).name == event


def _life_goes_on(world: World) -> None:
    """The next report has the next number, and people act on cases of the city as on any other."""
    case, _ = world.receive()
    assert case.id == CASES + 1
    waiting = world.session.scalars(select(Case).where(Case.state == State.IN_PROGRESS).limit(1)).one()
    world.act(write_note, world.actor(Role.OFFICER, waiting.holder_code), waiting, "Đã xem.")
    assert audit.verify(world.session).holds


def test_a_city_is_made_in_an_empty_database_only(app: Flask, world: World) -> None:
    world.receive()
    with app.app_context(), pytest.raises(Refused, match="trống"):
        seed(10, 7, 30)


def test_two_reports_that_would_get_one_code_get_two(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    derive = tracking.derive
    monkeypatch.setattr(tracking, "derive", lambda s, key, attempt: derive(s, key if attempt else "same", attempt))
    with app.app_context():
        seed(3, 7, 30)
        with world.database.reading() as session:
            for report in session.scalars(select(Report)):
                assert report.code_hash == tracking.hash_of(session, tracking.code_of(session, report.submission))


instants = st.integers(
    int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()), int(datetime(2026, 9, 1, tzinfo=UTC).timestamp())
)


@given(instants, st.integers(1, 40), st.sampled_from(list(Unit)))
def test_sorted_lists_say_what_the_rules_say(start: int, amount: int, unit: Unit) -> None:
    calendar = CROOKED
    line = Timeline(calendar, date(2025, 12, 1), date(2027, 3, 1))
    due = line.due(start, amount, unit)
    assert instant(due) == deadline.first_due(calendar, instant(start), Target(amount, unit))
    spent = line.counted(start, due, unit)
    assert spent == deadline.budget(calendar, instant(start), Target(amount, unit)).total_seconds()


@given(st.integers(0, 400), st.integers(2, 40), st.integers())
def test_as_many_reports_come_in_as_were_asked_for(cases: int, days: int, number: int) -> None:
    now = datetime(2026, 7, 6, 3, tzinfo=UTC)
    found = [one.at for one in arrivals(Random(number), cases, date(2026, 7, 6) - timedelta(days=days), now)]
    assert len(found) == cases
    assert found == sorted(found)
    assert not found or found[-1] <= now.timestamp()
