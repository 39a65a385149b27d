"""The stretches of days that figures are added up in: the 1st to the 24th of a month, and the 25th to its end.

Months, quarters, halves and years are made of them, and so is the month from the 25th to the 25th as offices report.
"""

from __future__ import annotations

from datetime import date, timedelta

from feedback.rules.period import Period

FIRST, SECOND = 1, 25


def stretch_of(day: date) -> date:
    """The first day of the stretch in which a day lies."""
    return day.replace(day=SECOND if day.day >= SECOND else FIRST)


def after(stretch: date) -> date:
    """The stretch that follows one."""
    if stretch.day == FIRST:
        return stretch.replace(day=SECOND)
    return (stretch + timedelta(days=7)).replace(day=FIRST)


def last_day(stretch: date) -> date:
    return after(stretch) - timedelta(days=1)


def stretches(period: Period) -> list[date] | None:
    """The stretches that a period is made of; None when it cuts one."""
    found = [stretch_of(period.first)]
    while last_day(found[-1]) < period.last:
        found.append(after(found[-1]))
    return found if found[0] == period.first and last_day(found[-1]) == period.last else None
