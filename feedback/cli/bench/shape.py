"""When reports come in: hours, days of the week, seasons and storms, as the log of a real city has them.

The weights of hours and weekdays were counted in the open log of Boston's 311 service, July to December 2011 (58,251
requests; City of Boston, open data), of which nothing else is used: its worst days bring two to five times a usual one.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from feedback import clock

HOURS = (3, 2, 1, 1, 1, 2, 6, 21, 42, 68, 70, 59, 52, 49, 52, 44, 28, 20, 15, 13, 11, 10, 9, 6)  # per mille, rounded
WEEKDAYS = (110, 109, 111, 99, 93, 29, 32)  # Monday first
STORM_EVERY_DAYS = 45
STORM = (1.8, 4.0)  # a storm day brings so many times the usual
NOISE = (0.85, 1.15)
HOUR_S = 3600


@dataclass(frozen=True)
class Arrival:
    """One report coming in. `is_stormy`: on that day trees fall and streets are under water."""

    at: int
    is_stormy: bool


def arrivals(chance: random.Random, cases: int, first: date, now: datetime) -> Iterator[Arrival]:
    """So many instants between the first day and now, in order, made day by day."""
    days = _days(chance, first, now)
    total = sum(sum(hours) for _, _, hours in days)
    seen, given = 0.0, 0
    for day, is_stormy, hours in days:
        midnight = int(datetime.combine(day, time(), clock.HO_CHI_MINH).timestamp())
        for hour, weight in enumerate(hours):
            seen += weight
            count = round(cases * seen / total) - given
            given += count
            begins = midnight + hour * HOUR_S
            length = min(HOUR_S, max(1, int(now.timestamp()) - begins))
            for at in sorted(begins + chance.randrange(length) for _ in range(count)):
                yield Arrival(at, is_stormy)


def _days(chance: random.Random, first: date, now: datetime) -> list[tuple[date, bool, list[float]]]:
    """Each day with the weights of its hours; what lies after now weighs nothing."""
    local = clock.local(now)
    days = []
    for ahead in range((local.date() - first).days + 1):
        day = first + timedelta(days=ahead)
        is_stormy = chance.random() < 1 / STORM_EVERY_DAYS
        heavy = WEEKDAYS[day.weekday()] * chance.uniform(*(STORM if is_stormy else NOISE))
        last_hour = local.hour if day == local.date() else 23
        days.append((day, is_stormy, [heavy * weight * (hour <= last_hour) for hour, weight in enumerate(HOURS)]))
    return days
