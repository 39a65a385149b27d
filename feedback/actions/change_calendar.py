"""A day off, a make-up day, or an ordinary day again: always as a new version of the calendar.

Clocks name the version they count by, so a version that exists is never edited.
"""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import contact, ledger
from feedback.actions.recount_clocks import owe_recount
from feedback.actions.settings_permit import only_admin
from feedback.errors import N_, Invalid, Missing
from feedback.models import DayException, WorkingCalendar
from feedback.rules.calendar_file import calendar_from_json
from feedback.rules.lifecycle import Actor
from feedback.rules.working_time import Calendar, Window, problems, trouble

AHEAD = timedelta(days=800)
NO_CALENDAR = N_("Không có lịch này.")
ALWAYS_ON = N_("Lịch liên tục không có ngày nghỉ.")
OUT_OF_RANGE = N_("Chọn một ngày từ hôm nay đến 800 ngày tới.")
NAMELESS = N_("Hãy ghi vì sao ngày này khác, ví dụ: nghỉ bù Quốc khánh.")
BAD_WINDOWS = N_("Giờ làm việc viết như 07:00-11:00; 13:00-17:00.")
UNCHANGED = N_("Ngày này đang đúng như vậy rồi.")

Windows = list[list[str]]
Week = dict[str, Any]
Days = dict[date, dict[str, Any]]


def change_calendar(
    session: Session, actor: Actor, code: str, *, on: date, windows: str | None, name: str, source_document: str
) -> WorkingCalendar:
    """The new version, in force from today. `windows` is "" for a day off, None to follow the week again.

    Raises Invalid naming `on`, `windows` or `name`; Missing, NotYours.
    """
    only_admin(actor)
    held = newest(session, code)
    today = clock.today()
    if not today <= on <= today + AHEAD:
        raise Invalid("on", OUT_OF_RANGE)
    days = days_of(session, held)
    changed = dict(days)
    changed.pop(on, None)
    if windows is not None:
        changed[on] = _day(on, parsed(windows), name, source_document)
    if {day: one["windows"] for day, one in changed.items()} == {day: one["windows"] for day, one in days.items()}:
        raise Invalid("on", UNCHANGED)
    refuse_new_problems(held.code, held.week, days, held.week, changed)
    return write_version(session, actor, held, held.week, changed)


def newest(session: Session, code: str) -> WorkingCalendar:
    query = select(WorkingCalendar).where(WorkingCalendar.code == code).order_by(WorkingCalendar.version.desc())
    held = session.scalars(query.limit(1)).first()
    if held is None:
        raise Missing(NO_CALENDAR)
    if held.is_continuous:
        raise Invalid("on", ALWAYS_ON)
    return held


def days_of(session: Session, held: WorkingCalendar) -> Days:
    """The days of a version that differ from its week."""
    rows = session.scalars(select(DayException).where(DayException.calendar_id == held.id))
    return {
        row.on: {
            "on": row.on,
            "name": row.name,
            "windows": row.windows,
            "source_document": row.source_document,
            "is_predicted": row.is_predicted,
        }
        for row in rows
    }


def _day(on: date, windows: Windows, name: str, source_document: str) -> dict[str, Any]:
    name = contact.short(name, "name", 160)
    if not name:
        raise Invalid("name", NAMELESS)
    source = contact.short(source_document, "source_document", 300)
    return {"on": on, "name": name, "windows": windows, "source_document": source, "is_predicted": False}


def parsed(text: str) -> Windows:
    """ "07:00-11:00; 13:00-17:00" as pairs in order. Raises Invalid naming `windows`."""
    try:
        pairs = [
            tuple(time.fromisoformat(end.strip()) for end in part.split("-"))
            for part in text.split(";")
            if part.strip()
        ]
        windows = sorted(Window(opens, closes) for opens, closes in pairs)
    except ValueError as error:
        raise Invalid("windows", BAD_WINDOWS) from error
    if windows and trouble(windows, ""):
        raise Invalid("windows", BAD_WINDOWS)
    return [[f"{window.start:%H:%M}", f"{window.end:%H:%M}"] for window in windows]


def refuse_new_problems(code: str, week: Week, days: Days, new_week: Week, new_days: Days) -> None:
    """What is wrong already is no reason to refuse; what this change would break is. Raises Invalid."""
    today = clock.today()
    before, after = _calendar(code, week, days), _calendar(code, new_week, new_days)
    new = set(problems(after, today)) - set(problems(before, today))
    if new:
        raise Invalid("windows", min(new))


def _calendar(code: str, week: Week, days: Days) -> Calendar:
    exceptions = {
        on: tuple(Window(*map(time.fromisoformat, pair)) for pair in one["windows"]) for on, one in days.items()
    }
    windows = calendar_from_json({"week": week, "continuous": False}, code=code).week
    return Calendar(code=code, week=windows, exceptions=exceptions, known_until=max(exceptions, default=None))


def write_version(session: Session, actor: Actor, held: WorkingCalendar, week: Week, days: Days) -> WorkingCalendar:
    """The next version of this calendar, in force from today; running clocks will follow it."""
    newer = WorkingCalendar(
        code=held.code,
        version=held.version + 1,
        name=held.name,
        is_continuous=False,
        week=week,
        legal_basis=held.legal_basis,
        valid_from=max(clock.today(), held.valid_from),
    )
    session.add(newer)
    session.flush()
    if days:
        session.execute(insert(DayException), [{**one, "calendar_id": newer.id} for one in days.values()])
    ledger.record(session, actor, "setting.changed", newer, what="calendar", key=f"{newer.code}@{newer.version}")
    owe_recount(session, newer)
    return newer
