"""Stretches of days that periods are made of, and durations of which every rank is exact."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.rules.period import Period, period
from feedback.rules.spread import changed, count, pack, ranked, unpack
from feedback.rules.stretches import after, last_day, stretch_of, stretches

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
SECONDS = st.lists(st.integers(-(2**31), 2**31 - 1), max_size=30)


@given(DAYS)
def test_every_day_lies_in_one_stretch_and_stretches_follow_without_a_gap(day: date) -> None:
    first = stretch_of(day)
    assert first <= day <= last_day(first)
    assert stretch_of(last_day(first)) == first
    assert after(first) == last_day(first) + timedelta(days=1) == stretch_of(after(first))


@given(DAYS, st.integers(0, 500))
def test_the_stretches_of_a_period_cover_exactly_its_days_or_there_are_none(first: date, more: int) -> None:
    asked = Period("", first, first + timedelta(days=more))
    found = stretches(asked)
    if found is None:
        assert stretch_of(first) != first or last_day(stretch_of(asked.last)) != asked.last
    else:
        assert (found[0], last_day(found[-1])) == (asked.first, asked.last)


@pytest.mark.parametrize(("code", "many"), [("2026-07", 2), ("2026-07/25", 2), ("2026-Q3", 6), ("2026-9M", 18),
                                            ("2026", 24), ("2026-W29", None), ("2026-07-15", None)])  # fmt: skip
def test_months_and_what_is_made_of_them_are_whole_stretches(code: str, many: int | None) -> None:
    found = stretches(period(code))
    assert (found and len(found)) == many


@given(st.lists(SECONDS, min_size=1, max_size=5).filter(any), st.data())
def test_the_duration_of_any_rank_is_the_one_that_sorting_gives(lists: list[list[int]], data: st.DataObject) -> None:
    packed = [pack(one) for one in lists]
    together = sorted(second for one in lists for second in one)
    assert count(packed) == len(together)
    rank = data.draw(st.integers(1, len(together)))
    assert ranked(packed, rank) == together[rank - 1]


@given(SECONDS, SECONDS, SECONDS)
def test_taking_off_what_was_put_on_leaves_what_was_there(there: list[int], put: list[int], other: list[int]) -> None:
    assert changed(changed(pack(there), [], put), put, other) == pack([*there, *other])
    assert list(unpack(pack(there))) == sorted(there)
