"""Working time: which instants count, and where a number of them leads.

A calendar is a weekly pattern of half-open windows [start, end) plus exceptions that replace one whole day:
a holiday (no windows), a storm half-day, a make-up Saturday, an extra shift. Source: Decision 188/1999/QĐ-TTg
(five-day week) and the yearly notices that swap days off; both are data, not code.

Instants go in aware and come out aware in UTC. A day is a day in the calendar's own zone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from typing import NamedTuple

from feedback.clock import HO_CHI_MINH
from feedback.errors import N_, Invalid

MIDNIGHT = time(0)
ONE_DAY = timedelta(days=1)
NO_TIME = timedelta(0)

# A calendar idle for this long has no working time any more: a search over it must end with a sentence, not a loop.
IDLE_DAYS = 400
# Nothing in the regulation runs for decades; a longer walk is a typing mistake.
HORIZON_DAYS = 30 * 366
LAST = datetime(9999, 12, 31, tzinfo=UTC)  # a day before instants end, so that any zone can show it


class Window(NamedTuple):
    """Working hours [start, end) of one day. `end` of 00:00 means 24:00, the end of that day."""

    start: time
    end: time

    @property
    def is_forwards(self) -> bool:
        return self.end == MIDNIGHT or self.start < self.end


WHOLE_DAY = (Window(MIDNIGHT, MIDNIGHT),)
Week = tuple[tuple[Window, ...], ...]


class _Day(NamedTuple):
    """One day's windows as UTC instants, and their sum."""

    windows: tuple[tuple[datetime, datetime], ...]
    total: timedelta


@dataclass(frozen=True)
class Calendar:
    """A weekly pattern (Monday first) and the dates on which other windows hold.

    `exceptions[day]` replaces the pattern of that day; () is a closed day. `continuous` is 24 hours, every day.
    `known_until` is the last date whose holidays have been entered, when somebody keeps count of that.
    """

    code: str
    week: Week
    exceptions: Mapping[date, tuple[Window, ...]] = field(default_factory=dict, hash=False)
    continuous: bool = False
    zone: tzinfo = HO_CHI_MINH
    known_until: date | None = None
    _days: dict[int, _Day] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise Invalid("week", N_("Lịch làm việc cần đủ bảy ngày, bắt đầu từ thứ Hai"))
        object.__setattr__(self, "exceptions", dict(self.exceptions))  # a later change outside must not reach the cache

    def windows_on(self, day: date) -> tuple[Window, ...]:
        if self.continuous:
            return WHOLE_DAY
        exception = self.exceptions.get(day)
        return self.week[day.weekday()] if exception is None else exception

    def is_working_day(self, day: date) -> bool:
        return bool(self.windows_on(day))

    def _day(self, ordinal: int) -> _Day:
        found = self._days.get(ordinal)
        if found is None:
            found = self._days[ordinal] = self._measure(date.fromordinal(ordinal))
        return found

    def _measure(self, day: date) -> _Day:
        windows = tuple(
            (self._instant(day, window.start), self._instant(_closing_day(day, window), window.end))
            for window in sorted(self.windows_on(day))
        )
        return _Day(windows, sum((end - start for start, end in windows), NO_TIME))

    def _instant(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self.zone).astimezone(UTC)


def always(code: str = "24x7") -> Calendar:
    """The continuous calendar of urgent fields (R10)."""
    return Calendar(code=code, week=(WHOLE_DAY,) * 7, continuous=True)


def worked(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """Working time inside [start, end); nothing when `end` is not after `start`."""
    start, end = in_utc(start), in_utc(end)
    if end <= start:
        return NO_TIME
    if calendar.continuous:
        return end - start
    if (end - start).days > HORIZON_DAYS:
        raise Invalid("end", N_("Khoảng thời gian quá dài, hãy kiểm tra lại ngày"))
    total = NO_TIME
    for ordinal in range(_ordinal(calendar, start), _ordinal(calendar, end) + 1):
        day = calendar._day(ordinal)
        if day.windows and start <= day.windows[0][0] and day.windows[-1][1] <= end:
            total += day.total
            continue
        for opens, closes in day.windows:
            total += max(NO_TIME, min(closes, end) - max(opens, start))
    return total


def advance(calendar: Calendar, start: datetime, amount: timedelta) -> datetime:
    """The first instant, not before `start`, at which `amount` of working time has passed since `start`.

    It may be exactly the end of a window. Raises Invalid for a negative amount or a calendar without working time.
    """
    start = in_utc(start)
    if amount < NO_TIME:
        raise Invalid("amount", N_("Thời gian cần cộng phải từ 0 trở lên"))
    if calendar.continuous or not amount:
        return _plus(start, amount)
    for day in _days_from(calendar, _ordinal(calendar, start)):
        for opens, closes in day.windows:
            begins = max(opens, start)
            if closes - begins >= amount:
                return begins + amount
            amount -= max(NO_TIME, closes - begins)
    raise AssertionError("the walk over days ends with a result or with Invalid")


def nth_working_day(calendar: Calendar, day: date, n: int) -> date:
    """The n-th working day after `day`; `day` itself is not counted (Civil Code 2015, Article 147)."""
    if n < 1:
        raise Invalid("n", N_("Số ngày làm việc phải từ 1 trở lên"))
    for ordinal, found in enumerate(_days_from(calendar, day.toordinal() + 1), day.toordinal() + 1):
        n -= bool(found.windows)
        if n == 0:
            return date.fromordinal(ordinal)
    raise AssertionError("the walk over days ends with a result or with Invalid")


def end_of_nth_working_day(calendar: Calendar, start: datetime, n: int) -> datetime:
    """The end of the last window of the n-th working day after the day that holds `start`."""
    received_on = in_utc(start).astimezone(calendar.zone).date()
    return calendar._day(nth_working_day(calendar, received_on, n).toordinal()).windows[-1][1]


def in_utc(at: datetime) -> datetime:
    """The same instant in UTC. Raises Invalid for a time that does not say its zone."""
    if at.utcoffset() is None:
        raise Invalid("at", N_("Thời điểm phải kèm múi giờ"))
    if not 1 < at.year < 9999:  # the ends of the proleptic calendar overflow when the zone is applied
        raise Invalid("at", N_("Năm phải nằm trong khoảng 2 đến 9998"))
    return at.astimezone(UTC)


def problems(calendar: Calendar, today: date) -> list[str]:
    """Why this calendar must not be saved (R2), as sentences; empty when it may be."""
    found = [
        sentence
        for name, windows in _named_days(calendar)
        for sentence in (trouble(windows, name),)
        if sentence is not None
    ]
    if not any(calendar.is_working_day(today + timedelta(days=ahead)) for ahead in range(30)):
        found.append(N_("Lịch không có giờ làm việc nào trong 30 ngày tới"))
    if calendar.known_until is not None and calendar.known_until < today + timedelta(days=400):
        found.append(N_("Lịch phải có ngày nghỉ cho ít nhất 400 ngày tới"))
    return found


def trouble(windows: Sequence[Window], name: str) -> str | None:
    """What is wrong with the windows of one day, as a sentence; None when nothing is."""
    backwards = next((window for window in windows if not window.is_forwards), None)
    if backwards is not None:
        start, end = f"{backwards.start:%H:%M}", f"{backwards.end:%H:%M}"
        return f"{name}: giờ kết thúc {end} phải sau giờ bắt đầu {start}"
    for before, after in pairwise(sorted(windows)):
        if before.end == MIDNIGHT or after.start < before.end:
            return f"{name}: khung giờ bắt đầu {after.start:%H:%M} chồng lên khung giờ trước đó"
    return None


DAY_NAMES = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def _named_days(calendar: Calendar) -> Iterator[tuple[str, tuple[Window, ...]]]:
    yield from zip(DAY_NAMES, calendar.week, strict=True)
    for day, windows in sorted(calendar.exceptions.items()):
        yield f"ngày {day.day}/{day.month}/{day.year}", windows


def _days_from(calendar: Calendar, ordinal: int) -> Iterator[_Day]:
    """Days one after another, until the calendar shows that it holds no working time."""
    idle = 0
    for at in range(ordinal, min(ordinal + HORIZON_DAYS, date.max.toordinal())):
        day = calendar._day(at)
        idle = 0 if day.windows else idle + 1
        if idle > IDLE_DAYS:
            raise Invalid("calendar", N_("Lịch không có giờ làm việc, không tính được thời hạn"))
        yield day
    raise Invalid("amount", N_("Thời hạn quá dài, hãy kiểm tra lại con số"))


def _plus(start: datetime, amount: timedelta) -> datetime:
    if amount > timedelta(days=HORIZON_DAYS) or LAST - start < amount:
        raise Invalid("amount", N_("Thời hạn quá dài, hãy kiểm tra lại con số"))
    return start + amount


def _closing_day(day: date, window: Window) -> date:
    return day + ONE_DAY if window.end == MIDNIGHT else day


def _ordinal(calendar: Calendar, at: datetime) -> int:
    return at.astimezone(calendar.zone).toordinal()
