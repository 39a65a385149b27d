"""The laws of deadlines, 10,000 random cases each, against a minute-by-minute reckoning that shares no code with them.

    python -m bench.deadlines [--cases 10000] [--seed 1]

Prints one line a law: cases, violations, seconds. Exits 1 when a law was broken. The quick version of the same laws
runs with the tests (tests/rules/test_deadline.py).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random
from time import perf_counter

from feedback.errors import Invalid
from feedback.rules.clock_ledger import ClockEvent, replay
from feedback.rules.deadline import Pause, Target, budget, counting, due, first_due
from feedback.rules.working_time import Calendar, advance, problems, worked
from feedback.terms import ClockEventKind, Unit
from tests.rules.calendars import CROOKED, OFFICE, at, counts

START = at("2026-07-06 00:00")
MINUTE = timedelta(minutes=1)
HORIZON = 60 * 24 * 90  # minutes of the table that the slow reckoning walks over
CALENDARS = (OFFICE, CROOKED)
Kind = ClockEventKind


@dataclass(frozen=True)
class Given:
    """One random case. Pauses begin and end on whole minutes, as the slow reckoning needs it."""

    calendar: Calendar
    start: datetime
    target: Target
    pauses: list[Pause]
    chance: Random

    def due(self, *extensions: Target) -> datetime:
        return due(self.calendar, self.start, self.target, self.pauses, extensions)


def given(chance: Random) -> Given:
    start = START + chance.randrange(14 * 1440) * MINUTE
    unit = chance.choice(list(Unit))
    target = Target(chance.randint(1, 6 if unit is Unit.WORKING_DAYS else 1500), unit)
    pauses = []
    for _ in range(chance.randrange(4)):
        begins = start + chance.randrange(9 * 1440) * MINUTE
        pauses.append(Pause(begins, begins + chance.randrange(3 * 1440) * MINUTE))
    return Given(chance.choice(CALENDARS), start, target, pauses, chance)


TABLES = {
    name: bytes(counts(calendar, START + ahead * MINUTE) for ahead in range(HORIZON))
    for name, calendar in (("office", OFFICE), ("crooked", CROOKED))
}


def slowly(one: Given, minutes: int) -> datetime:
    """Walk minute by minute over the table, skipping pauses."""
    opened = bytearray(b"\x01" * HORIZON if one.target.unit is Unit.MINUTES else TABLES[one.calendar.code])
    for pause in one.pauses:
        for index in range(_minute(pause.start), _minute(pause.end or pause.start)):
            opened[index] = 0
    index = _minute(one.start)
    while minutes:
        minutes -= opened[index]
        index += 1
    return START + index * MINUTE


def _minute(instant: datetime) -> int:
    return (instant - START) // MINUTE


def agrees_with_minutes(one: Given) -> bool:
    allowed = one.target.amount
    if one.target.unit is Unit.WORKING_DAYS:
        allowed = sum(
            TABLES[one.calendar.code][_minute(one.start) : _minute(first_due(one.calendar, one.start, one.target))]
        )
    return one.due() == slowly(one, allowed)


def later_start_never_earlier(one: Given) -> bool:
    later = one.start + one.chance.randrange(5000) * MINUTE
    return due(one.calendar, one.start, one.target) <= due(one.calendar, later, one.target)


def more_target_never_earlier(one: Given) -> bool:
    more = Target(one.target.amount + one.chance.randint(1, 5), one.target.unit)
    return one.due() <= due(one.calendar, one.start, more, one.pauses)


def longer_pause_never_earlier(one: Given) -> bool:
    longer = [Pause(p.start, (p.end or p.start) + one.chance.randrange(2000) * MINUTE) for p in one.pauses]
    return one.due() <= due(one.calendar, one.start, one.target, longer)


def another_pause_never_earlier(one: Given) -> bool:
    return due(one.calendar, one.start, one.target, one.pauses[1:]) <= one.due()


def split_pauses_change_nothing(one: Given) -> bool:
    pieces = []
    for pause in one.pauses:
        cut = pause.start + ((pause.end or pause.start) - pause.start) * one.chance.random()
        pieces += [Pause(cut, pause.end), Pause(pause.start, cut)]
    return one.due() == due(one.calendar, one.start, one.target, pieces)


def extending_and_pausing_commute(one: Given) -> bool:
    """Two ledgers of the same acts in either order, at one instant, end at the same deadline."""
    extra, at_once = str(Target(one.chance.randint(1, 3), one.target.unit)), one.start + MINUTE
    resumed = at_once + one.chance.randrange(3000) * MINUTE
    orders = ((Kind.EXTEND, Kind.PAUSE), (Kind.PAUSE, Kind.EXTEND))
    ends = set()
    for order in orders:
        events = [_started(one)]
        events += [ClockEvent(n, kind, at_once, {"target": extra}) for n, kind in enumerate(order, 2)]
        events.append(ClockEvent(4, Kind.RESUME, resumed))
        ends.add(replay(events, {one.calendar.code: one.calendar}).due_at)
    return len(ends) == 1


def the_ledger_says_the_same(one: Given) -> bool:
    """Replaying the events of a clock gives the deadline that was computed at once."""
    instants = sorted({edge for pause in one.pauses for edge in (pause.start, pause.end or pause.start)})
    spans = [Pause(a, b) for a, b in list(pairwise(instants))[::2]]
    events = [_started(one)]
    for span in spans:
        events.append(ClockEvent(len(events) + 1, Kind.PAUSE, span.start))
        events.append(ClockEvent(len(events) + 1, Kind.RESUME, span.end or span.start))
    reading = replay(events, {one.calendar.code: one.calendar})
    return reading.due_at == due(one.calendar, one.start, one.target, spans)


def _started(one: Given) -> ClockEvent:
    return ClockEvent(1, Kind.START, one.start, {"calendar": one.calendar.code, "target": str(one.target)})


def the_budget_is_spent_at_the_deadline(one: Given) -> bool:
    clock = counting(one.calendar, one.target.unit)
    return worked(clock, one.start, first_due(one.calendar, one.start, one.target)) == budget(
        one.calendar, one.start, one.target
    )


def a_later_holiday_moves_nothing(one: Given) -> bool:
    ends = one.due()
    holiday = ends.astimezone(one.calendar.zone).date() + timedelta(days=one.chance.randint(1, 60))
    changed = Calendar(code="changed", week=one.calendar.week, exceptions={**one.calendar.exceptions, holiday: ()})
    return due(changed, one.start, one.target, one.pauses) == ends


def it_lies_inside_a_window(one: Given) -> bool:
    if one.target.unit is Unit.MINUTES:
        return True
    ends = one.due()
    return worked(one.calendar, ends - timedelta(microseconds=1), ends) > timedelta(0)


def no_working_time_is_refused(one: Given) -> bool:
    """Neither does a calendar without working time pass the check, nor does its arithmetic run for ever."""
    empty = Calendar(code="empty", week=((),) * 7)
    try:
        advance(empty, one.start, MINUTE)
    except Invalid:
        return bool(problems(empty, one.start.date()))
    return False


LAWS: tuple[Callable[[Given], bool], ...] = (
    agrees_with_minutes,
    later_start_never_earlier,
    more_target_never_earlier,
    longer_pause_never_earlier,
    another_pause_never_earlier,
    split_pauses_change_nothing,
    extending_and_pausing_commute,
    the_ledger_says_the_same,
    the_budget_is_spent_at_the_deadline,
    a_later_holiday_moves_nothing,
    it_lies_inside_a_window,
    no_working_time_is_refused,
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    broken = 0
    for law in LAWS:
        name = getattr(law, "__name__", "law")
        began, failed = perf_counter(), 0
        for number in range(asked.cases):
            failed += not law(given(Random(f"{asked.seed}-{name}-{number}")))
        broken += failed
        print(
            f"{name.replace('_', ' '):42} {asked.cases:8} cases {failed:6} violations {perf_counter() - began:8.1f} s",
            flush=True,
        )
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
