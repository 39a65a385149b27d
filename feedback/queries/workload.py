"""What each officer of an agency has in hand, and what they answered lately. One statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, literal, select, union_all
from sqlalchemy import case as when
from sqlalchemy.orm import Session

from feedback.models import Account, Case, Clock
from feedback.queries.inbox_filters import ACTIVE, LEADS, Turn, queue_marks
from feedback.queries.queues import ours
from feedback.queries.wanted import Saved
from feedback.rules.lifecycle import AGENCY, Actor
from feedback.terms import ClockKind, ClockOutcome, LegState

LATELY_DAYS = 30
COUNTS = ("open", "overdue", "today", "waiting", "answered", "late")


@dataclass(frozen=True)
class Load:
    """One officer, or nobody (`officer_id` None). `late` of the `answered` ones broke the promise to the citizen."""

    officer_id: int | None
    name: str
    is_active: bool
    open: int
    overdue: int
    today: int
    waiting: int
    answered: int
    late: int

    @property
    def late_share(self) -> int | None:
        """Of a hundred answered; None when nothing was."""
        return round(100 * self.late / self.answered) if self.answered else None


def workload(session: Session, actor: Actor, now: datetime) -> list[Load]:
    """Nobody's cases first when there are any, then people by what is overdue and open. Those who left stay while
    they hold something."""
    parts = union_all(_people(actor), _in_hand(actor, now), _answered(actor, now)).subquery()
    sums = [func.sum(parts.c[name]).label(name) for name in COUNTS]
    query = (
        select(parts.c.officer_id, Account.full_name, Account.is_active, *sums)
        .outerjoin(Account, Account.id == parts.c.officer_id)
        .group_by(parts.c.officer_id, Account.full_name, Account.is_active)
    )
    rows = [_load(*row) for row in session.execute(query)]
    kept = [row for row in rows if row.open or (row.officer_id is not None and row.is_active)]
    return sorted(kept, key=lambda row: (row.officer_id is not None, -row.overdue, -row.open, row.name))


def _load(officer_id: int | None, name: str | None, is_active: bool | None, *counts: Any) -> Load:
    return Load(officer_id, name or "", bool(is_active), *(int(count) for count in counts))


def _people(actor: Actor) -> Select:
    who = select(Account.id.label("officer_id"), *(literal(0).label(name) for name in COUNTS))
    return who.where(Account.agency_code.in_(actor.agencies), Account.role.in_(AGENCY), Account.is_active)


def _in_hand(actor: Actor, now: datetime) -> Select:
    marks = queue_marks(now)
    counted = [_ones(marks[queue]) for queue in (Saved.OVERDUE, Saved.TODAY, Saved.CITIZEN)]
    return (
        select(Turn.officer_id, func.count(), *counted, literal(0), literal(0))
        .select_from(Turn)
        .join(Case, Case.id == Turn.case_id)
        .where(ours(actor), ACTIVE)
        .group_by(Turn.officer_id)
    )


def _answered(actor: Actor, now: datetime) -> Select:
    broke = exists().where(
        Clock.case_id == Case.id, Clock.kind == ClockKind.RESOLVE, Clock.outcome == ClockOutcome.MISSED
    )
    recent = (LEADS, Turn.state == LegState.DONE, Turn.ended_at >= now - timedelta(days=LATELY_DAYS))
    none = [literal(0)] * 4
    return (
        select(Turn.officer_id, *none, func.count(), _ones(broke.correlate(Case)))
        .select_from(Turn)
        .join(Case, Case.id == Turn.case_id)
        .where(ours(actor), *recent)
        .group_by(Turn.officer_id)
    )


def _ones(so: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.coalesce(func.sum(when((so, 1), else_=0)), 0)
