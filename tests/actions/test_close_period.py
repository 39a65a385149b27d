"""Closed periods: kept for good with their rows under a seal, corrected beside, shown beside today's figures."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from feedback.actions.close_period import close_period
from feedback.actions.reopen import reopen
from feedback.actions.transaction import transaction
from feedback.errors import Invalid, NotYours, Refused
from feedback.models import Case, ClosedPeriod, Entry, Figure
from feedback.queries.closing import figure_of, figures_of, newest, seal_holds
from feedback.queries.indicators import indicators
from feedback.rules.closing import packed, unpacked
from feedback.rules.lifecycle import CITIZEN
from feedback.terms import Role
from tests.conftest import At
from tests.support.july import LATE, ON_TIME, build
from tests.support.world import WATER, World


@pytest.fixture
def july(world: World, at: At) -> dict[str, Case]:
    cases = build(world, at)
    at("2026-08-03T08:00")
    world.refresh()
    return cases


def close(world: World, role: Role = Role.CITY_LEADER, period: str = "2026-07", reason: str = "") -> int:
    try:
        with transaction(world.database) as session:
            return close_period(session, world.actor(role), period, reason).id
    finally:
        world.look()


def test_everything_is_kept_as_it_was_and_a_correction_stands_beside_it(
    world: World, july: dict[str, Case], at: At
) -> None:
    first = world.session.get_one(ClosedPeriod, close(world))
    whole = {one.indicator: one for one in figures_of(world.session, first) if not one.agency_code}
    assert set(whole) == {what.code for what in indicators(world.session)}
    on_time = whole["766-5.2"]
    rows = dict(unpacked(on_time.rows))
    assert rows == {july[name].number: name in ON_TIME for name in ON_TIME | LATE}
    assert (on_time.numerator, on_time.n, on_time.value) == (sum(rows.values()), len(rows), "58.33")
    theirs = figure_of(world.session, first, WATER, "766-5.2")
    assert [is_counted for _, is_counted in unpacked(theirs.rows)].count(True) == theirs.numerator == 2
    of_other_things = {"duplicates", "calls", "calls_dropped"}  # reports and calls, of which not each is a case
    for one in world.session.scalars(select(Figure).where(Figure.indicator.not_in(of_other_things))):
        assert len(unpacked(one.rows)) == one.n, one.indicator
    told = world.session.scalars(select(Entry).where(Entry.event == "period.closed")).one()
    assert told.facts["digest"] == first.digest
    before, seal = on_time.value, first.digest

    at("2026-08-20T09:00")
    world.act(reopen, CITIZEN, july["answered"], why="Vẫn còn ngập như cũ.")
    world.refresh()
    with pytest.raises(Invalid) as refused:
        close(world)
    assert refused.value.field == "reason"
    second = world.session.get_one(ClosedPeriod, close(world, reason="Tính lại sau khi mở lại một vụ."))
    assert (second.version, newest(world.session, "2026-07")) == (2, second)
    assert second.digest != seal
    first = world.session.get_one(ClosedPeriod, first.id)
    assert (figure_of(world.session, first, "", "766-5.2").value, first.digest) == (before, seal)
    assert seal_holds(first, figures_of(world.session, first))
    assert seal_holds(second, figures_of(world.session, second))


def test_only_a_city_leader_closes_and_only_what_is_over(world: World, july: dict[str, Case]) -> None:
    for role in (Role.AUDITOR, Role.DISPATCHER, Role.AGENCY_LEADER, Role.ADMIN):
        with pytest.raises(NotYours):
            close(world, role)
    for period in ("2026-08", "2026-Q3", "2026"):
        with pytest.raises(Refused):
            close(world, period=period)
    assert world.session.scalars(select(ClosedPeriod)).all() == []


def test_a_figure_or_a_row_that_was_touched_breaks_the_seal(world: World, july: dict[str, Case]) -> None:
    closed = world.session.get_one(ClosedPeriod, close(world))
    for column, other in (("numerator", 9), ("value", "99.99"), ("rows", packed(["1022-1"], []))):
        with transaction(world.database) as session:
            kept = figure_of(session, closed, "", "766-5.2")
            was = getattr(kept, column)
            setattr(kept, column, other)
            session.flush()
            assert not seal_holds(closed, figures_of(session, closed)), column
            setattr(kept, column, was)
        world.look()
        assert seal_holds(closed, figures_of(world.session, closed))
