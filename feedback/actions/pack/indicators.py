"""The definitions of indicators of the pack. A version that was used is never edited: a change needs a new number."""

from __future__ import annotations

from collections.abc import Container
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions.pack.files import Pack, Row, day_or_none
from feedback.actions.pack.merge import Change, merge
from feedback.errors import N_, Invalid
from feedback.models import Indicator
from feedback.queries import dossiers
from feedback.queries.call_figures import CALL_MEASURES, CALLS
from feedback.queries.measures import CONDITIONS, MEASURES
from feedback.rules import scoring

INDICATORS = "indicators.csv"
ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)  # what a city begins with also counts what was before it began
UNKNOWN = N_("Tệp %(file)s, chỉ tiêu “%(code)s”: không có phép đếm “%(name)s”.")
EDITED = N_("Tệp %(file)s, chỉ tiêu “%(code)s”: định nghĩa đã đổi, hãy ghi thành phiên bản mới.")
WORDS = (
    "code", "name_vi", "name_en", "kind", "population", "condition", "measure", "formula", "parameters", "source",
    "note_vi", "note_en",
)  # fmt: skip
MEANING = ("kind", "population", "condition", "measure", "formula", "parameters", "max_points", "valid_from")


def load_indicators(session: Session, pack: Pack) -> list[Change]:
    """Bring the definitions to the file. Raises Invalid for an unknown count, or a version that means another thing."""
    rows = [_row(position, row) for position, row in enumerate(pack.rows(INDICATORS), 1)]
    there = {(one.code, one.version): one for one in session.scalars(select(Indicator))}
    now = clock.now() if there else ALWAYS
    for row in rows:
        held = there.get((row["code"], row["version"]))
        if held is not None and any(getattr(held, name) != row[name] for name in MEANING):
            raise Invalid("pack", EDITED, file=INDICATORS, code=row["code"])
        row["since_at"] = now if held is None else held.since_at
    return [merge(session, INDICATORS, Indicator, rows)]


def _row(position: int, row: Row) -> dict[str, Any]:
    conditions, measures = _counts(row["population"])
    for known, name in ((conditions, "population"), (conditions, "condition"), (measures, "measure")):
        if row[name] and row[name] not in known:
            raise Invalid("pack", UNKNOWN, file=INDICATORS, code=row["code"], name=row[name])
    maximum = Decimal(row["max_points"]) if row["max_points"] else None
    if row["formula"]:
        scoring.formula(row["formula"], row["parameters"], maximum or Decimal(0))
    return {
        **{name: row[name] for name in WORDS},
        "version": int(row["version"]),
        "max_points": maximum,
        "min_sample": int(row["min_sample"]),
        "higher_is_better": row["higher_is_better"] == "1",
        "position": position,
        "valid_from": day_or_none(row["valid_from"]),
    }


def _counts(population: str) -> tuple[Container[str], Container[str]]:
    """The conditions and measures of what a definition is about: calls, dossiers or cases."""
    if population in CALLS:
        return CALLS, CALL_MEASURES
    return (dossiers.CONDITIONS, ()) if population in dossiers.CONDITIONS else (CONDITIONS, MEASURES)
