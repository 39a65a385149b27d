"""Working calendars. A version that clocks count by is never edited: what differs becomes the next version."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from feedback.actions.pack.files import Pack, Row
from feedback.actions.pack.merge import Change, Values
from feedback.actions.recount_clocks import owe_recount
from feedback.models import DayException, WorkingCalendar
from feedback.rules.calendar_file import calendar_from_json

FILES = "calendar.toml"
PATTERN = ("name", "is_continuous", "week", "legal_basis", "valid_from")


def load_calendars(session: Session, pack: Pack) -> list[Change]:
    """The pack's days off belong to the calendar that city.toml names as `working_calendar`."""
    counted_by = pack.toml("city.toml")["working_calendar"]
    days = [_day(row) for row in pack.rows("holidays.csv")]
    newest = _newest(session)
    added = 0
    for form in pack.toml("calendar.toml")["calendar"]:
        pattern = _pattern(form)
        wanted = days if pattern["code"] == counted_by else []
        held = newest.pop(pattern["code"], None)
        if held is None or _differs(session, held, pattern, wanted):
            _add_version(session, pattern, held.version + 1 if held else 1, wanted)
            added += 1
    unchanged = len(pack.toml("calendar.toml")["calendar"]) - added
    return [Change(FILES, added, 0, unchanged, tuple(sorted(newest)))]


def _newest(session: Session) -> dict[str, WorkingCalendar]:
    rows = session.scalars(select(WorkingCalendar).order_by(WorkingCalendar.version))
    return {row.code: row for row in rows}


def _differs(session: Session, held: WorkingCalendar, pattern: Values, days: list[Values]) -> bool:
    query = select(DayException).where(DayException.calendar_id == held.id)
    there = {row.on: (row.name, row.windows, row.source_document, row.is_predicted) for row in session.scalars(query)}
    given = {row["on"]: (row["name"], row["windows"], row["source_document"], row["is_predicted"]) for row in days}
    return given != there or any(getattr(held, name) != pattern[name] for name in PATTERN)


def _add_version(session: Session, pattern: Values, version: int, days: list[Values]) -> None:
    row = WorkingCalendar(**pattern, version=version)
    session.add(row)
    session.flush()
    if days:
        session.execute(insert(DayException), [{**values, "calendar_id": row.id} for values in days])
    if version > 1:
        owe_recount(session, row)


def _pattern(form: dict[str, Any]) -> Values:
    """One calendar of calendar.toml. Raises Invalid when its hours make no sense."""
    week = form.get("week", {})
    is_continuous = bool(form.get("is_continuous", False))
    calendar_from_json({"week": week, "continuous": is_continuous}, code=form["code"])
    return {
        "code": form["code"],
        "name": form["name"],
        "is_continuous": is_continuous,
        "week": week,
        "legal_basis": form.get("legal_basis", ""),
        "valid_from": form.get("valid_from", date(2000, 1, 1)),
    }


def _day(row: Row) -> Values:
    return {
        "on": date.fromisoformat(row["on"]),
        "name": row["name"],
        "windows": _windows(row["windows"]) if row["is_working"] == "1" else [],
        "source_document": row["source_document"],
        "is_predicted": row["is_predicted"] == "1",
    }


def _windows(text: str) -> list[list[str]]:
    """ "07:00-11:00;13:00-17:00" as [["07:00", "11:00"], ["13:00", "17:00"]]."""
    return [window.split("-") for window in text.split(";") if window]
