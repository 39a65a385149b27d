"""The two rates of Decision 766, counted by hand beside the product, and the rows behind each number."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from feedback import clock
from feedback.errors import Invalid, Missing
from feedback.models import Case
from feedback.queries.figure_rows import rows_fitting, rows_now
from feedback.queries.figures766 import PARTS, counts, days, lines, months
from feedback.queries.measures import AsOf, Scope
from feedback.queries.scope_figures import behind, fits_behind
from feedback.queries.standing_cases import standing_of
from feedback.rules.index766 import Ratio
from feedback.rules.period import choices, month_of, months_until, period
from feedback.terms import Role
from tests.conftest import At
from tests.support.databases import count_statements
from tests.support.july import DISLIKED, LATE, ON_TIME, UNACCEPTED, build
from tests.support.world import CENTRE, ROADS, WATER, World

JULY = period("2026-07")


@pytest.fixture
def july(world: World, at: At) -> dict[str, Case]:
    return build(world, at)


def asked(agency: str = "") -> Scope:
    return Scope(JULY, AsOf(clock.now()), agency)


def rows(world: World, july: dict[str, Case], figure: str, part: str, agency: str = "") -> set[str]:
    return names(july, behind(world.session, asked(agency), figure, part))


def names(july: dict[str, Case], ids: list[int]) -> set[str]:
    by_id = {case.id: name for name, case in july.items()}
    assert len(ids) == len(set(ids)), "a case is counted once"
    return {by_id[one] for one in ids}


def test_july_by_hand(world: World, july: dict[str, Case]) -> None:
    whole = counts(world.session, asked())
    assert rows(world, july, "on-time", "numerator") == ON_TIME
    assert rows(world, july, "on-time", "late") == LATE
    assert whole.ratio("on-time") == Ratio(7, 12)
    assert whole.ratio("on-time").percent == Decimal("58.33")
    accepted = (ON_TIME | LATE) - UNACCEPTED
    assert rows(world, july, "satisfied", "denominator") == accepted
    assert rows(world, july, "satisfied", "late") == (accepted & LATE) | DISLIKED
    assert whole.ratio("satisfied") == Ratio(5, 10)
    assert whole.count("answered") == 6
    assert whole.count("refused") == 2
    assert whole.count("pending") == 4


def test_each_agency_answers_for_its_own_turn(world: World, july: dict[str, Case]) -> None:
    by_code = {one.code: one for one in lines(world.session, asked())}
    assert by_code[ROADS].on_time == Ratio(5, 8), "with the one it returned within two working days"
    assert by_code[WATER].on_time == Ratio(2, 3)
    assert by_code[CENTRE].on_time == Ratio(1, 2), "the two refusals"
    assert rows(world, july, "on-time", "numerator", WATER) == {"last_day", "passed_on"}
    for code in (ROADS, WATER, CENTRE):
        assert counts(world.session, asked(code)) == by_code[code].counts


def test_the_promise_to_the_citizen_does_not_restart_when_a_case_is_passed_on(
    world: World, july: dict[str, Case]
) -> None:
    late = rows(world, july, "promise", "late")
    assert "passed_on" in late
    assert "old" in late
    assert "answered" not in late


def test_every_number_opens_to_exactly_its_rows(world: World, july: dict[str, Case]) -> None:
    whole = counts(world.session, asked())
    leader = world.actor(Role.CITY_LEADER)
    for figure, part in PARTS:
        found = rows_fitting(world.session, leader, fits_behind(asked(), figure, part), 1)
        assert found.total == whole.count(figure, part) == len(found.lines), (figure, part)
    now = standing_of(world.session, leader, asked(), clock.now()).counts
    for figure, number in now.items():
        found = rows_now(world.session, leader, figure, clock.now(), 1, asked())
        assert found.total == number == len(found.lines), figure
    none = {"tray": 0, "disputed": 0, "urgent": 0, "unaccepted": 0, "due": 0}
    assert now == none | {"open": 5, "overdue": 3}, "june and old and young are late; asked ones wait"
    with pytest.raises(Missing):
        behind(world.session, asked(), "on-time", "whatever")


def test_days_add_up(world: World, july: dict[str, Case]) -> None:
    seen = days(world.session, asked())
    assert len(seen.days) == 28
    assert sum(seen.received) == 12
    assert sum(seen.answered) == 6
    assert seen.received[5] == 11, "Monday the sixth"


def test_months_side_by_side(world: World, july: dict[str, Case]) -> None:
    periods = months_until(JULY, 6)
    for scope in (asked(), Scope(JULY, AsOf(clock.now(), is_newest=False)), asked(WATER)):
        found = months(world.session, scope, periods)
        assert list(found) == [one.code for one in periods]
        assert found["2026-07"] == counts(world.session, scope)
    assert found["2026-05"].count("received") == 0
    assert found["2026-05"].ratio("on-time").percent is None


def test_a_month_without_reports_has_nothing_to_divide_by(world: World) -> None:
    whole = counts(world.session, asked())
    assert all(whole.ratio(figure).percent is None for figure in ("on-time", "satisfied", "promise"))


def test_the_number_of_statements_does_not_grow(world: World, july: dict[str, Case]) -> None:
    counted = []
    for _ in range(3):  # the first time reads the names, which the process keeps
        with world.database.reading() as session, count_statements(world.database) as statements:
            received = counts(session, asked()).count("received")
            lines(session, asked())
        counted.append((len(statements), received))
        for _ in range(5):
            world.in_progress()
        world.refresh()
    _, (few, smaller), (more, larger) = counted
    assert smaller < larger
    assert more == few == 5


@pytest.mark.parametrize(
    ("code", "first", "last", "months"),
    [
        ("2026-07", date(2026, 7, 1), date(2026, 7, 31), 1),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30), 3),
        ("2024", date(2024, 1, 1), date(2024, 12, 31), 12),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), 1),
        ("2026-12", date(2026, 12, 1), date(2026, 12, 31), 1),
        ("2022-H1", date(2022, 1, 1), date(2022, 6, 30), 6),
        ("2026-h2", date(2026, 7, 1), date(2026, 12, 31), 6),
        ("2026-9M", date(2026, 1, 1), date(2026, 9, 30), 9),
        ("2026-W01", date(2025, 12, 29), date(2026, 1, 4), 2),
        ("2026-01/25", date(2025, 12, 25), date(2026, 1, 24), 2),
        ("2024-02-29", date(2024, 2, 29), date(2024, 2, 29), 1),
    ],
)
def test_periods(code: str, first: date, last: date, months: int) -> None:
    found = period(code)
    assert (found.first, found.last, found.months) == (first, last, months)


@pytest.mark.parametrize(
    "code", ["", "2026-13", "2026-Q5", "26-07", "2026-02-30", "2026-7", "2026-W54", "2026-13/25", "2026-H3", "năm nay"]
)
def test_what_is_no_period(code: str) -> None:
    with pytest.raises(Invalid):
        period(code)


def test_lists_of_periods() -> None:
    assert [one.code for one in months_until(period("2026-Q1"), 4)] == ["2025-12", "2026-01", "2026-02", "2026-03"]
    offered = [one.code for one in choices(date(2026, 7, 10))]
    assert offered[0] == month_of(date(2026, 7, 10)).code == "2026-07"
    assert offered[12:] == ["2026-Q3", "2026-Q2", "2026-Q1", "2025-Q4", "2025-Q3", "2026", "2025"]
