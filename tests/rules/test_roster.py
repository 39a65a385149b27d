"""Shifts, and who acts for whom when some are away, some of those who act among them."""

from __future__ import annotations

from datetime import date, time

from hypothesis import given
from hypothesis import strategies as st

from feedback.clock import HO_CHI_MINH
from feedback.rules.roster import Shift, acting, stood_in_for

NIGHT = Shift("dem", "Đêm", "Night", time(22), time(6))
MORNING = Shift("sang", "Sáng", "Morning", time(6), time(14))
PEOPLE = st.integers(1, 12)
DELEGATES = st.dictionaries(PEOPLE, st.none() | PEOPLE, max_size=8)


def test_a_night_ends_on_the_next_morning() -> None:
    start, end = NIGHT.hours(date(2026, 7, 31))
    assert (start.isoformat(), end.isoformat()) == ("2026-07-31T22:00:00+07:00", "2026-08-01T06:00:00+07:00")
    start, end = MORNING.hours(date(2026, 7, 31))
    assert (end - start).total_seconds() == 8 * 3600
    assert start.tzinfo is HO_CHI_MINH


def test_a_shift_from_midnight_to_midnight_is_a_whole_day() -> None:
    start, end = Shift("ca-ngay", "Cả ngày", "All day", time(), time()).hours(date(2026, 7, 6))
    assert (end - start).total_seconds() == 24 * 3600


def test_who_is_here_acts_for_themselves_and_the_chain_is_followed() -> None:
    delegates = {1: 2, 2: 3, 4: None}
    assert [acting(person, delegates) for person in (1, 2, 3, 4)] == [3, 3, 3, None]
    assert stood_in_for(3, delegates) == [1, 2]
    assert stood_in_for(2, delegates) == []


def test_two_who_act_for_each_other_leave_nobody() -> None:
    assert acting(1, {1: 2, 2: 1}) is None


@given(PEOPLE, DELEGATES)
def test_whoever_acts_is_here(person: int, delegates: dict[int, int | None]) -> None:
    found = acting(person, delegates)
    assert found is None or found not in delegates
    assert person in delegates or found == person


@given(DELEGATES)
def test_everybody_away_has_at_most_one_who_acts(delegates: dict[int, int | None]) -> None:
    held = [one for person in range(1, 13) for one in stood_in_for(person, delegates)]
    assert len(held) == len(set(held))
    assert set(held) <= set(delegates)
