from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.errors import Invalid
from feedback.rules.calendar_file import calendar_from_json, calendar_to_json
from feedback.rules.working_time import (
    Calendar,
    Window,
    advance,
    always,
    end_of_nth_working_day,
    nth_working_day,
    problems,
    worked,
)
from tests.rules.calendars import CROOKED, OFFICE, OFFICE_DAY, OFFICE_WEEK, at, due_by_minutes, worked_by_minutes


def closed(*days: str) -> dict[date, tuple[Window, ...]]:
    return {date.fromisoformat(day): () for day in days}


# Public holidays and swapped days of the years in domain.md §5.1, as published.
PUBLIC = Calendar(
    code="public",
    week=OFFICE_WEEK,
    exceptions=closed("2022-01-03", "2022-01-31", "2022-02-01", "2022-02-02", "2022-02-03", "2022-02-04")
    | closed("2022-04-11", "2022-05-02", "2022-05-03", "2022-09-01", "2022-09-02")
    | closed("2025-04-07", "2025-04-30", "2025-05-01", "2025-05-02", "2025-09-01", "2025-09-02")
    | closed("2026-01-01", "2026-01-02", "2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20")
    | closed("2026-04-27", "2026-04-30", "2026-05-01", "2026-08-31", "2026-09-01", "2026-09-02", "2026-11-24")
    | closed("2027-02-04", "2027-02-05", "2027-02-08", "2027-02-09", "2027-02-10")
    | {date.fromisoformat(day): OFFICE_DAY for day in ("2025-04-26", "2026-01-10", "2026-08-22")},
)


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        ("2022-01-28", 3, "2022-02-09"),
        ("2022-04-08", 5, "2022-04-18"),
        ("2022-08-31", 3, "2022-09-07"),
        ("2025-04-25", 2, "2025-04-28"),
        ("2025-08-29", 3, "2025-09-05"),
        ("2025-12-31", 2, "2026-01-06"),
        ("2026-02-13", 5, "2026-02-27"),
        ("2026-04-24", 3, "2026-05-04"),
        ("2026-08-21", 5, "2026-08-27"),
        ("2026-08-28", 2, "2026-09-04"),
        ("2026-11-23", 1, "2026-11-25"),
        ("2027-02-03", 3, "2027-02-15"),
    ],
)
def test_working_days_over_holidays_and_swapped_days(start: str, n: int, due: str) -> None:
    assert nth_working_day(PUBLIC, date.fromisoformat(start), n) == date.fromisoformat(due)


def test_the_day_of_receipt_is_a_day_in_vietnam() -> None:
    just_after_midnight = datetime(2026, 7, 6, 17, 30, tzinfo=UTC)  # 00:30 on Tuesday in Vietnam
    assert end_of_nth_working_day(OFFICE, just_after_midnight, 1) == at("2026-07-08 17:00")


def test_an_amount_ends_exactly_at_the_end_of_a_window() -> None:
    assert advance(OFFICE, at("2026-07-06 08:00"), timedelta(minutes=210)) == at("2026-07-06 11:30")


def test_nothing_to_add_stays_where_it_is() -> None:
    assert advance(OFFICE, at("2026-07-05 08:00"), timedelta(0)) == at("2026-07-05 08:00")


def test_the_end_of_a_window_does_not_count() -> None:
    assert worked(OFFICE, at("2026-07-06 17:00"), at("2026-07-07 07:30")) == timedelta(0)
    assert worked(OFFICE, at("2026-07-06 17:00"), at("2026-07-06 08:00")) == timedelta(0)


def test_around_the_clock_every_minute_counts() -> None:
    assert worked(always(), at("2026-08-31 23:50"), at("2026-09-01 01:50")) == timedelta(hours=2)
    assert nth_working_day(always(), date(2026, 8, 31), 2) == date(2026, 9, 2)


def test_results_are_aware_and_in_utc() -> None:
    assert advance(OFFICE, at("2026-07-06 08:00"), timedelta(hours=1)).tzinfo is UTC


moments = st.integers(0, 60 * 24 * 28).map(lambda minutes: at("2026-08-10 00:00") + timedelta(minutes=minutes))
calendars = st.sampled_from([OFFICE, CROOKED])


@settings(max_examples=60, deadline=None)
@given(calendars, moments, st.integers(1, 1500))
def test_agrees_with_counting_minute_by_minute(calendar: Calendar, start: datetime, minutes: int) -> None:
    due = due_by_minutes(calendar, start, minutes)
    assert advance(calendar, start, timedelta(minutes=minutes)) == due
    assert worked(calendar, start, due) == timedelta(minutes=minutes) == worked_by_minutes(calendar, start, due)


@settings(max_examples=150, deadline=None)
@given(calendars, moments, st.timedeltas(timedelta(microseconds=1), timedelta(days=3)))
def test_what_was_advanced_was_worked(calendar: Calendar, start: datetime, amount: timedelta) -> None:
    due = advance(calendar, start, amount)
    assert worked(calendar, start, due) == amount
    assert worked(calendar, start, due - timedelta(microseconds=1)) < amount


@settings(max_examples=150, deadline=None)
@given(calendars, moments, moments, moments)
def test_worked_time_adds_up(calendar: Calendar, one: datetime, two: datetime, three: datetime) -> None:
    first, middle, last = sorted([one, two, three])
    assert worked(calendar, first, last) == worked(calendar, first, middle) + worked(calendar, middle, last)


NEVER = Calendar(code="never", week=((),) * 7)


@pytest.mark.parametrize(
    "search",
    [
        lambda: advance(NEVER, at("2026-07-06 08:00"), timedelta(minutes=1)),
        lambda: nth_working_day(NEVER, date(2026, 7, 6), 1),
        lambda: end_of_nth_working_day(NEVER, at("2026-07-06 08:00"), 3),
        lambda: advance(OFFICE, at("2026-07-06 08:00"), timedelta(days=9999)),
        lambda: advance(always(), at("2026-07-06 08:00"), timedelta(days=99_999_999)),
        lambda: nth_working_day(OFFICE, date(9998, 7, 6), 999_999),
        lambda: worked(OFFICE, at("1800-01-01 00:00"), at("2700-01-01 00:00")),
    ],
)
def test_a_search_without_end_is_refused(search: Callable[[], object]) -> None:
    with pytest.raises(Invalid):
        search()


def test_a_time_without_its_zone_is_refused() -> None:
    with pytest.raises(Invalid, match="múi giờ"):
        worked(OFFICE, at("2026-07-06 08:00").replace(tzinfo=None), at("2026-07-06 09:00"))
    with pytest.raises(Invalid, match="Năm"):
        worked(OFFICE, datetime(1, 1, 1, tzinfo=UTC), at("2026-07-06 09:00"))


def test_a_good_calendar_has_no_problems() -> None:
    assert problems(OFFICE, date(2026, 7, 1)) == []
    assert problems(CROOKED, date(2026, 7, 1)) == []


def test_problems_are_named() -> None:
    bad = Calendar(
        code="bad",
        week=((Window(time(8), time(12)), Window(time(11), time(15))),) + ((Window(time(9), time(8)),),) + ((),) * 5,
        exceptions={date(2026, 7, 6) + timedelta(days=ahead): () for ahead in range(40)},
        known_until=date(2026, 12, 31),
    )
    overlap, backwards, idle, short = problems(bad, date(2026, 7, 6))
    assert overlap == "thứ Hai: khung giờ bắt đầu 11:00 chồng lên khung giờ trước đó"
    assert "thứ Ba" in backwards
    assert "30 ngày" in idle
    assert "400 ngày" in short


def test_a_calendar_survives_its_file() -> None:
    for calendar in (OFFICE, CROOKED, always()):
        assert calendar_from_json(calendar_to_json(calendar)) == calendar


def test_the_file_form_of_the_office() -> None:
    form = {
        "week": {day: [["07:30", "11:30"], ["13:30", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
        "closed": ["2026-08-31", "2026-09-01", "2026-09-02"],
        "open": {"2026-08-22": [["07:30", "11:30"], ["13:30", "17:00"]]},
    }
    assert calendar_from_json(form, code="office") == OFFICE


@pytest.mark.parametrize(
    "form",
    [
        [],
        {},
        {"week": []},
        {"week": {"mon": "all day"}},
        {"week": {"mon": [["08:00"]]}},
        {"week": {"mon": [["08:00", "25:00"]]}},
        {"week": {"mon": [["12:00", "08:00"]]}},
        {"week": {"mon": [["08:00", "08:00"]]}},
        {"week": {"mon": [["00:00", "00:00"]]}},
        {"week": {"mon": [["08:00", "12:00"], ["11:59", "13:00"]]}},
        {"week": {"mon": [["22:00", "24:00"], ["23:00", "23:30"]]}},
        {"week": {"monday": [["08:00", "12:00"]]}},
        {"week": {"mon": [["08:00", "12:00"]]}, "close": []},
        {"week": {"mon": [["08:00", "12:00"]]}, "closed": "2026-08-31"},
        {"week": {"mon": [["08:00", "12:00"]]}, "closed": ["31/8/2026"]},
        {"week": {"mon": [["08:00", "12:00"]]}, "closed": ["2026-02-30"]},
        {"week": {"mon": [["08:00", "12:00"]]}, "closed": [1]},
        {"week": {"mon": [["08:00", "12:00"]]}, "closed": ["2026-08-31"], "open": {"2026-08-31": []}},
        {"week": {"mon": []}},
    ],
)
def test_a_file_that_makes_no_sense_is_refused(form: object) -> None:
    with pytest.raises(Invalid):
        calendar_from_json(form)
