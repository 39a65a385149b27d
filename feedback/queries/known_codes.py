"""Which codes the city's lists hold: for checking what a form sends, without a statement of its own."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models import Field, Ward
from feedback.queries import reference


def is_field(session: Session, code: str) -> bool:
    return code in reference.kept(session, "field_codes", _fields)


def is_ward(session: Session, code: str) -> bool:
    return code in reference.kept(session, "ward_codes", _wards)


def _fields(session: Session) -> frozenset[str]:
    return frozenset(session.scalars(select(Field.code)))


def _wards(session: Session) -> frozenset[str]:
    return frozenset(session.scalars(select(Ward.code)))
