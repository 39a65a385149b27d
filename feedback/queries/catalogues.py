"""Indicator catalogues as rows: groups with what they hold, and the points that count."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from feedback.errors import N_, Missing
from feedback.models import Catalogue, CatalogueRow
from feedback.rules import scoring

NO_CATALOGUE = N_("Không có bộ chỉ số “%(code)s”. Các bộ đang có: %(known)s.")


def catalogues(session: Session) -> Sequence[Catalogue]:
    """Every catalogue, the newest first."""
    return session.scalars(select(Catalogue).order_by(Catalogue.valid_from.desc(), Catalogue.code)).all()


def catalogue(session: Session, code: str) -> Catalogue:
    """One catalogue with its rows. Raises Missing, naming those there are."""
    found = session.scalar(select(Catalogue).where(Catalogue.code == code).options(selectinload(Catalogue.rows)))
    if found is None:
        raise Missing(NO_CATALOGUE, code=code, known=", ".join(one.code for one in catalogues(session)))
    return found


def main_indices(found: Catalogue) -> list[CatalogueRow]:
    """The rows at the top that bring points: those that a composite index is made of."""
    return [row for row in found.rows if not row.parent_code and row.max_points]


def indicators(found: Catalogue) -> list[CatalogueRow]:
    """The rows that are scored themselves: no groups."""
    return [row for row in found.rows if not row.is_group]


def composite(found: Catalogue, values: Sequence[Decimal]) -> Decimal:
    """The index from the values (0..1) of its main indices, in their order. Raises Invalid naming `values`."""
    return scoring.composite(values, [row.max_points or Decimal(0) for row in main_indices(found)])
