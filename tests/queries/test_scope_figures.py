"""One scope's figures: the July of twelve cases again, by period, month, duration, cause, age and coming week."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from feedback import clock
from feedback.errors import Missing
from feedback.models import Case
from feedback.queries.definitions import definition
from feedback.queries.figure_rows import rows_fitting
from feedback.queries.indicators import value
from feedback.queries.measures import AsOf, Scope
from feedback.queries.scope_figures import (
    EDGES,
    behind,
    causes_by_field,
    causes_by_reason,
    fits_behind,
    happenings,
    of_periods,
    times,
)
from feedback.queries.standing_cases import AGES, days_ahead, inside, standing_by, standing_condition, standing_of
from feedback.rules.index766 import Ratio
from feedback.rules.period import months_until, period
from feedback.terms import Role
from tests.conftest import At
from tests.support.july import build
from tests.support.world import ROADS, WATER, World

JULY = period("2026-07")


@pytest.fixture
def july(world: World, at: At) -> dict[str, Case]:
    return build(world, at)


def asked(agency: str = "") -> Scope:
    return Scope(JULY, AsOf(clock.now()), agency)


def test_a_scope_by_hand(world: World, july: dict[str, Case]) -> None:
    session, scope = world.session, asked()
    now, before, last_year = of_periods(session, scope, [JULY, period("2026-06"), period("2025-07")])
    assert now.ratio("on-time") == Ratio(7, 12)
    assert (before.count("received"), last_year.count("received")) == (1, 0)
    months = of_periods(session, scope, months_until(JULY, 13))
    assert [month.count("received") for month in months] == [0] * 11 + [1, 12]
    assert months[-1].ratio("on-time") == now.ratio("on-time")

    took = times(session, scope)
    assert took.n == 6
    assert took.groups[1] == 3, "answered on the second day"
    for code, seconds in (("time_to_answer", took.median_s), ("time_to_answer_p90", took.p90_s)):
        same = value(session, definition(session, code), scope).value
        assert same is not None
        assert seconds is not None
        assert abs(float(same) - seconds / 3600) < 0.01, "one number, wherever it stands"

    happened = happenings(session, scope)
    reasons = causes_by_reason(happened)
    assert reasons == {("returned", "khong-tham-quyen"): 1, ("paused", "dia-diem"): 2}
    assert happenings(session, asked(WATER)) == set(), "it was roads that returned and asked"
    fields = causes_by_field(session, scope, happened)
    assert sum(one.late for one in fields) == now.count("on-time", "late")
    assert sum(one.every for one in fields) == 12
    assert sum(one.paused for one in fields) == 2


def test_every_number_of_a_scope_opens_to_exactly_its_rows(world: World, july: dict[str, Case]) -> None:
    session, leader = world.session, world.actor(Role.CITY_LEADER)
    for scope in (asked(), asked(ROADS)):
        numbers = {("times", str(place)): count for place, count in enumerate(times(session, scope).groups)}
        numbers |= causes_by_reason(happenings(session, scope))
        for (figure, part), count in numbers.items():
            found = rows_fitting(session, leader, fits_behind(scope, figure, part), 1)
            assert sorted(behind(session, scope, figure, part)) == sorted(line.id for line in found.lines)
            assert found.total == count == len(found.lines), (figure, part)
    for figure, part in (("times", str(len(EDGES))), ("age", "0"), ("returned!", "denominator")):
        with pytest.raises(Missing):
            behind(session, asked(), figure, part)


def test_what_stands_open_adds_up(world: World, july: dict[str, Case]) -> None:
    session, leader, now = world.session, world.actor(Role.CITY_LEADER), clock.now()
    whole = standing_of(session, leader, asked(), now)
    none = {"urgent": 0, "unaccepted": 0, "due": 0, "tray": 0, "disputed": 0}
    assert whole.counts == none | {"open": 5, "overdue": 3}
    assert sum(whole.ages) == whole.counts["open"]
    assert whole.ages == (0, 0, 1, 4, 0, 0), "of the twentieth; of the sixth and of the thirtieth of June"
    agencies = standing_by(session, leader, asked(), now, "agency")
    assert sum(one.counts["overdue"] for one in agencies) == 3
    assert agencies[0].key == ROADS
    for place in range(len(AGES)):
        fits = standing_condition("age", str(place), now)
        assert len(list(session.scalars(select(Case.id).where(inside(asked()), fits)))) == whole.ages[place]
    with pytest.raises(Missing):
        standing_condition("nothing", "", now)


def test_the_coming_week_by_day(world: World, at: At) -> None:
    at("2026-07-06T08:00")
    for _ in range(2):
        world.in_progress()
    due = world.session.scalars(select(Case.resolve_due_at)).first()
    assert due is not None
    at((due.astimezone(clock.HO_CHI_MINH)).strftime("%Y-%m-%dT07:00"))
    session, leader, now = world.session, world.actor(Role.CITY_LEADER), clock.now()
    roads = next(iter(standing_by(session, leader, asked(), now, "agency")))
    assert roads.due == (2, 0, 0, 0, 0, 0, 0), "both promises end this afternoon"
    assert roads.counts["due"] == 2
    fits = standing_condition("due", days_ahead(now)[0].isoformat(), now)
    assert len(list(session.scalars(select(Case.id).where(fits)))) == 2
