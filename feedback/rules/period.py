"""The periods that figures are asked for: a month "2026-07", a quarter "2026-Q3", a year "2026". Days are Vietnam's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from feedback.clock import HO_CHI_MINH
from feedback.errors import N_, Invalid

CODE = re.compile(r"(20\d\d)(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?", re.ASCII)
UNKNOWN = N_("Kỳ cần viết như 2026-07 (tháng), 2026-Q3 (quý) hoặc 2026 (năm).")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """Whole months. `first` and `last` are days of the period itself."""

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
    def months(self) -> int:
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1


def period(code: str) -> Period:
    """The period of this code. Raises Invalid naming `period`."""
    found = CODE.fullmatch(code.strip().upper())
    if found is None:
        raise Invalid("period", UNKNOWN)
    year, quarter, month = int(found[1]), found[2], found[3]
    if month:
        return _months(found[0], year, int(month), 1)
    if quarter:
        return _months(found[0], year, int(quarter) * 3 - 2, 3)
    return _months(found[0], year, 1, 12)


def month_of(day: date) -> Period:
    return _months(f"{day:%Y-%m}", day.year, day.month, 1)


def months_until(last: Period, count: int) -> list[Period]:
    """The `count` months that end with the last month of a period, oldest first."""
    found = [month_of(last.last)]
    while len(found) < count:
        found.append(month_of(found[-1].first - ONE_DAY))
    return found[::-1]


def choices(today: date) -> list[Period]:
    """What a list offers: this month and the eleven before it, the quarters they lie in, this year and the last."""
    months = months_until(month_of(today), 12)[::-1]
    quarters = {f"{month.first:%Y}-Q{(month.first.month + 2) // 3}": None for month in months}
    years = (str(today.year), str(today.year - 1))
    return [*months, *(period(code) for code in (*quarters, *years))]


def _months(code: str, year: int, month: int, count: int) -> Period:
    after = year * 12 + month - 1 + count
    return Period(code, date(year, month, 1), date(after // 12, after % 12 + 1, 1) - ONE_DAY)
