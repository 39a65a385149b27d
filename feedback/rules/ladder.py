"""The ladder of warnings: when each step of it comes, for one clock (R13)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from feedback.rules.clock_ledger import ClockReading
from feedback.rules.deadline import counting
from feedback.rules.working_time import NO_TIME, Calendar, advance, end_of_nth_working_day, in_utc, worked
from feedback.terms import Unit

AN_INSTANT = timedelta(microseconds=1)
JUST_CLOSED = timedelta(minutes=30)  # people still read what comes so shortly after the office closed


@dataclass(frozen=True)
class Step:
    """`share` of the budget in percent, or so many working days after the deadline; exactly one is set."""

    code: str
    share: int | None
    days_after: int | None
    tells: tuple[str, ...]


class Rung(NamedTuple):
    at: datetime
    step: Step


def rungs(
    steps: Iterable[Step], reading: ClockReading, last_at: datetime, counted_by: Calendar, office: Calendar, unit: Unit
) -> list[Rung]:
    """The steps of a running clock in the order in which they come.

    `last_at` is the instant of its last event, after which it ran without a break. A step that lies before it is
    put there: it has been reached, whenever that was.
    """
    clock = counting(counted_by, unit)
    found = [Rung(_instant(step, reading, last_at, clock, office), step) for step in steps]
    return sorted(found, key=lambda rung: (rung.at, rung.step.share or 100, rung.step.days_after or 0))


def reached(found: Iterable[Rung], at: datetime) -> Rung | None:
    """The highest step that has come: after an outage it alone is told."""
    return max((rung for rung in found if rung.at <= at), key=_height, default=None)


def following(found: Iterable[Rung], at: datetime) -> datetime | None:
    return min((rung.at for rung in found if rung.at > at), default=None)


def first_quiet_end(office: Calendar, at: datetime, unit: Unit) -> datetime | None:
    """When a message may be given that comes at night or on a day off; None when it may be given now."""
    if unit is Unit.MINUTES or worked(office, at - JUST_CLOSED, at) > NO_TIME:
        return None
    opens = advance(office, at, AN_INSTANT) - AN_INSTANT
    return opens if opens > in_utc(at) else None


def _instant(step: Step, reading: ClockReading, last_at: datetime, clock: Calendar, office: Calendar) -> datetime:
    if step.days_after is not None:
        return end_of_nth_working_day(office, reading.due_at, step.days_after)
    if step.share == 100:
        return reading.due_at
    ahead = reading.remaining - reading.budget * (1 - (step.share or 0) / 100)
    return advance(clock, last_at, ahead) if ahead > NO_TIME else in_utc(last_at)


def _height(rung: Rung) -> tuple[int, int]:
    return rung.step.share or 100, rung.step.days_after or 0
