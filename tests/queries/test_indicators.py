"""Figures of indicators over a month worked out by hand: shares, points, counts, durations, divisions, silence."""

from __future__ import annotations

from decimal import Decimal

import pytest

from feedback import clock
from feedback.errors import Invalid, Missing
from feedback.models import Case
from feedback.queries import dossiers
from feedback.queries.call_figures import CALL_MEASURES, CALLS
from feedback.queries.definitions import definition, definitions
from feedback.queries.indicators import Value, numbers_behind, value, values
from feedback.queries.measures import CONDITIONS, MEASURES, AsOf, Scope
from feedback.rules.period import period
from tests.conftest import At
from tests.support.databases import count_statements
from tests.support.july import DISLIKED, ON_TIME, build
from tests.support.world import ROADS, WATER, World


@pytest.fixture
def july(world: World, at: At) -> dict[str, Case]:
    return build(world, at)


def asked(code: str = "2026-07", agency: str = "") -> Scope:
    return Scope(period(code), AsOf(clock.now()), agency)


def figure(world: World, code: str, scope: Scope | None = None) -> Value:
    return value(world.session, definition(world.session, code), scope or asked())


def by(world: World, code: str, dimension: str) -> dict[str, Value]:
    return {one.key: one for one in values(world.session, definition(world.session, code), asked(), dimension)}


def test_766_with_its_points(world: World, july: dict[str, Case]) -> None:
    found = figure(world, "766-5.2")
    assert (found.numerator, found.n, found.value, found.points) == (7, 12, Decimal("58.33"), Decimal("3.50"))
    found = figure(world, "766-5.3")
    assert (found.numerator, found.n, found.value, found.points) == (5, 10, Decimal("50.00"), Decimal("3.00"))


def test_both_denominators_of_the_commune_row_stand_side_by_side(world: World, july: dict[str, Case]) -> None:
    answered, due = figure(world, "1022.on_time"), figure(world, "1022.on_time_due")
    assert answered.n == 6
    assert due.n > answered.n, "what is open and overdue counts where promises due are counted"
    assert answered.numerator == due.numerator


def test_silence_is_no_answer(world: World, july: dict[str, Case]) -> None:
    of_rated, of_answered = figure(world, "1022.satisfaction"), figure(world, "1022.satisfaction_all")
    assert (of_rated.numerator, of_rated.n) == (1, 2)
    assert of_rated.is_small, "two ratings are too few to compare"
    assert (of_answered.numerator, of_answered.n) == (1, 6)


def test_nothing_to_divide_by_has_neither_value_nor_points(world: World) -> None:
    found = figure(world, "766-5.2")
    assert (found.value, found.points, found.n) == (None, None, 0)
    assert figure(world, "time_to_answer").value is None
    assert figure(world, "received").value == 0


def test_every_definition_can_be_asked_and_counts_no_more_than_there_are(world: World, july: dict[str, Case]) -> None:
    known = definitions(world.session)
    assert len(known) > 15
    for what in known:
        found = value(world.session, what, asked())
        assert 0 <= found.numerator <= found.n <= (13 if what.kind == "extra" else 12), what.code  # one was merged
        assert any(what.population in counts for counts in (CALLS, CONDITIONS, dossiers.CONDITIONS))
        assert not what.measure or what.measure in (*MEASURES, *CALL_MEASURES)


def test_agencies_answer_for_their_own_turns(world: World, july: dict[str, Case]) -> None:
    found = by(world, "766-5.2", "agency")
    assert (found[ROADS].numerator, found[ROADS].n) == (5, 8)
    assert (found[WATER].numerator, found[WATER].n) == (2, 3)
    alone = figure(world, "766-5.2", asked(agency=WATER))
    assert (alone.numerator, alone.n) == (2, 3)
    assert found[WATER].name == "Thoát nước"


@pytest.mark.parametrize("dimension", ["ward", "field", "channel", "kind", "level"])
def test_the_parts_of_any_other_division_add_up_to_the_whole(
    world: World, july: dict[str, Case], dimension: str
) -> None:
    whole, parts = figure(world, "766-5.2"), by(world, "766-5.2", dimension).values()
    assert sum(one.n for one in parts) == whole.n
    assert sum(one.numerator for one in parts) == whole.numerator


def test_the_median_is_a_duration_that_somebody_waited(world: World, july: dict[str, Case]) -> None:
    # answered after 25 h (three), 25 d 12 h less … : the third of six is one of the quick ones
    assert figure(world, "time_to_answer").value == Decimal("25.00")
    assert (figure(world, "time_to_answer_p90").value or 0) > 500
    assert set(by(world, "time_to_answer", "agency")) == {ROADS, WATER}


def test_a_figure_opens_to_its_rows(world: World, july: dict[str, Case]) -> None:
    what = definition(world.session, "766-5.2")
    assert set(numbers_behind(world.session, what, asked(), "condition")) == {july[name].number for name in ON_TIME}
    assert len(numbers_behind(world.session, what, asked())) == 12
    liked = set(numbers_behind(world.session, definition(world.session, "766-5.3"), asked(), "condition"))
    assert not liked & {july[name].number for name in DISLIKED}


@pytest.mark.parametrize(("code", "n"), [("2026-07-06", 11), ("2026-W28", 11), ("2026-07/25", 13), ("2026-Q3", 12),
                                          ("2026-H2", 12), ("2026-9M", 13), ("2026", 13), ("2026-06", 1)])  # fmt: skip
def test_any_kind_of_period(world: World, july: dict[str, Case], code: str, n: int) -> None:
    assert figure(world, "received", asked(code)).n == n


def test_what_is_not_there_is_said(world: World) -> None:
    with pytest.raises(Missing):
        definition(world.session, "766-9")
    with pytest.raises(Invalid) as refused:
        values(world.session, definition(world.session, "766-5.2"), asked(), "mood")
    assert refused.value.field == "by"


def test_a_division_takes_two_statements_however_many_there_are(world: World, july: dict[str, Case]) -> None:
    what = definition(world.session, "766-5.2")
    with count_statements(world.database) as statements:
        values(world.session, what, asked(), "agency")
    assert len(statements) == 2
