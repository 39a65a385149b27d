"""Agencies, fields, the words that hint at them, who is responsible for what, and the time limits."""

from __future__ import annotations

from sqlalchemy.orm import Session

from feedback.actions.pack.files import Pack, Row, day, day_or_none
from feedback.actions.pack.merge import Change, Values, merge
from feedback.models import Agency, AlertLevel, AssetOwner, Field, Keyword, LadderStep, Limit, Responsibility
from feedback.rules.text import fold
from feedback.terms import AgencyKind, ClockKind, Level, Owner, Unit

SHARE_UNKNOWN = 0.5  # as likely as not, where the pack does not say
WORDS = ("purpose", "meaning", "phrase")


def load_agencies(session: Session, pack: Pack) -> list[Change]:
    rows = [_agency(row) for row in pack.rows("agencies.csv")]
    return [merge(session, "agencies.csv", Agency, rows, later=("parent_code", "successor_code"))]


def load_fields(session: Session, pack: Pack) -> list[Change]:
    rows = [_field(row) for row in pack.rows("fields.csv")]
    return [merge(session, "fields.csv", Field, rows, later=("parent_code",))]


def load_keywords(session: Session, pack: Pack) -> list[Change]:
    return _words(session, pack, "keywords.csv", "field", "field_code")


def load_danger_words(session: Session, pack: Pack) -> list[Change]:
    return _words(session, pack, "danger_words.csv", "danger", "kind")


def load_kind_words(session: Session, pack: Pack) -> list[Change]:
    return _words(session, pack, "kind_words.csv", "kind", "kind")


def load_empty_phrases(session: Session, pack: Pack) -> list[Change]:
    return _words(session, pack, "empty_phrases.csv", "empty", "")


def load_matrix(session: Session, pack: Pack) -> list[Change]:
    rows = [_responsibility(row) for row in pack.rows("responsibilities.csv")]
    return [merge(session, "responsibilities.csv", Responsibility, rows, key=("position",))]


def load_asset_owners(session: Session, pack: Pack) -> list[Change]:
    rows = [
        {
            "street_code": row["street_code"],
            "field_code": row["field_code"] or None,
            "owner": Owner(row["owner"]),
            "legal_basis": row["legal_basis"],
        }
        for row in pack.rows("asset_owners.csv")
    ]
    return [merge(session, "asset_owners.csv", AssetOwner, rows, key=("street_code", "field_code"))]


def load_limits(session: Session, pack: Pack) -> list[Change]:
    return [merge(session, "limits.csv", Limit, [_limit(row) for row in pack.rows("limits.csv")], key=("code",))]


def load_ladder(session: Session, pack: Pack) -> list[Change]:
    rows = [
        {
            **{name: row[name] for name in ("code", "name_vi", "name_en")},
            **{name: int(row[name]) if row[name] else None for name in ("share", "days_after")},
            "tells": [one for one in row["tells"].split(";") if one],
            "is_active": True,
        }
        for row in pack.rows("ladder.csv")
    ]
    return [merge(session, "ladder.csv", LadderStep, rows)]


def load_alert_levels(session: Session, pack: Pack) -> list[Change]:
    rows = [
        {
            **{name: row[name] for name in ("code", "tells", "name_vi", "name_en")},
            "after_minutes": int(row["after_minutes"]),
            "ways": [one for one in row["ways"].split(";") if one],
            "is_active": True,
        }
        for row in pack.rows("alert_levels.csv")
    ]
    return [merge(session, "alert_levels.csv", AlertLevel, rows)]


def _words(session: Session, pack: Pack, file: str, purpose: str, column: str) -> list[Change]:
    rows = [
        {
            "purpose": purpose,
            "meaning": row[column] if column else purpose,
            "phrase": row["phrase"],
            "weight": float(row.get("weight") or 1),
        }
        for row in pack.rows(file)
    ]
    return [merge(session, file, Keyword, rows, key=WORDS, within=Keyword.purpose == purpose)]


def _agency(row: Row) -> Values:
    texts = {name: row[name] for name in ("code", "name", "name_en", "phone", "legal_basis")}
    codes = {name: row[name] or None for name in ("parent_code", "ward_code", "successor_code")}
    return {
        **texts,
        **codes,
        **_validity(row),
        "short_name": row["short_name"] or row["name"],
        "folded": fold(row["name"]),
        "kind": AgencyKind(row["kind"]),
    }


def _field(row: Row) -> Values:
    return {
        **{name: row[name] for name in ("code", "name_vi", "name_en", "hint_vi", "hint_en", "about")},
        "parent_code": row["parent_code"] or None,
        "position": int(row["position"]),
        "is_site_problem": row["is_site_problem"] == "1",
        "is_urgent_24x7": row["is_urgent_24x7"] == "1",
        "default_level": Level(row["default_level"]),
    }


def _responsibility(row: Row) -> Values:
    return {
        **{name: row[name] for name in ("field_code", "place", "legal_basis", "note")},
        **_validity(row),
        "position": int(row["position"]),
        "level": Level(row["level"]) if row["level"] else None,
        "street_code": row.get("street_code") or None,
        "owner": Owner(row["owner"]) if row.get("owner") else None,
        "facts": [fact.split("=", 1) for fact in (row.get("facts") or "").split(";") if fact],
        "weekdays": row.get("weekdays") or "",
        "hours": row.get("hours") or "",
        "share_unknown": float(row.get("share_unknown") or SHARE_UNKNOWN),
        "agency": row["agency_code"],
        "cooperating": row["cooperating_codes"],
    }


def _limit(row: Row) -> Values:
    return {
        **{name: row[name] for name in ("code", "kind", "legal_basis", "note")},
        **_validity(row),
        "clock": ClockKind(row["clock"]),
        "field_code": row["field_code"] or None,
        "level": Level(row["level"]) if row["level"] else None,
        "amount": int(row["amount"]),
        "unit": Unit(row["unit"]),
    }


def _validity(row: Row) -> Values:
    return {"valid_from": day(row["valid_from"]), "valid_to": day_or_none(row["valid_to"])}
