"""The days off of the pack lead to the due dates that people worked out by hand, and next year's are there."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from feedback.clock import HO_CHI_MINH, local, now
from feedback.rules.deadline import Target, first_due
from feedback.rules.working_time import Calendar, Window
from feedback.terms import Unit
from tests.data.city_pack import rows, settings

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _windows(pairs: list[list[str]]) -> tuple[Window, ...]:
    return tuple(Window(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in pairs)


def _office_hours() -> Calendar:
    week = settings("calendar.toml")["calendar"][0]["week"]
    exceptions = {
        date.fromisoformat(row["on"]): _windows([pair.split("-") for pair in row["windows"].split(";") if pair])
        for row in rows("holidays.csv")
    }
    return Calendar("hanh-chinh", tuple(_windows(week.get(day, [])) for day in WEEKDAYS), exceptions)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2022-01-28", 3, "2022-02-09"),
        ("2022-04-08", 5, "2022-04-18"),
        ("2022-08-31", 3, "2022-09-07"),
        ("2025-04-25", 2, "2025-04-28"),  # Saturday 26 April works
        ("2025-08-29", 3, "2025-09-05"),
        ("2025-12-31", 2, "2026-01-06"),  # Friday 2 January off; without the swap it would be the 5th
        ("2026-02-13", 5, "2026-02-27"),
        ("2026-04-24", 3, "2026-05-04"),
        ("2026-08-21", 5, "2026-08-27"),  # Saturday 22 August works
        ("2026-08-28", 2, "2026-09-04"),
        ("2026-11-23", 1, "2026-11-25"),  # Culture Day
        ("2027-02-03", 3, "2027-02-15"),  # predicted
    ],
)
def test_working_days_are_counted_as_by_hand(start: str, days: int, due: str) -> None:
    received = datetime.combine(date.fromisoformat(start), time(9), HO_CHI_MINH).astimezone(UTC)
    found = local(first_due(_office_hours(), received, Target(days, Unit.WORKING_DAYS)))
    assert (found.date().isoformat(), found.time()) == (due, time(17))


def test_the_swap_that_the_package_does_not_know() -> None:
    calendar = _office_hours()
    assert not calendar.is_working_day(date(2026, 1, 2))
    assert calendar.is_working_day(date(2026, 1, 10))


def test_rows_are_unique_and_agree_with_themselves() -> None:
    lines = rows("holidays.csv")
    assert [row["on"] for row in lines] == sorted({row["on"] for row in lines})
    for row in lines:
        assert bool(row["windows"]) == (row["is_working"] == "1"), row
        assert row["is_working"] == "0" or date.fromisoformat(row["on"]).weekday() >= 5, row
        assert row["name"], row
        assert row["source_document"], row


def test_prediction_is_labelled() -> None:
    assert {row["on"][:4] for row in rows("holidays.csv") if row["is_predicted"] == "1"} == {"2027"}


def test_next_year_is_there() -> None:
    """Deadlines promised in December fall in January: the table must always be a year ahead."""
    years = {int(row["on"][:4]) for row in rows("holidays.csv")}
    wanted = local(now()).year + 1
    assert set(range(2020, wanted + 1)) <= years, (
        f"Thiếu ngày nghỉ của năm {wanted}. Thêm vào feedback/data/cantho/holidays.csv theo thông báo của Chính phủ; "
        "chưa có thông báo thì lấy từ gói holidays và ghi is_predicted = 1."
    )
