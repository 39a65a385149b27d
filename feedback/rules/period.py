"""The periods that figures are asked for, by code; days are Vietnam's.

A day "2026-07-15", a week "2026-W29" (Monday to Sunday), a month "2026-07", a month of reports "2026-07/25" (from the
25th of the month before to the 24th, as offices report), a quarter "2026-Q3", a half "2026-H1", nine months "2026-9M",
a year "2026".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from feedback.clock import HO_CHI_MINH
from feedback.errors import N_, Invalid

MONTHS = {  # what follows the year: the first month and how many, of periods made of whole months
    "Q1": (1, 3), "Q2": (4, 3), "Q3": (7, 3), "Q4": (10, 3), "H1": (1, 6), "H2": (7, 6), "9M": (1, 9),
    **{f"{month:02}": (month, 1) for month in range(1, 13)},
}  # fmt: skip
CODE = re.compile(r"(20\d\d)(?:-([0-9A-Z]+))?", re.ASCII)
WEEK = re.compile(r"(20\d\d)-W([0-5]\d)", re.ASCII)
REPORTED = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])/25", re.ASCII)
UNKNOWN = N_(
    "Kỳ cần viết như 2026-07-15 (ngày), 2026-W29 (tuần), 2026-07 (tháng), 2026-07/25 (từ ngày 25 tháng trước), "
    "2026-Q3 (quý), 2026-H1 (nửa năm), 2026-9M (chín tháng) hoặc 2026 (năm)."
)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """`first` and `last` are days of the period itself."""

    code: str
    first: date
    last: date

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.first, time(0), HO_CHI_MINH).astimezone(UTC)

    @property
    def ends_at(self) -> datetime:
        """The first instant after the period."""
        return datetime.combine(self.last + ONE_DAY, time(0), HO_CHI_MINH).astimezone(UTC)

    @property
    def is_month(self) -> bool:
        return self == month_of(self.first)

    @property
    def months(self) -> int:
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1


def period(code: str) -> Period:
    """The period of this code. Raises Invalid naming `period`."""
    wanted = code.strip().upper()
    try:
        found = _whole_months(wanted) or _week(wanted) or _reported_month(wanted) or _one_day(wanted)
    except ValueError:  # a day or a week that the calendar does not have
        found = None
    if found is None:
        raise Invalid("period", UNKNOWN)
    return found


def _whole_months(code: str) -> Period | None:
    found = CODE.fullmatch(code)
    if found is None or (found[2] and found[2] not in MONTHS):
        return None
    return _months(code, int(found[1]), *(MONTHS[found[2]] if found[2] else (1, 12)))


def _week(code: str) -> Period | None:
    found = WEEK.fullmatch(code)
    if found is None:
        return None
    monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
    return Period(code, monday, monday + timedelta(days=6))


def _reported_month(code: str) -> Period | None:
    found = REPORTED.fullmatch(code)
    if found is None:
        return None
    last = date(int(found[1]), int(found[2]), 24)
    return Period(code, (last.replace(day=1) - ONE_DAY).replace(day=25), last)


def _one_day(code: str) -> Period | None:
    found = re.fullmatch(r"20\d\d-\d\d-\d\d", code, re.ASCII)
    return Period(code, date.fromisoformat(code), date.fromisoformat(code)) if found else None


def week_of(day: date) -> Period:
    """The week, Monday to Sunday, in which a day lies."""
    year, week, weekday = day.isocalendar()
    monday = day - timedelta(days=weekday - 1)
    return Period(f"{year}-W{week:02}", monday, monday + timedelta(days=6))


def month_of(day: date) -> Period:
    return _months(f"{day:%Y-%m}", day.year, day.month, 1)


def months_until(last: Period, count: int) -> list[Period]:
    """The `count` months that end with the last month of a period, oldest first."""
    found = [month_of(last.last)]
    while len(found) < count:
        found.append(month_of(found[-1].first - ONE_DAY))
    return found[::-1]


def previous(one: Period) -> Period:
    """The period of the same kind right before. Nine months are compared with nine months: those of the last year."""
    day, part = one.first - ONE_DAY, one.code[5:]
    if part == "9M":
        return same_last_year(one)
    if part.startswith("W"):
        return period("{}-W{:02}".format(*day.isocalendar()))
    if part.endswith("/25"):
        return period(f"{one.first:%Y-%m}/25")
    if one.first == one.last:
        return period(day.isoformat())
    if not part:
        return period(f"{day.year}")
    if part.startswith("Q"):
        return period(f"{day.year}-Q{(day.month + 2) // 3}")
    return period(f"{day.year}-H{(day.month + 5) // 6}" if part.startswith("H") else f"{day:%Y-%m}")


def same_last_year(one: Period) -> Period:
    """The period with the same name a year before; what that year does not have (29 February, week 53) is the last."""
    year = int(one.code[:4]) - 1
    try:
        return period(f"{year}{one.code[4:]}")
    except Invalid:
        return period(f"{year}-02-28" if one.first == one.last else f"{year}-W52")


def choices(today: date) -> list[Period]:
    """What a list offers: this month and the eleven before it, the quarters they lie in, this year and the last."""
    months = months_until(month_of(today), 12)[::-1]
    quarters = {f"{month.first:%Y}-Q{(month.first.month + 2) // 3}": None for month in months}
    years = (str(today.year), str(today.year - 1))
    return [*months, *(period(code) for code in (*quarters, *years))]


def _months(code: str, year: int, month: int, count: int) -> Period:
    after = year * 12 + month - 1 + count
    return Period(code, date(year, month, 1), date(after // 12, after % 12 + 1, 1) - ONE_DAY)
