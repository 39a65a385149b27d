from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from feedback.rules.index766 import (
    Ending,
    Feedback,
    Handling,
    Ratio,
    capped_points,
    classified,
    group_points,
    is_on_time,
    linear_points,
    on_time,
    satisfied,
)
from tests.rules.calendars import OFFICE


def test_percentages_have_two_decimals() -> None:
    assert Ratio(2, 3).percent == Decimal("66.67")
    assert Ratio(1, 8).percent == Decimal("12.50")
    assert Ratio(1, 800).percent == Decimal("0.13")  # half goes up, as on paper
    assert Ratio(0, 5).percent == 0
    assert Ratio(0, 0).percent is None


def test_points_as_published_for_a_week_of_2025() -> None:
    rates = Decimal("99.98"), Decimal(99), Decimal("93.93")
    assert group_points(*rates) == Decimal("17.94")
    assert linear_points(rates[0]) == Decimal("5.9988")
    assert capped_points(rates[2]) == 6


def test_below_ninety_percent_the_points_for_procedures_fall() -> None:
    assert capped_points(Decimal(45)) == 3
    assert capped_points(Decimal(90)) == 6
    assert capped_points(None) is None
    assert group_points(None, None, None) == 0


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


def test_the_ratio_of_a_period() -> None:
    handlings = [
        Handling(MONDAY, Ending.RESOLVED, date(2026, 7, 20)),
        Handling(MONDAY, Ending.REFUSED, date(2026, 7, 9)),
        Handling(MONDAY, Ending.OPEN),
    ]
    assert on_time(handlings, OFFICE, date(2026, 7, 20)) == Ratio(2, 3)
    assert on_time([], OFFICE, date(2026, 7, 20)) == Ratio(0, 0)


def test_satisfaction_counts_each_report_accepted_in_the_period_once() -> None:
    feedback = [
        Feedback(MONDAY),
        Feedback(MONDAY, likes=1, dislikes=1),
        Feedback(MONDAY, likes=1, dislikes=2),
        Feedback(MONDAY, is_overdue=True, dislikes=3),
        Feedback(MONDAY, likes=5, reminded_dissatisfied=True),
        Feedback(None, dislikes=1),
        Feedback(date(2026, 8, 1), dislikes=1),
    ]
    assert satisfied(feedback, date(2026, 7, 1), date(2026, 7, 31)) == Ratio(2, 5)


def test_classification_is_tracked() -> None:
    assert classified(3, 4).percent == 75
