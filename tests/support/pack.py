"""Filling a database with the city pack of Cần Thơ."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from feedback.database import Database
from feedback.models import Agency, DayException, Field, Keyword, Limit, Reason, Setting, Ward, WorkingCalendar
from feedback.rules.text import fold
from tests.data.city_pack import rows, settings

REASONS = {
    "result": "result_codes.csv",
    "return": "return_codes.csv",
    "refusal": "refusal_codes.csv",
    "question": "question_templates.csv",
}


def load_cantho(database: Database) -> None:
    """Everything of the pack that actions ask for."""
    with database.writing() as session:
        session.execute(insert(Setting), list(_flat(settings("city.toml"))))
        session.execute(insert(Ward), [_dated(row, "lat", "lon", "area_km2") | _folded(row) for row in rows("wards.csv")])
        agencies = [_without(_dated(row) | _folded(row), "note") for row in rows("agencies.csv")]
        session.execute(insert(Agency), sorted(agencies, key=_depth(agencies)))
        _fields(session)
        _reasons(session)
        _calendars(session)
        session.commit()


def _flat(values: dict[str, Any], prefix: str = "") -> Any:
    for key, value in values.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield {"key": prefix + key, "value": value}


def _fields(session: Session) -> None:
    fields = [
        row
        | {"parent_code": row["parent_code"] or None, "position": int(row["position"])}
        | {key: row[key] == "1" for key in ("is_site_problem", "is_urgent_24x7")}
        for row in rows("fields.csv")
    ]
    session.execute(insert(Field), sorted(fields, key=lambda row: row["code"].count(".")))
    limits = [
        _dated(row) | {"field_code": row["field_code"] or None, "level": row["level"] or None, "amount": int(row["amount"])}
        for row in rows("limits.csv")
    ]
    session.execute(insert(Limit), limits)
    empty = [{"purpose": "empty", "meaning": "", "phrase": row["phrase"], "weight": 1.0} for row in rows("empty_phrases.csv")]
    session.execute(insert(Keyword), empty)


def _reasons(session: Session) -> None:
    for purpose, name in REASONS.items():
        session.execute(insert(Reason), [row | {"purpose": purpose} for row in rows(name)])


def _calendars(session: Session) -> None:
    for number, line in enumerate(settings("calendar.toml")["calendar"], 1):
        week = line.get("week", {})
        kept = {key: line[key] for key in ("code", "name", "is_continuous", "legal_basis", "valid_from")}
        session.add(WorkingCalendar(id=number, version=1, week=week, **kept))
    session.flush()
    days = [
        {
            "calendar_id": 1,
            "on": date.fromisoformat(row["on"]),
            "name": row["name"],
            "windows": [window.split("-") for window in row["windows"].split(";") if window],
            "source_document": row["source_document"],
            "is_predicted": row["is_predicted"] == "1",
        }
        for row in rows("holidays.csv")
    ]
    session.execute(insert(DayException), days)


def _dated(row: dict[str, str], *numbers: str) -> dict[str, Any]:
    dated = {key: date.fromisoformat(row[key]) if row.get(key) else None for key in ("valid_from", "valid_to")}
    links = {key: row[key] or None for key in ("parent_code", "ward_code", "successor_code") if key in row}
    return row | dated | links | {key: float(row[key]) if row[key] else None for key in numbers}


def _folded(row: dict[str, str]) -> dict[str, str]:
    return {"folded": fold(row["name"])}


def _without(row: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != key}


def _depth(agencies: list[dict[str, Any]]) -> Any:
    parents = {row["code"]: row["parent_code"] for row in agencies}

    def depth(row: dict[str, Any]) -> int:
        steps, code = 0, row["code"]
        while parents[code]:
            steps, code = steps + 1, parents[code]
        return steps

    return depth
