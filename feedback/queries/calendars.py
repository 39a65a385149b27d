"""The working calendars in force, as the rules need them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models import Agency, CalendarUse, DayException, WorkingCalendar
from feedback.queries import reference
from feedback.rules.calendar_file import calendar_from_json
from feedback.rules.working_time import Calendar, Window
from feedback.terms import Unit

OFFICE = "hanh-chinh"
CONTINUOUS = "lien-tuc"


@dataclass(frozen=True)
class Held:
    """One version of a calendar: its row, the name it has in clock ledgers, and its arithmetic."""

    id: int
    code: str
    key: str  # "hanh-chinh@1"
    valid_from: date
    calendar: Calendar
    name: str = ""


def in_force(session: Session, on: date) -> dict[str, Held]:
    """The version of each calendar that holds on a day, by calendar code."""
    return {held.code: held for held in reference.kept(session, "calendars", _read) if held.valid_from <= on}


def named(session: Session, keys: Iterable[str]) -> dict[str, Calendar]:
    """The arithmetic of the versions that a clock's ledger names ("hanh-chinh@1"). Raises KeyError."""
    known = every_version(session)
    return {key: known[key] for key in keys}


def every_version(session: Session) -> dict[str, Calendar]:
    """The arithmetic of all versions that there ever were, by their names in ledgers."""
    return {held.key: held.calendar for held in reference.kept(session, "calendars", _read)}


def by_id(session: Session) -> dict[int, Calendar]:
    """The arithmetic of every version, by the id that clocks keep."""
    return {held.id: held.calendar for held in reference.kept(session, "calendars", _read)}


def for_clock(session: Session, on: date, unit: Unit, agency_code: str | None = None) -> Held:
    """What a clock counts by: plain minutes run around the clock, an agency's turn by the calendar of its group,
    everything else (the promise to the citizen, the centre's own) by the city's."""
    return in_force(session, on)[CONTINUOUS if unit is Unit.MINUTES else code_of(session, agency_code)]


def code_of(session: Session, agency_code: str | None) -> str:
    """The calendar of an agency's group; the city's for everybody who has no other."""
    return uses(session).get(agency_code or "", OFFICE)


def uses(session: Session) -> dict[str, str]:
    """Agencies that count by another calendar than the city's, by agency code; their own choice beats their kind's."""
    return reference.kept(session, "calendar_uses", _read_uses)


def all_uses(session: Session) -> Sequence[CalendarUse]:
    return session.scalars(select(CalendarUse).order_by(CalendarUse.id)).all()


def _read_uses(session: Session) -> dict[str, str]:
    rows = all_uses(session)
    by_kind = {row.kind: row.calendar_code for row in rows if row.kind}
    found = {}
    if by_kind:
        kinds = session.execute(select(Agency.code, Agency.kind).where(Agency.kind.in_(by_kind)))
        found = {code: by_kind[kind] for code, kind in kinds}
    return found | {row.agency_code: row.calendar_code for row in rows if row.agency_code}


def _read(session: Session) -> list[Held]:
    """Every version, oldest first, in two statements."""
    days: dict[int, dict[date, tuple[Window, ...]]] = defaultdict(dict)
    for day in session.scalars(select(DayException)):
        days[day.calendar_id][day.on] = tuple(Window(*map(time.fromisoformat, pair)) for pair in day.windows)
    rows = session.scalars(select(WorkingCalendar).order_by(WorkingCalendar.version))
    return [
        Held(row.id, row.code, f"{row.code}@{row.version}", row.valid_from, _calendar(row, days[row.id]), row.name)
        for row in rows
    ]


def _calendar(row: WorkingCalendar, exceptions: dict[date, tuple[Window, ...]]) -> Calendar:
    return Calendar(
        code=f"{row.code}@{row.version}",
        week=calendar_from_json({"week": row.week, "continuous": row.is_continuous}, code=row.code).week,
        exceptions=exceptions,
        continuous=row.is_continuous,
        known_until=max(exceptions, default=None),
    )
