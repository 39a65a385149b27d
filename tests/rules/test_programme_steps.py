"""Days of the programme's reminders: the city's, or the usual ones; days that make no sense are refused."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.errors import Invalid
from feedback.rules.programme_steps import reached, steps

DUE = date(2026, 7, 13)
DAYS = st.integers(1, 90)


def said(before: Any, heads: Any, city: Any) -> dict[str, Any]:
    names = ("owner_days_before", "heads_days_after", "city_days_after")
    return {f"programme_reminders.{name}": days for name, days in zip(names, (before, heads, city), strict=True)}


def test_a_city_that_says_nothing_has_the_usual_days() -> None:
    assert [(step.code, step.days) for step in steps({})] == [("soon", -7), ("due", 0), ("over", 1), ("late", 7)]


@pytest.mark.parametrize("days", [(-1, 1, 7), (7, 0, 7), (7, 8, 7), (91, 1, 7), (7, 1, 91), ("7", 1, 7), (7, True, 7)])
def test_days_that_make_no_sense_are_refused(days: tuple[Any, Any, Any]) -> None:
    with pytest.raises(Invalid, match="programme_reminders") as refused:
        steps(said(*days))
    assert refused.value.field == "pack"


@given(st.integers(0, 90), DAYS, DAYS, st.integers(-100, 100))
def test_the_highest_step_that_has_come(before: int, one: int, other: int, passed: int) -> None:
    heads, city = sorted((one, other))
    ladder = steps(said(before, heads, city))
    step = reached(ladder, DUE, DUE + timedelta(days=passed))
    come = [one for one in ladder if one.days <= passed]
    assert step == (come[-1] if come else None)
    assert (step is not None and "city" in step.tells) == (passed >= city)
