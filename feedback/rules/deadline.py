"""Deadlines: from a target, pauses and extensions to one instant (reference rules R1-R4).

A target becomes one internal budget of counted time when its clock starts. From then on the deadline is the first
instant at which counted time since the start, without pauses, reaches the budget plus what extensions granted.
The result is never rounded: rounding up to the end of a day would turn a pause of half an hour into a free day.

Counted time is working time, except for targets in plain minutes (urgent, 24/7), which ignore the calendar.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from feedback.errors import N_, Invalid
from feedback.rules.working_time import (
    NO_TIME,
    ONE_DAY,
    Calendar,
    advance,
    always,
    end_of_nth_working_day,
    in_utc,
    worked,
)
from feedback.terms import Unit

ALWAYS = always()
SUFFIXES = {"min24x7": Unit.MINUTES, "min": Unit.WORKING_MINUTES, "wd": Unit.WORKING_DAYS}
TARGET = re.compile(r"(\d{1,7})(min24x7|min|wd)", re.ASCII)


@dataclass(frozen=True)
class Target:
    """So many working minutes, working days, or minutes around the clock."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.amount < 1:
            raise Invalid("target", N_("Thời hạn phải từ 1 trở lên"))

    def __str__(self) -> str:
        return f"{self.amount}{next(suffix for suffix, unit in SUFFIXES.items() if unit == self.unit)}"


Extension = Target | Sequence[Target] | None
Span = tuple[datetime, datetime]


class Pause(NamedTuple):
    """Time that does not count, [start, end). `end` is None while the pause still runs."""

    start: datetime
    end: datetime | None = None


def parse_target(text: str) -> Target:
    """ "900min" working minutes, "5wd" working days, "120min24x7" minutes around the clock. Raises Invalid."""
    match = TARGET.fullmatch(text.strip())
    if match is None:
        raise Invalid("target", N_("Thời hạn “%(text)s” phải viết như 900min, 5wd hoặc 120min24x7"), text=text)
    return Target(int(match[1]), SUFFIXES[match[2]])


def counting(calendar: Calendar, unit: Unit) -> Calendar:
    """The calendar that decides which time counts: plain minutes run around the clock."""
    return ALWAYS if unit is Unit.MINUTES else calendar


def first_due(calendar: Calendar, start: datetime, target: Target) -> datetime:
    """The deadline with no pause and no extension.

    Minutes begin at once, or with the next window. For working days the day of receipt is not counted and the
    deadline is the end of the last window of the n-th working day (R3; Civil Code 2015, Articles 147-148).
    """
    if target.unit is Unit.WORKING_DAYS:
        return end_of_nth_working_day(calendar, start, target.amount)
    return advance(counting(calendar, target.unit), start, timedelta(minutes=target.amount))


def budget(calendar: Calendar, start: datetime, target: Target, extension: Extension = None) -> timedelta:
    """Counted time between the start and the unpaused deadline: what the clock may spend (R4).

    An extension is measured from the unpaused deadline it moves, so pauses before or after it change nothing.
    """
    reached = first_due(calendar, start, target)
    for extra in extensions(extension):
        if (extra.unit is Unit.MINUTES) != (target.unit is Unit.MINUTES):
            raise Invalid("extension", N_("Hạn tính 24/7 và hạn tính theo giờ làm việc không gia hạn lẫn nhau được"))
        reached = first_due(calendar, reached, extra)
    return worked(counting(calendar, target.unit), start, reached)


def due(
    calendar: Calendar,
    start: datetime,
    target: Target,
    pauses: Iterable[Pause] = (),
    extension: Extension = None,
) -> datetime:
    """The deadline as an aware UTC instant, exact to the microsecond (R4).

    Pauses may come in any order and may overlap. A pause that still runs is taken as ending where it began: the
    earliest the deadline can be. Raises Invalid for a pause before the start, or one that ends before it begins.
    """
    spans = merged(start, pauses)
    return spend(counting(calendar, target.unit), start, budget(calendar, start, target, extension), spans)


def spend(calendar: Calendar, start: datetime, amount: timedelta, spans: Iterable[Span]) -> datetime:
    """The first instant at which `amount` has been counted outside `spans` (in order, not overlapping)."""
    at = in_utc(start)
    for paused_at, resumed_at in spans:
        reached = advance(calendar, at, amount)
        if reached <= paused_at:
            return reached
        amount -= worked(calendar, at, paused_at)
        at = resumed_at
    return advance(calendar, at, amount)


def counted(calendar: Calendar, start: datetime, end: datetime, spans: Iterable[Span]) -> timedelta:
    """Counted time in [start, end) outside `spans` (in order, not overlapping)."""
    total = worked(calendar, start, end)
    return total - sum((worked(calendar, begins, min(ends, end)) for begins, ends in spans), NO_TIME)


def merged(start: datetime, pauses: Iterable[Pause]) -> list[Span]:
    """Pauses as ordered, disjoint spans in UTC. Raises Invalid when one makes no sense."""
    spans: list[Span] = []
    for begins, ends in sorted(_checked(in_utc(start), pauses)):
        if spans and begins <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(ends, spans[-1][1]))
        else:
            spans.append((begins, ends))
    return spans


def left(calendar: Calendar, unit: Unit, due_at: datetime, at: datetime) -> timedelta:
    """Counted time from `at` to the deadline of a running clock; negative once it is overdue."""
    clock = counting(calendar, unit)
    return worked(clock, at, due_at) if at <= due_at else -worked(clock, due_at, at)


def legal_due_at(calendar: Calendar, due_at: datetime, unit: Unit) -> datetime:
    """When the term ends in law: a term in days ends at 24:00 of its last day (Civil Code 2015, Article 148.5)."""
    if unit is not Unit.WORKING_DAYS:
        return in_utc(due_at)
    last_day = in_utc(due_at).astimezone(calendar.zone).date()
    return datetime.combine(last_day + ONE_DAY, time(0), calendar.zone).astimezone(UTC)


def extensions(extension: Extension) -> Sequence[Target]:
    """What was granted, in order: none, one or several."""
    if extension is None:
        return ()
    return (extension,) if isinstance(extension, Target) else extension


def _checked(start: datetime, pauses: Iterable[Pause]) -> Iterator[Span]:
    for pause in pauses:
        begins = in_utc(pause.start)
        ends = begins if pause.end is None else in_utc(pause.end)
        if begins < start:
            raise Invalid("pause", N_("Lần tạm dừng bắt đầu trước khi đồng hồ chạy"))
        if ends < begins:
            raise Invalid("pause", N_("Lần tạm dừng kết thúc trước khi bắt đầu"))
        yield begins, ends
