"""An agency's own target: never beyond the citizen's promise, never less than four hours."""

from __future__ import annotations

import pytest

from feedback.rules.deadline import parse_target
from feedback.rules.leg_target import leg_target
from tests.rules.calendars import OFFICE, at

START = at("2026-07-06 09:00")  # a Monday; days have 450 minutes


@pytest.mark.parametrize(
    ("policy", "promised", "target", "is_short"),
    [
        ("3wd", None, "3wd", False),
        ("3wd", "2026-07-10 17:00", "3wd", False),
        ("3wd", "2026-07-09 17:00", "3wd", False),
        ("3wd", "2026-07-07 17:00", "810min", False),  # 360 left of Monday and Tuesday's 450
        ("3wd", "2026-07-06 14:30", "240min", True),  # 210 left
        ("3wd", "2026-07-06 15:00", "240min", False),  # exactly four hours
        ("3wd", "2026-07-03 17:00", "240min", True),  # the promise is broken already
        ("120min", "2026-07-06 10:00", "120min", True),  # the limit itself is below the floor
        ("1440min24x7", "2026-07-06 22:00", "780min24x7", False),
        ("1440min24x7", "2026-07-06 10:00", "240min24x7", True),
    ],
)
def test_the_least_of_limit_and_promise_but_four_hours(
    policy: str, promised: str | None, target: str, is_short: bool
) -> None:
    found = leg_target(OFFICE, START, parse_target(policy), at(promised) if promised else None)
    assert (str(found.target), found.is_short) == (target, is_short)
