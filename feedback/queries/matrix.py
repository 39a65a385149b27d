"""The responsibility matrix as routing reads it, as its versions keep it, and which line of which version decided."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models import Responsibility, RulesVersion
from feedback.rules.rule_line import RuleRow
from feedback.terms import Level, Owner

Line = dict[str, Any]
TEXTS = ("field_code", "place", "street_code", "weekdays", "hours", "agency", "cooperating", "legal_basis", "note")


@dataclass(frozen=True)
class Matrix:
    """The lines that hold now as routing reads them, and which version they are."""

    rules: tuple[RuleRow, ...]
    label: str


def read(session: Session) -> Matrix:
    """Two statements."""
    held = lines(session)
    return Matrix(tuple(rule_of(line) for line in held), label(session, held))


def lines(session: Session) -> list[Line]:
    """The lines that hold now, in their order, as versions keep them. One statement."""
    return [line_of(row) for row in session.scalars(select(Responsibility).order_by(Responsibility.position))]


def line_of(row: Responsibility) -> Line:
    """A line as JSON keeps it."""
    texts = {name: getattr(row, name) for name in TEXTS}
    return {
        "id": row.id,
        "position": row.position,
        **texts,
        "owner": row.owner.value if row.owner else None,
        "level": row.level.value if row.level else None,
        "facts": [list(fact) for fact in row.facts or ()],
        "share_unknown": 0.5 if row.share_unknown is None else row.share_unknown,
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat() if row.valid_to else None,
    }


def columns_of(line: Line) -> dict[str, Any]:
    """The same as columns of the table, without the id."""
    return {
        "position": line["position"],
        **{name: line[name] for name in TEXTS},
        "owner": Owner(line["owner"]) if line["owner"] else None,
        "level": Level(line["level"]) if line["level"] else None,
        "facts": line["facts"],
        "share_unknown": line["share_unknown"],
        "valid_from": date.fromisoformat(line["valid_from"]),
        "valid_to": date.fromisoformat(line["valid_to"]) if line["valid_to"] else None,
    }


def rule_of(line: Line) -> RuleRow:
    """The same as routing reads it. A line that is only a draft has the id 0."""
    known = columns_of(line)
    known["cooperating"] = tuple(part.strip() for part in line["cooperating"].split(";") if part.strip())
    known["facts"] = tuple((name, wanted) for name, wanted in line["facts"])
    known["street"] = known.pop("street_code") or ""
    del known["note"]
    return RuleRow(id=line["id"] or 0, **known)


def fingerprint(held: Iterable[Line]) -> str:
    """What tells one matrix from another: the same lines give the same value on every machine."""
    plain = json.dumps(list(held), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def label(session: Session, held: Sequence[Line]) -> str:
    """ "7-1a2b3c4d": the newest version and the print of the lines; version 0 when no version says just this."""
    here = fingerprint(held)
    newest = newest_version(session)
    return f"{newest.number if newest and newest.fingerprint == here else 0}-{here[:8]}"


def newest_version(session: Session) -> RulesVersion | None:
    return session.scalars(select(RulesVersion).order_by(RulesVersion.number.desc()).limit(1)).first()


def version(session: Session, number: int) -> RulesVersion | None:
    return session.get(RulesVersion, number)


def line_then(session: Session, version_label: str, rule_id: int | None) -> Line | None:
    """The line with this id as it stood in the version that a decision names. One statement."""
    number = version_label.partition("-")[0]
    held = session.get(RulesVersion, int(number)) if rule_id and number.isdigit() else None
    return next((line for line in held.lines if line["id"] == rule_id), None) if held else None


def differing(before: Sequence[Line], after: Sequence[Line]) -> list[tuple[Line | None, Line | None]]:
    """The lines that two matrices do not share, as (before, after); None where one of them has no such line."""
    old: Mapping[Any, Line] = {line["id"]: line for line in before}
    new: Mapping[Any, Line] = {line["id"]: line for line in after}
    ids = sorted(old.keys() | new.keys(), key=lambda key: (new.get(key) or old[key])["position"])
    return [(old.get(key), new.get(key)) for key in ids if old.get(key) != new.get(key)]
