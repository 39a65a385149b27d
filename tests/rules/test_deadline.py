from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.errors import Invalid
from feedback.rules.deadline import Pause, Target, budget, due, first_due, left, legal_due_at, parse_target
from feedback.rules.working_time import Calendar, worked
from feedback.terms import Unit
from tests.rules.calendars import CROOKED, OFFICE, at, due_by_minutes

VECTORS = {  # deadlines.md §3.5
    "V1": ("2026-07-06 08:00", "120min", [], "2026-07-06 10:00"),
    "V2": ("2026-07-06 10:30", "120min", [], "2026-07-06 14:30"),
    "V3": ("2026-07-10 16:30", "120min", [], "2026-07-13 09:00"),
    "V4": ("2026-07-06 22:10", "240min", [], "2026-07-07 11:30"),
    "V5": ("2026-07-06 17:00", "1min", [], "2026-07-07 07:31"),
    "V6": ("2026-08-21 16:00", "480min", [], "2026-08-22 16:30"),
    "V7": ("2026-08-28 16:00", "120min", [], "2026-09-03 08:30"),
    "V8": ("2026-08-26 09:00", "5wd", [], "2026-09-07 17:00"),
    "V9": ("2026-07-11 09:00", "5wd", [], "2026-07-17 17:00"),
    "V10": ("2026-07-10 08:00", "900min", [("2026-07-10 16:00", "2026-07-13 08:00")], "2026-07-14 09:30"),
    "V11": (
        "2026-07-06 07:30",
        "450min",
        [("2026-07-06 09:00:10", "2026-07-06 09:00:40"), ("2026-07-06 09:00:50", "2026-07-06 10:00:50")],
        "2026-07-07 08:30:30",
    ),
    "V12": ("2026-07-06 09:00", "5wd", [("2026-07-07 07:30", "2026-07-09 07:30")], "2026-07-15 17:00"),
    "V12 unpaused": ("2026-07-06 09:00", "5wd", [], "2026-07-13 17:00"),
    "V13": ("2026-07-06 09:00", "5wd", [("2026-07-07 17:00", "2026-07-08 07:30")], "2026-07-13 17:00"),
    "V14": ("2026-07-06 09:00", "5wd", [("2026-07-07 10:00", "2026-07-07 10:30")], "2026-07-14 08:00"),
    "V15": ("2026-08-31 23:50", "120min24x7", [], "2026-09-01 01:50"),
}


@pytest.mark.parametrize("name", VECTORS)
def test_golden_vectors(name: str) -> None:
    start, target, pauses, expected = VECTORS[name]
    given_pauses = [Pause(at(begins), at(ends)) for begins, ends in pauses]
    assert due(OFFICE, at(start), parse_target(target), given_pauses) == at(expected)


def test_targets_are_read_and_written() -> None:
    for text in ("900min", "5wd", "120min24x7"):
        assert str(parse_target(text)) == text
    assert parse_target(" 5wd ") == Target(5, Unit.WORKING_DAYS)


@pytest.mark.parametrize("text", ["", "5parsecs", "0min", "-5wd", "5", "wd", "5.5wd", "5 wd", "٥wd", "99999999999min"])
def test_a_target_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        parse_target(text)


def test_pauses_that_make_no_sense_are_refused() -> None:
    start, target = at("2026-07-06 09:00"), parse_target("5wd")
    with pytest.raises(Invalid, match="trước khi đồng hồ chạy"):
        due(OFFICE, start, target, [Pause(at("2026-07-06 08:00"), at("2026-07-06 10:00"))])
    with pytest.raises(Invalid, match="kết thúc trước"):
        due(OFFICE, start, target, [Pause(at("2026-07-06 11:00"), at("2026-07-06 10:00"))])


def test_overlapping_pauses_count_once() -> None:
    pauses = [
        Pause(at("2026-07-07 08:00"), at("2026-07-07 09:00")),
        Pause(at("2026-07-07 08:30"), at("2026-07-07 08:45")),
    ]
    assert due(OFFICE, at("2026-07-06 09:00"), parse_target("5wd"), pauses) == at("2026-07-14 08:30")


def test_a_pause_after_the_deadline_changes_nothing() -> None:
    late = [Pause(at("2026-07-06 10:00"), at("9990-07-07 08:00")), Pause(at("9000-01-01 00:00"))]
    assert due(OFFICE, at("2026-07-06 08:00"), parse_target("120min"), late) == at("2026-07-06 10:00")


def test_around_the_clock_a_pause_counts_every_minute() -> None:
    pause = [Pause(at("2026-09-01 00:00"), at("2026-09-01 03:00"))]
    assert due(OFFICE, at("2026-08-31 23:50"), parse_target("120min24x7"), pause) == at("2026-09-01 04:50")


def test_extensions_in_days_move_the_end_of_a_day() -> None:
    start, five = at("2026-07-06 09:00"), parse_target("5wd")
    assert due(OFFICE, start, five, extension=parse_target("2wd")) == at("2026-07-15 17:00")
    assert due(OFFICE, start, five, extension=[parse_target("1wd"), parse_target("1wd")]) == at("2026-07-15 17:00")
    assert due(OFFICE, start, five, extension=parse_target("60min")) == at("2026-07-14 08:30")


def test_urgent_and_working_time_do_not_extend_each_other() -> None:
    with pytest.raises(Invalid, match="24/7"):
        due(OFFICE, at("2026-07-06 09:00"), parse_target("60min24x7"), extension=parse_target("1wd"))


def test_what_is_left_is_counted_in_working_time() -> None:
    due_at = at("2026-07-13 17:00")
    assert left(OFFICE, Unit.WORKING_DAYS, due_at, at("2026-07-10 16:00")) == timedelta(minutes=60 + 450)
    assert left(OFFICE, Unit.WORKING_DAYS, due_at, at("2026-07-14 08:00")) == timedelta(minutes=-30)
    assert left(OFFICE, Unit.MINUTES, due_at, at("2026-07-13 18:00")) == timedelta(hours=-1)


def test_the_legal_day_ends_at_midnight() -> None:
    assert legal_due_at(OFFICE, at("2026-07-13 17:00"), Unit.WORKING_DAYS) == at("2026-07-14 00:00")
    assert legal_due_at(OFFICE, at("2026-07-13 17:00"), Unit.WORKING_MINUTES) == at("2026-07-13 17:00")


START = at("2026-08-10 00:00")
moments = st.integers(0, 60 * 24 * 14).map(lambda minutes: START + timedelta(minutes=minutes))
calendars = st.sampled_from([OFFICE, CROOKED])
targets = st.one_of(
    st.builds(Target, st.integers(1, 2000), st.sampled_from([Unit.WORKING_MINUTES, Unit.MINUTES])),
    st.builds(Target, st.integers(1, 6), st.just(Unit.WORKING_DAYS)),
)
gaps = st.tuples(st.integers(0, 9 * 1440), st.integers(0, 3 * 1440))


def pauses_after(start: datetime, shape: list[tuple[int, int]]) -> list[Pause]:
    return [
        Pause(start + timedelta(minutes=begins), start + timedelta(minutes=begins + length)) for begins, length in shape
    ]


many = settings(max_examples=120, deadline=None)


@settings(max_examples=60, deadline=None)
@given(calendars, moments, st.integers(1, 1500), st.lists(gaps, max_size=3))
def test_agrees_with_counting_minute_by_minute(
    calendar: Calendar, start: datetime, minutes: int, shape: list[tuple[int, int]]
) -> None:
    pauses = pauses_after(start, shape)
    slow = due_by_minutes(calendar, start, minutes, [(pause.start, pause.end or pause.start) for pause in pauses])
    assert due(calendar, start, Target(minutes, Unit.WORKING_MINUTES), pauses) == slow


@many
@given(calendars, moments, st.integers(0, 5000), targets, st.lists(gaps, max_size=3))
def test_later_start_never_means_earlier_deadline(
    calendar: Calendar, start: datetime, later: int, target: Target, shape: list[tuple[int, int]]
) -> None:
    moved = start + timedelta(minutes=later)
    assert due(calendar, start, target) <= due(calendar, moved, target)
    pauses = pauses_after(moved, shape)
    if target.unit is not Unit.WORKING_DAYS:  # a day target has a smaller budget when its clock starts later in a day
        assert due(calendar, start, target, pauses) <= due(calendar, moved, target, pauses)


@many
@given(calendars, moments, targets, st.lists(gaps, min_size=1, max_size=3), st.integers(1, 3000))
def test_more_target_or_more_pause_never_means_less_time(
    calendar: Calendar, start: datetime, target: Target, shape: list[tuple[int, int]], more: int
) -> None:
    pauses = pauses_after(start, shape)
    usual = due(calendar, start, target, pauses)
    assert usual <= due(calendar, start, Target(target.amount + 1, target.unit), pauses)
    assert due(calendar, start, target, pauses[1:]) <= usual
    begins, length = shape[0]
    assert usual <= due(calendar, start, target, pauses_after(start, [(begins, length + more), *shape[1:]]))


@many
@given(calendars, moments, targets, st.lists(gaps, min_size=1, max_size=3), st.floats(0, 1))
def test_splitting_or_shuffling_pauses_changes_nothing(
    calendar: Calendar, start: datetime, target: Target, shape: list[tuple[int, int]], share: float
) -> None:
    pauses = pauses_after(start, shape)
    begins, length = shape[0]
    first, cut = pauses[0], start + timedelta(minutes=begins + length * share)
    pieces = [*pauses[1:], Pause(cut, first.end), Pause(first.start, cut)]
    assert due(calendar, start, target, pauses) == due(calendar, start, target, pieces)


@many
@given(calendars, moments, targets)
def test_the_budget_is_what_is_worked_until_the_deadline(calendar: Calendar, start: datetime, target: Target) -> None:
    due_at = due(calendar, start, target)
    assert due_at == first_due(calendar, start, target)
    if target.unit is not Unit.MINUTES:
        assert worked(calendar, start, due_at) == budget(calendar, start, target)
        assert any(_touches(calendar, due_at, window) for window in _windows_around(calendar, due_at))


@many
@given(moments, targets, st.integers(1, 60))
def test_a_holiday_after_the_deadline_never_moves_it(start: datetime, target: Target, ahead: int) -> None:
    due_at = due(OFFICE, start, target)
    holiday = due_at.astimezone(OFFICE.zone).date() + timedelta(days=ahead)
    changed = Calendar(code="changed", week=OFFICE.week, exceptions={**OFFICE.exceptions, holiday: ()})
    assert due(changed, start, target) == due_at


def _windows_around(calendar: Calendar, instant: datetime) -> list[tuple[datetime, datetime]]:
    day = instant.astimezone(calendar.zone).date()
    return [
        (
            datetime.combine(on, window.start, calendar.zone),
            datetime.combine(on + timedelta(days=window.end == time(0)), window.end, calendar.zone),
        )
        for on in (day - timedelta(days=1), day)
        for window in calendar.windows_on(on)
    ]


def _touches(calendar: Calendar, instant: datetime, window: tuple[datetime, datetime]) -> bool:
    return window[0] < instant <= window[1]


def test_hundreds_of_deadlines_a_second() -> None:
    began = datetime.now(UTC)
    fresh = Calendar(code="fresh", week=OFFICE.week, exceptions=OFFICE.exceptions)
    for minutes in range(500):
        start = at("2026-07-06 09:00") + timedelta(minutes=minutes)
        due(fresh, start, Target(15, Unit.WORKING_DAYS), [Pause(start, start + timedelta(days=2))])
    assert datetime.now(UTC) - began < timedelta(seconds=1)


def test_vectors_use_the_calendar_of_the_document() -> None:
    assert not OFFICE.is_working_day(date(2026, 8, 31))
    assert OFFICE.is_working_day(date(2026, 8, 22))
