"""The two rates of Decision 766, counted by hand beside the product, and the rows behind each number."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from feedback import clock
from feedback.actions.compute_figures import compute_figures
from feedback.actions.transaction import transaction
from feedback.errors import Invalid, Missing
from feedback.models import Case, Figure
from feedback.queries.figure_rows import rows_behind, rows_now
from feedback.queries.figures766 import PARTS, behind, count, days, line, lines, standing
from feedback.queries.turns766 import Cohort, cohort
from feedback.rules.index766 import Ratio
from feedback.rules.period import choices, month_of, months_until, period
from feedback.terms import Role
from tests.conftest import At
from tests.support.databases import count_statements
from tests.support.july import DISLIKED, LATE, ON_TIME, UNACCEPTED, build
from tests.support.world import CENTRE, ROADS, WATER, World

JULY = period("2026-07")
DISSATISFIED = 2


@pytest.fixture
def july(world: World, at: At) -> dict[str, Case]:
    return build(world, at)


def judged(world: World, agency: str = "") -> Cohort:
    return cohort(world.session, JULY, DISSATISFIED, agency)


def names(july: dict[str, Case], ids: list[int]) -> set[str]:
    by_id = {case.id: name for name, case in july.items()}
    assert len(ids) == len(set(ids)), "a case is counted once"
    return {by_id[one] for one in ids}


def test_july_by_hand(world: World, july: dict[str, Case]) -> None:
    found = judged(world)
    whole = line(found.cases)
    assert names(july, behind(found, "on-time", "numerator")) == ON_TIME
    assert names(july, behind(found, "on-time", "late")) == LATE
    assert whole.on_time == Ratio(7, 12)
    assert whole.on_time.percent == Decimal("58.33")
    accepted = (ON_TIME | LATE) - UNACCEPTED
    assert names(july, behind(found, "satisfied", "denominator")) == accepted
    assert names(july, behind(found, "satisfied", "late")) == (accepted & LATE) | DISLIKED
    assert whole.satisfied == Ratio(5, 10)
    assert count(found.cases, "answered") == 6
    assert count(found.cases, "refused") == 2
    assert count(found.cases, "pending") == 4


def test_each_agency_answers_for_its_own_turn(world: World, july: dict[str, Case]) -> None:
    found = judged(world)
    by_code = {one.code: one for one in lines(world.session, found, clock.now())}
    assert by_code[ROADS].on_time == Ratio(5, 8), "with the one it returned within two working days"
    assert by_code[WATER].on_time == Ratio(2, 3)
    assert by_code[CENTRE].on_time == Ratio(1, 2), "the two refusals"
    assert names(july, behind(found, "on-time", "numerator", WATER)) == {"last_day", "passed_on"}
    for code in (ROADS, WATER, CENTRE):
        alone = judged(world, code)
        assert line(alone.of(code)).on_time == by_code[code].on_time


def test_the_promise_to_the_citizen_does_not_restart_when_a_case_is_passed_on(
    world: World, july: dict[str, Case]
) -> None:
    late = names(july, behind(judged(world), "promise", "late"))
    assert "passed_on" in late
    assert "old" in late
    assert "answered" not in late


def test_every_number_opens_to_exactly_its_rows(world: World, july: dict[str, Case]) -> None:
    found = judged(world)
    leader = world.actor(Role.CITY_LEADER)
    for figure, part in PARTS:
        ids = behind(found, figure, part)
        rows = rows_behind(world.session, leader, ids, 1)
        assert rows.total == count(found.cases, figure, part) == len(rows.lines), (figure, part)
    now = standing(world.session, leader, clock.now())
    for figure, number in now.items():
        rows = rows_now(world.session, leader, figure, clock.now(), 1)
        assert rows.total == number == len(rows.lines), figure
    assert now == {"open": 5, "overdue": 3, "tray": 0, "disputed": 0}, (
        "june and old and young are late; asked ones wait"
    )
    with pytest.raises(Missing):
        behind(found, "on-time", "whatever")


def test_days_add_up(world: World, july: dict[str, Case]) -> None:
    found = judged(world)
    seen = days(found.cases, JULY, date(2026, 7, 28))
    assert len(seen.days) == 28
    assert sum(seen.received) == 12
    assert sum(seen.answered) == 6
    assert seen.received[5] == 11, "Monday the sixth"


def test_figures_are_written_once_and_replaced(world: World, july: dict[str, Case]) -> None:
    for _ in range(2):
        with transaction(world.database) as session:
            written = compute_figures(session, date(2026, 7, 15))
    world.look()
    rows = world.session.scalars(select(Figure).where(Figure.period == "2026-07")).all()
    assert len(rows) == written == 8
    value = {(row.indicator, row.agency_code): (row.numerator, row.denominator) for row in rows}
    assert value["766-5.2", ""] == (7, 12)
    assert value["766-5.3", ""] == (5, 10)
    assert value["766-5.2", WATER] == (2, 3)


def test_a_month_without_reports_has_nothing_to_divide_by(world: World) -> None:
    whole = line(cohort(world.session, JULY, DISSATISFIED).cases)
    assert whole.on_time.percent is whole.satisfied.percent is whole.promise.percent is None
    with transaction(world.database) as session:
        assert compute_figures(session, date(2026, 7, 1)) == 2


def test_the_number_of_statements_does_not_grow(world: World, july: dict[str, Case]) -> None:
    counted = []
    for _ in range(2):
        with world.database.reading() as session, count_statements(world.database) as statements:
            found = cohort(session, JULY, DISSATISFIED)
            lines(session, found, clock.now())
        counted.append((len(statements), len(found.cases)))
        for _ in range(5):
            world.in_progress()
    (few, smaller), (more, larger) = counted
    assert smaller < larger
    assert more <= few <= 6


@pytest.mark.parametrize(
    ("code", "first", "last", "months"),
    [
        ("2026-07", date(2026, 7, 1), date(2026, 7, 31), 1),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30), 3),
        ("2024", date(2024, 1, 1), date(2024, 12, 31), 12),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), 1),
        ("2026-12", date(2026, 12, 1), date(2026, 12, 31), 1),
    ],
)
def test_periods(code: str, first: date, last: date, months: int) -> None:
    found = period(code)
    assert (found.first, found.last, found.months) == (first, last, months)


@pytest.mark.parametrize("code", ["", "2026-13", "2026-Q5", "26-07", "2026-07-01", "2026-7", "năm nay"])
def test_what_is_no_period(code: str) -> None:
    with pytest.raises(Invalid):
        period(code)


def test_lists_of_periods() -> None:
    assert [one.code for one in months_until(period("2026-Q1"), 4)] == ["2025-12", "2026-01", "2026-02", "2026-03"]
    offered = [one.code for one in choices(date(2026, 7, 10))]
    assert offered[0] == month_of(date(2026, 7, 10)).code == "2026-07"
    assert offered[12:] == ["2026-Q3", "2026-Q2", "2026-Q1", "2025-Q4", "2025-Q3", "2026", "2025"]
