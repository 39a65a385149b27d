"""Closed periods: kept for good with their rows under a seal, corrected beside, shown beside today's figures."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from feedback import clock
from feedback.actions.check_seals import check_seals
from feedback.actions.close_period import close_period
from feedback.actions.reopen import reopen
from feedback.actions.transaction import transaction
from feedback.errors import Invalid, NotYours, Refused
from feedback.models import Case, ClosedPeriod, Entry, Figure, SealCheck
from feedback.queries.closing import figure_of, figures_of, newest, seal_holds
from feedback.queries.definitions import definitions
from feedback.rules.closing import packed, unpacked
from feedback.rules.lifecycle import CITIZEN
from feedback.terms import Role
from tests.conftest import At
from tests.support.july import LATE, ON_TIME, build
from tests.support.periods import without_guards
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
    whole = {one.indicator: one for one in figures_of(world.session, first, "")}
    assert set(whole) == {what.code for what in definitions(world.session)}
    on_time = whole["766-5.2"]
    rows = dict(unpacked(figure_of(world.session, first, "", "766-5.2").rows))
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
    assert seal_holds(world.session, first)
    assert seal_holds(world.session, second)


def test_only_a_city_leader_closes_and_only_what_is_over(world: World, july: dict[str, Case]) -> None:
    for role in (Role.AUDITOR, Role.DISPATCHER, Role.AGENCY_LEADER, Role.ADMIN):
        with pytest.raises(NotYours):
            close(world, role)
    for period in ("2026-08", "2026-Q3", "2026"):
        with pytest.raises(Refused):
            close(world, period=period)
    assert world.session.scalars(select(ClosedPeriod)).all() == []


def test_the_database_refuses_to_change_or_take_out_what_is_closed(world: World, july: dict[str, Case]) -> None:
    close(world)
    for statement in (
        "UPDATE figure SET n = n + 1", "DELETE FROM figure", "UPDATE closed_period SET reason = 'x'",
        "DELETE FROM closed_period",
    ):  # fmt: skip
        with pytest.raises(DBAPIError, match="closed periods stay"), world.database.writing() as session:
            session.execute(text(statement))
    assert check_seals(world.database) == []


def test_a_figure_or_a_row_that_was_touched_breaks_the_seal(world: World, july: dict[str, Case], at: At) -> None:
    closed = world.session.get_one(ClosedPeriod, close(world))
    for column, other in (("numerator", 9), ("value", "99.99"), ("rows", packed(["1022-1"], []))):
        with without_guards(world) as session:
            kept = figure_of(session, closed, "", "766-5.2")
            setattr(kept, column, other)
            session.flush()
            assert not seal_holds(session, closed), column
            session.rollback()
        world.look()
        assert seal_holds(world.session, closed)


def test_every_night_each_seal_is_checked_and_another_word_is_a_line(
    world: World, july: dict[str, Case], at: At
) -> None:
    closed_id = close(world)

    def checked(on: str) -> tuple[str, bool, int]:
        at(on)
        check_seals(world.database)
        world.look()
        found = world.session.get_one(SealCheck, closed_id)
        lines = select(func.count()).select_from(Entry).where(Entry.event == "period.checked")
        return clock.local(found.checked_at).isoformat()[:16], found.holds, world.session.scalars(lines).one()

    assert checked("2026-08-04T03:00") == ("2026-08-04T03:00", True, 0)
    with without_guards(world) as session:
        session.execute(text("UPDATE figure SET n = n + 1 WHERE indicator = '766-5.2'"))
        session.commit()
    assert checked("2026-08-05T03:00") == ("2026-08-05T03:00", False, 1)
    assert checked("2026-08-06T03:00") == ("2026-08-06T03:00", False, 1), "told once"
