"""The index of a province made of several old ones: the plain average of each main index, as DTI 2024 was published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from feedback.models import Catalogue, CatalogueRow, LegacyWard
from feedback.queries import catalogues
from feedback.rules import scoring
from feedback.rules.assessing import WHOLE_CITY

CITY, PROVINCE = "Thành phố ", "Tỉnh "  # how the place data begin a province's name


@dataclass(frozen=True)
class Line:
    """One main index: its value in each old province, their average, and the points that this is worth."""

    row: CatalogueRow
    values: tuple[Decimal, ...]
    average: Decimal
    points: Decimal


@dataclass(frozen=True)
class Merged:
    """`before` is the index of each old province by itself."""

    lines: list[Line]
    before: list[Decimal]
    index: Decimal
    points: Decimal
    maximum: Decimal


def provincial(session: Session) -> Sequence[Catalogue]:
    """The sets that a whole province is scored by, with their rows, the newest first."""
    query = select(Catalogue).where(Catalogue.applies_to == WHOLE_CITY).options(selectinload(Catalogue.rows))
    return session.scalars(query.order_by(Catalogue.valid_from.desc(), Catalogue.code)).all()


def old_provinces(session: Session) -> list[str]:
    """Short names of the provinces that the city was made of, as the places of before say it; a city comes first."""
    found = session.scalars(select(LegacyWard.province).distinct()).all()
    ordered = sorted(found, key=lambda name: (not name.startswith(CITY), name))
    return [name.removeprefix(CITY).removeprefix(PROVINCE) for name in ordered]


def merged(found: Catalogue, provinces: Sequence[Sequence[Decimal]]) -> Merged:
    """`provinces`: for each old one the values of the main indices in order. Raises Invalid naming `values`."""
    before = [catalogues.composite(found, values) for values in provinces]
    lines = [
        _line(row, values)
        for row, values in zip(catalogues.main_indices(found), zip(*provinces, strict=True), strict=True)
    ]
    return Merged(
        lines,
        before,
        index=catalogues.composite(found, [line.average for line in lines]),
        points=sum((line.points for line in lines), Decimal(0)),
        maximum=sum((line.row.max_points or Decimal(0) for line in lines), Decimal(0)),
    )


def _line(row: CatalogueRow, values: tuple[Decimal, ...]) -> Line:
    average = scoring.merged(values) or Decimal(0)
    return Line(row, values, average, average * (row.max_points or Decimal(0)))
