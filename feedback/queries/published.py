"""What everybody may read: redacted copies of answered cases, newest first, found by the words of the copy only.

The search text of a case also holds what was hidden, so it only proposes; the copy decides. Otherwise a stranger could
learn, by searching for a telephone number, whose case it was. Words that only the agency wrote are not searched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, literal, select, tuple_
from sqlalchemy.orm import Session, joinedload

from feedback.database import holding
from feedback.models import Case, Clock, Field, Leg, Report, Result
from feedback.models.base import UtcDateTime
from feedback.queries import row_key
from feedback.queries.visible import published_cases
from feedback.rules.text import excerpt, fold, words
from feedback.terms import ClockKind, ClockOutcome

PAGE_SIZE = 20
BATCH = 200
BATCHES_MAX = 4
WORDS_MAX = 8
TITLE_LENGTH, EXCERPT_LENGTH = 110, 180


@dataclass(frozen=True)
class PublishedRow:
    """One line of the list, made from the public copy only."""

    number: str
    title: str
    excerpt: str
    field: Field | None
    ward: str
    published_at: datetime


@dataclass(frozen=True)
class PublishedPage:
    """`next_key` walks on; empty at the end."""

    rows: list[PublishedRow]
    next_key: str


@dataclass(frozen=True)
class PublishedCase:
    """The public copy. `kept` is None when nothing was promised; `rating` is of the first report, if any."""

    row: PublishedRow
    text: str
    answer: str
    agency: str
    answered_at: datetime | None
    kept: bool | None
    rating: int | None


def published_page(session: Session, text: str = "", after: str = "", size: int = PAGE_SIZE) -> PublishedPage:
    """One page of what was published, found by every word of `text`. At most five statements."""
    wanted = list(words(text[:400]))[:WORDS_MAX]
    holds = holding(session, Case.search_text, Case.id, wanted)
    found: list[Case] = []
    key = row_key.read(after)
    for _ in range(BATCHES_MAX):
        most = BATCH if wanted else size + 1
        batch = _batch(session, holds, key, most)
        found += [case for case in batch if _shows(case, wanted)]
        if len(found) > size:
            return PublishedPage([_row(case) for case in found[:size]], row_key.written(_place(found[size - 1])))
        if len(batch) < most:
            return PublishedPage([_row(case) for case in found], "")
        key = _place(batch[-1])
    return PublishedPage([_row(case) for case in found], row_key.written(_place(batch[-1])))


def published_case(session: Session, number: str) -> PublishedCase | None:
    """The public copy of one case; None when it is not published, or not any more."""
    query = select(Case).where(Case.number == number, published_cases())
    case = session.scalars(query.options(joinedload(Case.field), joinedload(Case.ward))).first()
    if case is None:
        return None
    promise = select(Clock.outcome).where(Clock.case_id == case.id, Clock.kind == ClockKind.RESOLVE)
    outcome = session.scalars(promise.order_by(Clock.id.desc()).limit(1)).first()
    result = case.result
    rating = select(Report.rating).where(Report.case_id == case.id).order_by(Report.id).limit(1)
    return PublishedCase(
        row=_row(case),
        text=case.public_text,
        answer=case.public_answer,
        agency=_agency(session, case, result),
        answered_at=case.resolved_at,
        kept={ClockOutcome.MET: True, ClockOutcome.MISSED: False}.get(outcome) if outcome else None,
        rating=session.scalars(rating).first(),
    )


def _batch(session: Session, holds: list[ColumnElement[bool]], key: row_key.Key | None, most: int) -> Sequence[Case]:
    query = select(Case).where(published_cases(), *holds).options(joinedload(Case.field), joinedload(Case.ward))
    if key is not None:
        query = query.where(
            tuple_(Case.published_at, Case.id) < tuple_(literal(key[0], UtcDateTime()), literal(key[1]))
        )
    return session.scalars(query.order_by(Case.published_at.desc(), Case.id.desc()).limit(most)).all()


def _shows(case: Case, wanted: list[str]) -> bool:
    copy = fold(f"{case.number} {case.public_text}")
    return all(word in copy for word in wanted)


def _row(case: Case) -> PublishedRow:
    return PublishedRow(
        number=case.number,
        title=excerpt(case.public_text, TITLE_LENGTH),
        excerpt=excerpt(case.public_answer, EXCERPT_LENGTH),
        field=case.field,
        ward=f"{case.ward.kind.capitalize()} {case.ward.name}" if case.ward else "",
        published_at=case.published_at or row_key.EPOCH,
    )


def _agency(session: Session, case: Case, result: Result | None) -> str:
    leg = session.get(Leg, result.leg_id) if result is not None and result.leg_id else None
    return leg.agency.short_name if leg is not None else case.holder.short_name


def _place(case: Case) -> row_key.Key:
    return case.published_at or row_key.EPOCH, case.id
