"""Clocks that have reached a step: the warning at three quarters, and the deadline. Each fires at most once (R13)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import clock as time
from feedback.actions import ledger, notices
from feedback.database import claim, insert_into
from feedback.models import Case, Clock, ClockFiring, Leg
from feedback.rules import say
from feedback.rules.lifecycle import SYSTEM
from feedback.terms import ClockKind, ClockState

WARNING, DUE = "75", "due"
TOLD = (ClockKind.RESOLVE, ClockKind.WORK, ClockKind.ACCEPT, ClockKind.DISPATCH)


def fire_due(session: Session, at: datetime, most: int = 40) -> int:
    """Fire what is due, oldest first, locked against other sweepers; how many clocks that were."""
    due = (
        select(Clock)
        .where(Clock.state == ClockState.RUNNING, Clock.next_fire_at <= at)
        .order_by(Clock.next_fire_at)
        .limit(most)
    )
    clocks = session.scalars(claim(session, due)).all()
    for clock in clocks:
        _fire(session, clock, at)
    return len(clocks)


def _fire(session: Session, clock: Clock, at: datetime) -> None:
    """After an outage only the highest step is told: a clock past its deadline is not warned about any more."""
    step = DUE if clock.due_at <= at else WARNING
    clock.next_fire_at = None if step == DUE else clock.due_at
    key = {"clock_id": clock.id, "step": step, "due_version": clock.due_version}
    firing = insert_into(session, ClockFiring).values(**key, fired_at=at).on_conflict_do_nothing()
    if session.scalars(firing.returning(ClockFiring.clock_id)).first() is None:
        return
    case = session.get_one(Case, clock.case_id)
    ledger.record(session, SYSTEM, "clock.fired", case, clock=clock.kind, step=step)
    if clock.kind in TOLD:
        holder = session.get_one(Leg, clock.leg_id).agency_code if clock.leg_id else case.holder_code
        words = say.moment(clock.due_at, time.now())
        notices.tell_agency(session, case, holder, "agency_overdue" if step == DUE else "agency_due_soon", due=words)
