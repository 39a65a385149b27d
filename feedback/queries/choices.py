"""What people choose from: agencies, wards and fields in force today, coded reasons, cases to join."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from feedback.database import holding
from feedback.models import Agency, Case, Field, Reason, Report, Ward
from feedback.queries.case_of_report import answered_by
from feedback.queries.visible import visible_cases
from feedback.rules.lifecycle import OPEN, Actor
from feedback.rules.text import words
from feedback.terms import EXCLUDED_KINDS

Dated = TypeVar("Dated", Agency, Ward)
MOST_CASES = 8
WORDS_MAX = 8


def agencies(session: Session, on: date) -> Sequence[Agency]:
    """Agencies in force on a day: departments first, wards by name."""
    return _in_force(session, Agency, on)


def wards(session: Session, on: date) -> Sequence[Ward]:
    return _in_force(session, Ward, on)


def fields(session: Session) -> list[tuple[Field, list[Field]]]:
    """Each top field with what lies under it, in the city's order."""
    rows = session.scalars(select(Field).order_by(Field.position, Field.code)).all()
    tops = [row for row in rows if row.parent_code is None]
    return [(top, [row for row in rows if row.parent_code == top.code]) for top in tops]


def reasons(session: Session, purpose: str) -> Sequence[Reason]:
    """The coded reasons of one purpose that are in use."""
    query = select(Reason).where(Reason.purpose == purpose, Reason.is_active)
    return session.scalars(query.order_by(Reason.position, Reason.code)).all()


def joinable(session: Session, actor: Actor, case: Case, text: str = "") -> Sequence[Case]:
    """Open cases that this one might be about: those the words find, or those of the same field and ward."""
    query = select(Case).where(
        visible_cases(actor), Case.id != case.id, Case.state.in_(OPEN), Case.kind.not_in(EXCLUDED_KINDS)
    )
    found = words(text)[:WORDS_MAX]
    if found:
        query = query.where(*holding(session, Case.search_text, Case.id, found))
    else:
        query = query.where(
            Case.field_code == case.field_code, or_(Case.ward_code == case.ward_code, Case.ward_code.is_(None))
        )
    options = (joinedload(Case.field), joinedload(Case.ward), joinedload(Case.holder))
    return session.scalars(query.options(*options).order_by(Case.received_at.desc()).limit(MOST_CASES)).all()


def unrated_reports(session: Session, case: Case) -> Sequence[Report]:
    """The reports this case answers that nobody has rated yet."""
    query = select(Report).where(answered_by(case), Report.rated_at.is_(None))
    return session.scalars(query.order_by(Report.id)).all()


def _in_force(session: Session, model: type[Dated], on: date) -> Sequence[Dated]:
    holds = (model.valid_from <= on, or_(model.valid_to.is_(None), model.valid_to >= on))
    return session.scalars(select(model).where(*holds).order_by(model.folded)).all()
