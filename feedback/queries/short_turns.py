"""Turns that others left too little time, which no dispatcher has looked at yet (R5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import Session, aliased

from feedback.models import Agency, Case, Clock, Extension, Leg
from feedback.queries.case_facts import ANSWERS_SHORT
from feedback.queries.visible import visible_cases
from feedback.rules.lifecycle import AT_AN_AGENCY, Actor
from feedback.terms import ClockKind, ClockState, LegRole, Level, State

MOST = 100
Turn = aliased(Leg)  # beside the turns that decide who may see a case


@dataclass(frozen=True)
class ShortTurn:
    """One short turn with the agency's own deadline."""

    number: str
    title: str
    agency: str
    level: Level
    state: State
    sent_at: datetime
    due_at: datetime | None


def short_turns(session: Session, actor: Actor) -> list[ShortTurn]:
    """Soonest due first, at most MOST. One statement."""
    working = and_(Clock.leg_id == Turn.id, Clock.kind == ClockKind.WORK, Clock.state != ClockState.STOPPED)
    query = (
        select(Case.number, Case.title, Agency.short_name, Case.level, Case.state, Turn.sent_at, Clock.due_at)
        .join(Turn, Turn.case_id == Case.id)
        .join(Agency, Agency.code == Turn.agency_code)
        .outerjoin(Clock, working)
        .where(waits(), Case.state.in_(AT_AN_AGENCY), visible_cases(actor))
        .order_by(Clock.due_at, Case.id)
        .limit(MOST)
    )
    return [ShortTurn(*row) for row in session.execute(query)]


def waits() -> ColumnElement[bool]:
    """A lead's turn that goes on, is short, was not accepted as such, and has no request for more time."""
    answered = exists().where(Extension.leg_id == Turn.id, Extension.state.in_(ANSWERS_SHORT)).correlate(Turn)
    return and_(
        Turn.is_short, Turn.short_accepted_at.is_(None), Turn.ended_at.is_(None), Turn.role == LegRole.LEAD, ~answered
    )
