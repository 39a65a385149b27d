"""The indicator catalogues of the pack: one file that lists them, one file of rows for each."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from feedback.actions.pack.files import Pack, day, day_or_none
from feedback.actions.pack.merge import Change, merge
from feedback.models import Catalogue, CatalogueRow
from feedback.rules import scoring
from feedback.terms import SourceStatus

CATALOGUES = "catalogues.csv"
PATTERN = "catalogue_*.csv"
WORDS = ("code", "parent_code", "name_vi", "name_en", "formula", "parameters", "metric", "note")


def load_catalogues(session: Session, pack: Pack) -> list[Change]:
    rows = [
        {
            **{name: row[name] for name in ("code", "name_vi", "name_en", "applies_to", "source", "note")},
            "source_status": SourceStatus(row["source_status"]),
            "valid_from": day(row["valid_from"]),
            "valid_to": day_or_none(row["valid_to"]),
            "total_points": Decimal(row["total_points"]),
        }
        for row in pack.rows(CATALOGUES)
    ]
    return [merge(session, CATALOGUES, Catalogue, rows)]


def load_rows(session: Session, pack: Pack, file: str) -> list[Change]:
    """Bring one catalogue's rows to its file "catalogue_<code>.csv". Raises Invalid for an unknown formula."""
    code = file.removeprefix("catalogue_").removesuffix(".csv")
    rows = [_row(code, position, row) for position, row in enumerate(pack.rows(file), 1)]
    within = CatalogueRow.catalogue_code == code
    return [merge(session, file, CatalogueRow, rows, key=("catalogue_code", "code"), within=within)]


def _row(catalogue: str, position: int, row: dict[str, str]) -> dict[str, Any]:
    maximum = Decimal(row["max_points"]) if row["max_points"] else None
    if row["formula"] != "group":
        scoring.formula(row["formula"], row["parameters"], maximum or Decimal(0))
    return {
        **{name: row[name] for name in WORDS},
        "catalogue_code": catalogue,
        "position": position,
        "max_points": maximum,
        "source_status": SourceStatus(row["source_status"]),
    }
