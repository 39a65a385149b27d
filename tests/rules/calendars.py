"""Calendars and a slow, obvious reckoning that the fast rules are held against."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from feedback.clock import HO_CHI_MINH
from feedback.rules.working_time import Calendar, Window

MORNING = Window(time(7, 30), time(11, 30))
AFTERNOON = Window(time(13, 30), time(17, 0))
OFFICE_DAY = (MORNING, AFTERNOON)
OFFICE_WEEK = (OFFICE_DAY,) * 5 + ((), ())

OFFICE = Calendar(
    code="office",
    week=OFFICE_WEEK,
    exceptions={
        date(2026, 8, 31): (),
        date(2026, 9, 1): (),
        date(2026, 9, 2): (),
        date(2026, 8, 22): OFFICE_DAY,
    },
)

# Shifts until midnight, a short Friday, a Saturday morning, a storm half-day: nothing here may be special.
CROOKED = Calendar(
    code="crooked",
    week=(
        (Window(time(0), time(2)), Window(time(6), time(6, 1)), Window(time(22), time(0))),
        (),
        (Window(time(0), time(0)),),
        OFFICE_DAY,
        (Window(time(9), time(10)),),
        (MORNING,),
        (),
    ),
    exceptions={date(2026, 7, 8): (), date(2026, 7, 9): (MORNING,), date(2026, 7, 7): (AFTERNOON,)},
)


def at(text: str) -> datetime:
    """Vietnam's wall clock: "2026-07-06 08:00" or with seconds."""
    return datetime.fromisoformat(text).replace(tzinfo=HO_CHI_MINH)


def counts(calendar: Calendar, instant: datetime, pauses: Iterable[tuple[datetime, datetime]] = ()) -> bool:
    """Whether the minute that begins at `instant` is counted."""
    local = instant.astimezone(calendar.zone)
    open_now = any(
        window.start <= local.time() and (window.end == time(0) or local.time() < window.end)
        for window in calendar.windows_on(local.date())
    )
    return open_now and not any(begins <= instant < ends for begins, ends in pauses)


def due_by_minutes(
    calendar: Calendar, start: datetime, minutes: int, pauses: Iterable[tuple[datetime, datetime]] = ()
) -> datetime:
    """Walks minute by minute; start and pauses are on whole minutes."""
    instant = start.astimezone(UTC)
    while minutes:
        minutes -= counts(calendar, instant, pauses)
        instant += timedelta(minutes=1)
    return instant


def worked_by_minutes(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    span = int((end - start) / timedelta(minutes=1))
    return timedelta(minutes=sum(counts(calendar, start + timedelta(minutes=ahead)) for ahead in range(span)))
