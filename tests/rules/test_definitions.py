"""Which version of a definition a figure is counted by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from feedback.rules.definitions import in_force


@dataclass(frozen=True)
class Version:
    version: int
    valid_from: date | None
    since_at: datetime


JUNE, AUGUST = datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 8, 1, tzinfo=UTC)
FIRST = Version(1, None, JUNE)
SECOND = Version(2, date(2026, 7, 1), JUNE)
THIRD = Version(3, None, AUGUST)  # in force always, but learned of in August
EVERY = (FIRST, SECOND, THIRD)


def test_the_highest_version_in_force_of_those_known_then() -> None:
    for on, at, wanted in (
        (date(2026, 6, 30), datetime(2026, 7, 5, tzinfo=UTC), FIRST),
        (date(2026, 7, 1), datetime(2026, 7, 5, tzinfo=UTC), SECOND),
        (date(2026, 7, 31), AUGUST, THIRD),
        (date(2026, 6, 30), AUGUST, THIRD),
        (date(2026, 7, 31), datetime(2020, 1, 1, tzinfo=UTC), SECOND),  # before anything was known: what came first
    ):
        assert in_force(EVERY, on, at) is wanted, (on, at)
    assert in_force((SECOND,), date(2020, 1, 1), AUGUST) is SECOND, "before anything was in force: the lowest"


@given(st.permutations(EVERY), st.dates(), st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_what_is_learned_later_changes_no_earlier_answer(
    every: list[Version], on: date, at: datetime, later: datetime
) -> None:
    new = Version(4, None, max(later, at, JUNE).replace(year=9999, month=12, day=31))
    assert in_force([*every, new], on, min(at, datetime(9000, 1, 1, tzinfo=UTC))) == in_force(
        every, on, min(at, datetime(9000, 1, 1, tzinfo=UTC))
    )
