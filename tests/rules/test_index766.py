from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from feedback.rules.index766 import Ending, Handling, Opinion, Ratio, is_on_time, is_satisfied, last_day_to_publish
from feedback.rules.scoring import Given, formula, points
from tests.rules.calendars import OFFICE

SIX = Decimal(6)


def test_percentages_have_two_decimals() -> None:
    assert Ratio(2, 3).percent == Decimal("66.67")
    assert Ratio(1, 8).percent == Decimal("12.50")
    assert Ratio(1, 800).percent == Decimal("0.13")  # half goes up, as on paper
    assert Ratio(0, 5).percent == 0
    assert Ratio(0, 0).percent is None


def test_points_as_published_for_a_week_of_2025() -> None:
    linear, capped = formula("ratio", "", SIX), formula("threshold", "90", SIX)  # 5.2 and 5.3; 5.4
    rated = [points(linear, Given(numerator=rate, denominator=10_000)) for rate in (9998, 9900)]
    rated.append(points(capped, Given(numerator=9393, denominator=10_000)))
    assert sum(one for one in rated if one is not None) == Decimal("17.94")


MONDAY = date(2026, 7, 6)


@pytest.mark.parametrize(
    ("ending", "last"),
    [
        (Ending.REFUSED, date(2026, 7, 8)),
        (Ending.SUPPLEMENT, date(2026, 7, 13)),
        (Ending.RESOLVED, date(2026, 7, 27)),
    ],
)
def test_each_ending_has_its_working_days(ending: Ending, last: date) -> None:
    assert is_on_time(Handling(MONDAY, ending, last), OFFICE, date(2026, 12, 31))
    assert not is_on_time(Handling(MONDAY, ending, date(2026, 7, last.day + 1)), OFFICE, date(2026, 12, 31))


def test_what_is_open_is_on_time_while_its_days_run() -> None:
    open_one = Handling(MONDAY, Ending.OPEN)
    assert is_on_time(open_one, OFFICE, date(2026, 7, 27))
    assert not is_on_time(open_one, OFFICE, date(2026, 7, 28))


def test_an_answer_published_after_two_working_days_is_late() -> None:
    assert last_day_to_publish(date(2026, 7, 10), OFFICE) == date(2026, 7, 14)  # from Friday to Tuesday
    assert not is_on_time(Handling(MONDAY, Ending.RESOLVED, MONDAY, is_published_late=True), OFFICE, MONDAY)


@pytest.mark.parametrize(
    ("opinion", "satisfied"),
    [
        (Opinion(is_accepted=True), True),  # silence is not displeasure
        (Opinion(is_accepted=True, likes=1, dislikes=1), True),
        (Opinion(is_accepted=True, likes=1, dislikes=2), False),
        (Opinion(is_accepted=True, likes=5, is_reminded=True), False),
        (Opinion(is_accepted=False), False),
    ],
)
def test_who_is_satisfied(opinion: Opinion, *, satisfied: bool) -> None:
    assert is_satisfied(opinion, is_on_time=True) is satisfied
    assert not is_satisfied(opinion, is_on_time=False)
