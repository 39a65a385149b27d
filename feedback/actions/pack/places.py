"""Wards of today, the units they were made from, streets and landmarks."""

from __future__ import annotations

from sqlalchemy.orm import Session

from feedback.actions.pack.files import Pack, Row, day, day_or_none, number
from feedback.actions.pack.merge import Change, Values, merge
from feedback.models import Landmark, LegacyWard, Street, Ward, WardSuccession
from feedback.rules.text import fold


def load_wards(session: Session, pack: Pack) -> list[Change]:
    return [merge(session, "wards.csv", Ward, [_ward(row) for row in pack.rows("wards.csv")])]


def load_legacy_wards(session: Session, pack: Pack) -> list[Change]:
    rows = [_legacy_ward(row) for row in pack.rows("legacy_wards.csv")]
    return [merge(session, "legacy_wards.csv", LegacyWard, rows)]


def load_successions(session: Session, pack: Pack) -> list[Change]:
    rows = [
        {**_named(row, "legacy_code ward_code note"), "is_split": row["is_split"] == "1"}
        for row in pack.rows("legacy_successions.csv")
    ]
    return [merge(session, "legacy_successions.csv", WardSuccession, rows)]


def load_streets(session: Session, pack: Pack) -> list[Change]:
    rows = [
        {**_named(row, "code name aliases ward_codes source"), **_spot(row), "folded": fold(row["name"])}
        for row in pack.rows("streets.csv")
    ]
    return [merge(session, "streets.csv", Street, rows)]


def load_landmarks(session: Session, pack: Pack) -> list[Change]:
    rows = [
        {
            **_named(row, "code name aliases kind street source"),
            **_spot(row),
            "folded": fold(row["name"]),
            "ward_code": row["ward_code"] or None,
        }
        for row in pack.rows("landmarks.csv")
    ]
    return [merge(session, "landmarks.csv", Landmark, rows)]


def _ward(row: Row) -> Values:
    return {
        **_named(row, "code name kind legal_basis"),
        **_spot(row),
        "folded": fold(row["name"]),
        "area_km2": number(row["area_km2"]),
        "valid_from": day(row["valid_from"]),
        "valid_to": day_or_none(row["valid_to"]),
    }


def _legacy_ward(row: Row) -> Values:
    return {**_named(row, "code name kind district province"), **_spot(row), "folded": fold(row["name"])}


def _named(row: Row, columns: str) -> Values:
    return {column: row[column] for column in columns.split()}


def _spot(row: Row) -> Values:
    return {"lat": number(row["lat"]), "lon": number(row["lon"])}
