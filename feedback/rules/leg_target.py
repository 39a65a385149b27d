"""How long one agency has: the limit, but not beyond the promise to the citizen, and at least four hours (R5)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from feedback.rules.deadline import Target, counting, first_due
from feedback.rules.working_time import NO_TIME, Calendar, worked
from feedback.terms import Unit

FLOOR = timedelta(hours=4)
MINUTE = timedelta(minutes=1)


class LegTarget(NamedTuple):
    """`is_short`: others have used up the citizen's time, the floor gave this agency more than was left."""

    target: Target
    is_short: bool


def leg_target(calendar: Calendar, start: datetime, policy: Target, promised_at: datetime | None) -> LegTarget:
    """The target of a turn that starts now; `promised_at` is the citizen's deadline, None where there is none."""
    by_policy = first_due(calendar, start, policy)
    if promised_at is None or by_policy <= promised_at:
        return LegTarget(policy, is_short=False)
    clock = counting(calendar, policy.unit)
    left = worked(clock, start, promised_at) if promised_at > start else NO_TIME
    floor = min(FLOOR, worked(clock, start, by_policy))
    unit = Unit.MINUTES if policy.unit is Unit.MINUTES else Unit.WORKING_MINUTES
    return LegTarget(Target(max(1, max(left, floor) // MINUTE), unit), is_short=left < floor)
