"""Answered cases that a dispatcher still has to check, publish and close: two lists, walked by key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, literal, select, tuple_
from sqlalchemy.orm import Session, aliased

from feedback.models import Agency, Case, Clock, Field, Ward
from feedback.models.base import UtcDateTime
from feedback.queries import row_key
from feedback.queries.visible import visible_cases
from feedback.rules.lifecycle import Actor
from feedback.terms import ClockKind, ClockState, Level, Publication, State

PAGE_SIZE = 50
UNPUBLISHED_FOR = timedelta(days=90)


class Answers(StrEnum):
    """The two lists of answered cases."""

    OPEN = "open"  # answered, not closed
    UNPUBLISHED = "unpublished"  # closed, and neither published nor withheld


@dataclass(frozen=True)
class AnswerRow:
    """One answered case with the moments by which it should be closed and published."""

    number: str
    title: str
    field: Field | None
    ward: str
    agency: str
    level: Level
    state: State
    publication: Publication
    resolved_at: datetime
    close_due_at: datetime | None
    publish_due_at: datetime | None


@dataclass(frozen=True)
class AnswersPage:
    """`next_key` leads to what was answered later; empty on the last page."""

    rows: list[AnswerRow]
    next_key: str


def answers(
    session: Session, actor: Actor, which: Answers, now: datetime, after: str = "", size: int = PAGE_SIZE
) -> AnswersPage:
    """Answered longest ago first, which is the order of their clocks too. One statement, whose work is one page."""
    closing, publishing = aliased(Clock), aliased(Clock)
    query = (
        select(Case, Field, Ward.name, Agency.short_name, closing.due_at, publishing.due_at)
        .outerjoin(Field, Field.code == Case.field_code)
        .outerjoin(Ward, Ward.code == Case.ward_code)
        .join(Agency, Agency.code == Case.holder_code)
        .outerjoin(closing, _runs(closing, ClockKind.CLOSE))
        .outerjoin(publishing, _runs(publishing, ClockKind.PUBLISH))
        .where(visible_cases(actor), _waiting(which, now))
        .order_by(Case.resolved_at, Case.id)
        .limit(size + 1)
    )
    key = row_key.read(after)
    if key is not None:
        place = tuple_(Case.resolved_at, Case.id)
        query = query.where(place > tuple_(literal(key[0], UtcDateTime()), literal(key[1])))
    found = session.execute(query).all()
    last: Case | None = found[size - 1][0] if len(found) > size else None
    next_key = row_key.written((_answered_at(last), last.id)) if last is not None else ""
    return AnswersPage([_row(*row) for row in found[:size]], next_key)


def _waiting(which: Answers, now: datetime) -> ColumnElement[bool]:
    """The indexes ix_case_to_close and ix_case_to_publish are of exactly these cases."""
    if which is Answers.OPEN:
        return Case.state == State.RESOLVED
    since = now - UNPUBLISHED_FOR
    return and_(
        Case.state == State.CLOSED,
        Case.publication == Publication.PRIVATE,
        Case.received_at >= since,
        Case.resolved_at >= since,  # follows from the line above; where the walk along the index begins
    )


def _runs(clock: type[Clock], kind: ClockKind) -> ColumnElement[bool]:
    """A case has at most one clock of each of these kinds that still runs."""
    return and_(clock.case_id == Case.id, clock.kind == kind, clock.state != ClockState.STOPPED)


def _answered_at(case: Case) -> datetime:
    return case.resolved_at or case.received_at


def _row(
    case: Case,
    field: Field | None,
    ward: str | None,
    agency: str,
    close_due_at: datetime | None,
    publish_due_at: datetime | None,
) -> AnswerRow:
    return AnswerRow(
        number=case.number,
        title=case.title,
        field=field,
        ward=ward or "",
        agency=agency,
        level=case.level,
        state=case.state,
        publication=case.publication,
        resolved_at=_answered_at(case),
        close_due_at=close_due_at,
        publish_due_at=publish_due_at,
    )
