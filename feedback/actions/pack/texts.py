"""Coded reasons that people choose from, and what the city sets for itself."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from feedback.actions.pack.files import Pack
from feedback.actions.pack.merge import Change, merge
from feedback.models import Reason, Setting, TextModule
from feedback.rules import programme_steps

FINGERPRINT = "pack."  # settings of this name are the loader's own memory
TEXT_MODULES = "text_modules.csv"
REASONS = {
    "result_codes.csv": "result",
    "return_codes.csv": "return",
    "refusal_codes.csv": "refusal",
    "question_templates.csv": "question",
    "extension_codes.csv": "extension",
    "withhold_codes.csv": "withhold",
}


def load_reasons(session: Session, pack: Pack) -> list[Change]:
    return [_reasons(session, pack, file, purpose) for file, purpose in REASONS.items()]


def load_text_modules(session: Session, pack: Pack) -> list[Change]:
    """The ready texts of everybody; those that agencies wrote for themselves are left alone."""
    rows = [
        {
            **{name: row[name] for name in ("code", "purpose", "reason_code", "name", "text")},
            "field_code": row["field_code"] or None,
            "position": position,
        }
        for position, row in enumerate(pack.rows(TEXT_MODULES), 1)
    ]
    return [merge(session, TEXT_MODULES, TextModule, rows, within=TextModule.agency_code.is_(None))]


def load_settings(session: Session, pack: Pack) -> list[Change]:
    """city.toml by dotted names: "rating.scale", "routing.auto_threshold". Lists stay lists. Raises Invalid."""
    values = flat(pack.toml("city.toml"))
    programme_steps.steps(values)  # nobody would see a wrong day before the reminders of that day
    rows = [{"key": key, "value": value} for key, value in values.items()]
    within = Setting.key.not_like(f"{FINGERPRINT}%")
    return [merge(session, "city.toml", Setting, rows, within=within)]


def flat(table: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested tables as one, with dotted names."""
    found: dict[str, Any] = {}
    for name, value in table.items():
        if isinstance(value, dict):
            found |= flat(value, f"{prefix}{name}.")
        else:
            found[prefix + name] = value.isoformat() if isinstance(value, date) else value
    return found


def _reasons(session: Session, pack: Pack, file: str, purpose: str) -> Change:
    rows = [
        {
            "purpose": purpose,
            "code": row["code"],
            "name_vi": row["name_vi"],
            "name_en": row["name_en"],
            "text_vi": row.get("text_vi") or "",
            "text_en": row.get("text_en") or "",
            "position": position,
            "needs_picture": row.get("needs_picture") == "1",
        }
        for position, row in enumerate(pack.rows(file), 1)
    ]
    return merge(session, file, Reason, rows, within=Reason.purpose == purpose)
