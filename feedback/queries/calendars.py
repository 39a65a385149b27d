"""The working calendars in force, as the rules need them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models import DayException, WorkingCalendar
from feedback.rules.calendar_file import calendar_from_json
from feedback.rules.working_time import Calendar, Window
from feedback.terms import Unit

OFFICE = "hanh-chinh"
CONTINUOUS = "lien-tuc"
ROWS = "calendar_rows"


@dataclass(frozen=True)
class Held:
    """One version of a calendar: its row, the name it has in clock ledgers, and its arithmetic."""

    id: int
    key: str  # "hanh-chinh@1"
    calendar: Calendar


def in_force(session: Session, on: date) -> dict[str, Held]:
    """The version of each calendar that holds on a day, by calendar code. At most one statement a transaction."""
    rows = session.info.get(ROWS)
    if rows is None:
        rows = session.info[ROWS] = session.scalars(select(WorkingCalendar).order_by(WorkingCalendar.version)).all()
    return {row.code: held(session, row) for row in rows if row.valid_from <= on}


def named(session: Session, keys: Iterable[str]) -> dict[str, Calendar]:
    """The arithmetic of the versions that a clock's ledger names ("hanh-chinh@1")."""
    cache: dict[str, Held] = session.info["cache"]
    if any(key not in cache for key in keys):
        in_force(session, date.max)
    return {key: cache[key].calendar for key in keys}


def held(session: Session, row: WorkingCalendar) -> Held:
    """A version never changes once written, so its arithmetic is kept for the life of the process."""
    cache: dict[str, Held] = session.info["cache"]
    key = f"{row.code}@{row.version}"
    if key not in cache:
        cache[key] = Held(row.id, key, _calendar(session, row, key))
    return cache[key]


def name_for(unit: Unit) -> str:
    """Plain minutes run around the clock; everything else in office hours."""
    return CONTINUOUS if unit is Unit.MINUTES else OFFICE


def _calendar(session: Session, row: WorkingCalendar, key: str) -> Calendar:
    pattern = calendar_from_json({"week": row.week, "continuous": row.is_continuous}, code=row.code)
    days = session.scalars(select(DayException).where(DayException.calendar_id == row.id)).all()
    return Calendar(
        code=key,
        week=pattern.week,
        exceptions={day.on: tuple(Window(*map(time.fromisoformat, pair)) for pair in day.windows) for day in days},
        continuous=row.is_continuous,
        known_until=max((day.on for day in days), default=None),
    )
