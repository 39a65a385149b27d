"""The sum that leads to a deadline, day by day, so that a promise can be explained and not only shown.

Days of one nature that follow one another become one line. The lines add up to the clock's budget.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from feedback.rules.deadline import Span, counted, counting
from feedback.rules.working_time import NO_TIME, ONE_DAY, Calendar, worked
from feedback.terms import Unit

MOST_DAYS = 400  # a promise longer than that is explained by its two ends only


@dataclass(frozen=True)
class SumLine:
    """Days `first`…`last` (dates in the calendar's zone) and the time counted on them.

    `days` counts working days; `paused` is working time that a pause took out. `starts_at` and `ends_at` are set
    where the clock began or ends inside the first or the last day. Nothing counted and nothing paused: days off.
    """

    first: date
    last: date
    days: int
    counted: timedelta
    paused: timedelta
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    @property
    def is_off(self) -> bool:
        return self.days == 0


def day_by_day(
    calendar: Calendar, unit: Unit, start: datetime, due: datetime, spans: Sequence[Span] = ()
) -> list[SumLine]:
    """The days from the start of a clock to its deadline, in order. `spans` are its pauses, in order and disjoint.

    What lies before the start (a clock that counted anew) takes nothing out.
    """
    spans = [(max(begins, start), ends) for begins, ends in spans if ends > start]
    clock = counting(calendar, unit)
    first, last = start.astimezone(calendar.zone).date(), due.astimezone(calendar.zone).date()
    if unit is Unit.MINUTES or (last - first).days > MOST_DAYS:
        time = counted(clock, start, due, spans)
        days = (last - first).days + 1
        return [SumLine(first, last, days, time, worked(clock, start, due) - time, starts_at=start, ends_at=due)]
    return [_joined(list(run)) for _, run in groupby(_days(clock, start, due, spans), key=_nature)]


def _days(calendar: Calendar, start: datetime, due: datetime, spans: Sequence[Span]) -> Iterator[SumLine]:
    day, last = start.astimezone(calendar.zone).date(), due.astimezone(calendar.zone).date()
    while day <= last:
        opens = datetime.combine(day, datetime.min.time(), calendar.zone)
        begins, ends = max(opens, start), min(opens + ONE_DAY, due)
        whole = worked(calendar, begins, ends)
        time = _outside(calendar, begins, ends, spans)
        yield SumLine(
            day,
            day,
            int(calendar.is_working_day(day)),
            time,
            whole - time,
            starts_at=begins if begins > opens else None,
            ends_at=ends if day == last else None,
        )
        day += ONE_DAY


def _outside(calendar: Calendar, begins: datetime, ends: datetime, spans: Sequence[Span]) -> timedelta:
    inside = [(max(begins, a), min(ends, b)) for a, b in spans if a < ends and b > begins]
    return worked(calendar, begins, ends) - sum((worked(calendar, a, b) for a, b in inside), NO_TIME)


def _nature(line: SumLine) -> tuple[object, ...]:
    """Days off stand together, whole days of one length stand together; days with something special stand alone."""
    if line.starts_at or line.ends_at or line.paused:
        return (line.first,)
    return (line.is_off, line.counted)


def _joined(run: list[SumLine]) -> SumLine:
    return SumLine(
        run[0].first,
        run[-1].last,
        sum(line.days for line in run),
        sum((line.counted for line in run), NO_TIME),
        sum((line.paused for line in run), NO_TIME),
        starts_at=run[0].starts_at,
        ends_at=run[-1].ends_at,
    )
