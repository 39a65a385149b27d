"""The cases behind a number of the leaders' page: exactly those that it counts, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, joinedload

from feedback.errors import Missing
from feedback.models import Case, Field
from feedback.queries.figures766 import NO_SUCH_FIGURE, NOW
from feedback.queries.turns766 import COUNTED
from feedback.queries.visible import visible_cases
from feedback.rules.lifecycle import OPEN, Actor
from feedback.terms import Level, State

PAGE = 50


@dataclass(frozen=True)
class CaseLine:
    """A case as a list shows it."""

    number: str
    title: str
    field: Field | None
    ward: str
    agency: str
    state: State
    level: Level
    received_at: datetime
    due_at: datetime | None
    answered_at: datetime | None
    report_count: int


@dataclass(frozen=True)
class Rows:
    """One page of the cases behind a number, and how many there are in all."""

    total: int
    page: int
    lines: list[CaseLine]

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def rows_behind(session: Session, actor: Actor, ids: Sequence[int], page: int) -> Rows:
    """One page of named cases. Two statements at most."""
    page = min(max(1, page), max(1, -(-len(ids) // PAGE)))
    chosen = ids[(page - 1) * PAGE : page * PAGE]
    query = _shown().where(Case.id.in_(chosen), visible_cases(actor)).order_by(Case.id.desc())
    return Rows(len(ids), page, [_line(case) for case in session.scalars(query)])


def rows_now(session: Session, actor: Actor, figure: str, now: datetime, page: int, agency_code: str = "") -> Rows:
    """One page of what is open, overdue or in the tray at this moment, nearest promise first. Raises Missing."""
    if figure not in NOW:
        raise Missing(NO_SUCH_FIGURE)
    fits = and_(COUNTED, visible_cases(actor), NOW[figure](now))
    if agency_code:
        fits = and_(fits, Case.holder_code == agency_code)
    total = session.scalar(select(func.count(Case.id)).where(fits)) or 0
    page = min(max(1, page), max(1, -(-total // PAGE)))
    query = _shown().where(fits).order_by(Case.resolve_due_at.is_(None), Case.resolve_due_at, Case.id)
    return Rows(total, page, [_line(case) for case in session.scalars(query.limit(PAGE).offset((page - 1) * PAGE))])


def pressing(session: Session, actor: Actor, agency_code: str, most: int) -> list[CaseLine]:
    """The open cases whose promise ends first. One statement."""
    query = _shown().where(COUNTED, visible_cases(actor), Case.state.in_(OPEN), Case.resolve_due_at.is_not(None))
    query = query.where(Case.state != State.AWAITING_INFO).order_by(Case.resolve_due_at, Case.id).limit(most)
    if agency_code:
        query = query.where(Case.holder_code == agency_code)
    return [_line(case) for case in session.scalars(query)]


def _shown() -> Any:
    return select(Case).options(joinedload(Case.field), joinedload(Case.ward), joinedload(Case.holder))


def _line(case: Case) -> CaseLine:
    return CaseLine(
        number=case.number,
        title=case.title,
        field=case.field,
        ward=case.ward.name if case.ward else "",
        agency=case.holder.short_name,
        state=case.state,
        level=case.level,
        received_at=case.received_at,
        due_at=case.resolve_due_at,
        answered_at=case.resolved_at,
        report_count=case.report_count,
    )
