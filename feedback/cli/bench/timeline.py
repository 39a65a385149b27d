"""Working time as sorted lists of seconds, for millions of clocks; rules.working_time says the same one by one."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, time, timedelta

from feedback.rules.working_time import MIDNIGHT, Calendar
from feedback.terms import Unit

MINUTE_S = 60
DAY_S = 86_400
AHEAD_S = 7 * 3_600  # Vietnam, without daylight saving
EPOCH = date(1970, 1, 1).toordinal()


class Timeline:
    """The windows of one calendar between two days. Instants are whole seconds since 1970 in UTC."""

    def __init__(self, calendar: Calendar, first: date, last: date) -> None:
        self.calendar = calendar
        self.opens: list[int] = []
        self.closes: list[int] = []
        self.before: list[int] = []  # seconds worked before each window
        self.after: list[int] = []
        self.midnights: list[int] = []  # of working days
        self.evenings: list[int] = []  # ends of their last windows
        for ahead in range((last - first).days + 1):
            self._add(first + timedelta(days=ahead))

    def _add(self, day: date) -> None:
        windows = sorted(self.calendar.windows_on(day))
        for window in windows:
            closing_day = day + timedelta(days=1) if window.end == MIDNIGHT else day
            opens, closes = self._second(day, window.start), self._second(closing_day, window.end)
            self.before.append(self.after[-1] if self.after else 0)
            self.after.append(self.before[-1] + closes - opens)
            self.opens.append(opens)
            self.closes.append(closes)
        if windows:
            self.midnights.append(self._second(day, MIDNIGHT))
            self.evenings.append(self.closes[-1])

    def _second(self, day: date, at: time) -> int:
        return int(datetime.combine(day, at, self.calendar.zone).timestamp())

    def worked(self, start: int, end: int) -> int:
        """Working seconds in [start, end)."""
        return self._until(end) - self._until(start) if end > start else 0

    def advance(self, start: int, seconds: int) -> int:
        """The first instant, not before `start`, at which so many working seconds have passed."""
        if not seconds:
            return start
        wanted = self._until(start) + seconds
        window = bisect_left(self.after, wanted)
        return self.opens[window] + wanted - self.before[window]

    def end_of_nth_day(self, start: int, days: int) -> int:
        """The end of the n-th working day after the day that holds `start`."""
        return self.evenings[bisect_right(self.midnights, start) + days - 1]

    def due(self, start: int, amount: int, unit: Unit) -> int:
        if unit is Unit.MINUTES:
            return start + amount * MINUTE_S
        if unit is Unit.WORKING_DAYS:
            return self.end_of_nth_day(start, amount)
        return self.advance(start, amount * MINUTE_S)

    def counted(self, start: int, end: int, unit: Unit) -> int:
        """Seconds that count for a clock of this unit."""
        return max(0, end - start) if unit is Unit.MINUTES else self.worked(start, end)

    def _until(self, at: int) -> int:
        window = bisect_right(self.opens, at) - 1
        return self.before[window] + min(at, self.closes[window]) - self.opens[window] if window >= 0 else 0


class Stamps:
    """Seconds as the text of a UTC instant that both databases take, remembered by day and by second."""

    def __init__(self) -> None:
        hours = range(24)
        self.clock = [f"{h:02}:{m:02}:{s:02}.000000" for h in hours for m in range(60) for s in range(60)]
        self.days: dict[int, str] = {}

    def __call__(self, at: int) -> str:
        number, second = divmod(at, DAY_S)
        return f"{self._day(number)} {self.clock[second]}"

    def day(self, at: int) -> str:
        """The day in Vietnam."""
        return self._day((at + AHEAD_S) // DAY_S)

    def _day(self, number: int) -> str:
        day = self.days.get(number)
        if day is None:
            day = self.days[number] = date.fromordinal(EPOCH + number).isoformat()
        return day


def instant(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC)
