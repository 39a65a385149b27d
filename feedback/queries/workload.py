"""What each officer and division of an agency has in hand, and what they answered lately. One statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select, union_all
from sqlalchemy import case as when
from sqlalchemy.orm import Session

from feedback.models import Account, Case, Clock, Division
from feedback.queries.inbox_filters import ACTIVE, LEADS, Turn, queue_marks
from feedback.queries.visible import visible_turns
from feedback.queries.wanted import Saved
from feedback.rules.lifecycle import AGENCY, Actor
from feedback.terms import ClockKind, ClockOutcome, LegState

LATELY_DAYS = 30
COUNTS = ("open", "overdue", "today", "waiting", "answered", "late")


@dataclass(frozen=True)
class Load:
    """One officer or division, or nobody (`id` None). `late` of the `answered` broke the promise to the citizen."""

    id: int | None
    name: str
    is_active: bool
    open: int = 0
    overdue: int = 0
    today: int = 0
    waiting: int = 0
    answered: int = 0
    late: int = 0

    @property
    def late_share(self) -> int | None:
        """Of a hundred answered; None when nothing was."""
        return round(100 * self.late / self.answered) if self.answered else None

    def plus(self, counts: Sequence[int]) -> Load:
        return replace(self, **{name: getattr(self, name) + count for name, count in zip(COUNTS, counts, strict=True)})


@dataclass(frozen=True)
class Workload:
    """`divisions` is empty where the agency has none."""

    officers: list[Load]
    divisions: list[Load]


def workload(session: Session, actor: Actor, now: datetime) -> Workload:
    """Nobody's cases first when there are any, then people by what is overdue and open; so too by division. Those who
    left stay while they hold something. One statement."""
    parts = union_all(_people(actor), _in_hand(actor, now), _answered(actor, now)).subquery()
    sums = [func.sum(parts.c[name]).label(name) for name in COUNTS]
    officer = (parts.c.officer_id, Account.full_name, Account.is_active)
    division = (parts.c.division_id, Division.name, Division.is_active)
    query = (
        select(*officer, *division, *sums)
        .outerjoin(Account, Account.id == parts.c.officer_id)
        .outerjoin(Division, Division.id == parts.c.division_id)
        .group_by(*officer, *division)
    )
    people: dict[int | None, Load] = {}
    rooms: dict[int | None, Load] = {}
    for row in session.execute(query):
        _add(people, row[:3], row[6:])
        _add(rooms, row[3:6], row[6:])
    return Workload(_in_order(people), _in_order(rooms) if set(rooms) - {None} else [])


def _add(loads: dict[int | None, Load], who: Sequence[Any], counts: Sequence[Any]) -> None:
    key, name, is_active = who
    held = loads.get(key) or Load(key, name or "", bool(is_active))
    loads[key] = held.plus([int(count) for count in counts])


def _in_order(loads: dict[int | None, Load]) -> list[Load]:
    kept = [row for row in loads.values() if row.open or (row.id is not None and row.is_active)]
    return sorted(kept, key=lambda row: (row.id is not None, -row.overdue, -row.open, row.name))


def _people(actor: Actor) -> Select:
    zeros = (literal(0).label(name) for name in COUNTS)
    who = select(Account.id.label("officer_id"), Account.division_id.label("division_id"), *zeros)
    who = who.where(Account.agency_code.in_(actor.agencies), Account.role.in_(AGENCY), Account.is_active)
    return who if actor.divisions is None else who.where(Account.division_id.in_(actor.divisions))


def _in_hand(actor: Actor, now: datetime) -> Select:
    marks = queue_marks(now)
    counted = [_ones(marks[queue]) for queue in (Saved.OVERDUE, Saved.TODAY, Saved.CITIZEN)]
    return (
        select(Turn.officer_id, Turn.division_id, func.count(), *counted, literal(0), literal(0))
        .select_from(Turn)
        .join(Case, Case.id == Turn.case_id)
        .where(visible_turns(actor, Turn), ACTIVE)
        .group_by(Turn.officer_id, Turn.division_id)
    )


def _answered(actor: Actor, now: datetime) -> Select:
    broke = exists().where(
        Clock.case_id == Case.id, Clock.kind == ClockKind.RESOLVE, Clock.outcome == ClockOutcome.MISSED
    )
    may_be_late = or_(Turn.ended_at >= Case.resolve_due_at, Case.reopen_count > 0)  # few: only their clocks are read
    recent = (LEADS, Turn.state == LegState.DONE, Turn.ended_at >= now - timedelta(days=LATELY_DAYS))
    none = [literal(0)] * 4
    return (
        select(Turn.officer_id, Turn.division_id, *none, func.count(), _ones(and_(may_be_late, broke.correlate(Case))))
        .select_from(Turn)
        .join(Case, Case.id == Turn.case_id)
        .where(visible_turns(actor, Turn), *recent)
        .group_by(Turn.officer_id, Turn.division_id)
    )


def _ones(so: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.coalesce(func.sum(when((so, 1), else_=0)), 0)
