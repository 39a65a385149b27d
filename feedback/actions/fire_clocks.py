"""Clocks that have reached a step of the ladder. Each step fires at most once for a version of the deadline (R13)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.actions import clocks, ledger
from feedback.actions.warn import Reached, warn
from feedback.database import claim, insert_into
from feedback.models import Case, Clock, ClockFiring
from feedback.rules import ladder
from feedback.rules.ladder import Step
from feedback.rules.lifecycle import SYSTEM
from feedback.terms import ClockKind, ClockState

TOLD = (ClockKind.RESOLVE, ClockKind.WORK, ClockKind.ACCEPT, ClockKind.DISPATCH)


def fire_due(session: Session, at: datetime, most: int = 40) -> int:
    """Fire what is due, oldest first, locked against other sweepers; how many clocks that were."""
    due = (
        select(Clock)
        .where(Clock.state == ClockState.RUNNING, Clock.next_fire_at <= at)
        .order_by(Clock.next_fire_at)
        .limit(most)
    )
    found = session.scalars(claim(session, due)).all()
    reached = [(clock, _fire(session, clock, at)) for clock in found]
    warnings = [_record(session, clock, step) for clock, step in reached if step]
    warn(session, [warning for warning in warnings if warning.clock.kind in TOLD], at)
    return len(found)


def _fire(session: Session, clock: Clock, at: datetime) -> Step | None:
    """The highest step that has come, if it tells anybody and has not yet; at night it waits for the office."""
    waits_until = ladder.first_quiet_end(clocks.office(session, clock, at), at, clock.unit)
    if waits_until is not None:
        clock.next_fire_at = waits_until
        return None
    found = clocks.rungs(session, clock)
    clock.next_fire_at = ladder.following(found, at)
    reached = ladder.reached(found, at)
    if reached is None:
        return None
    key = {"clock_id": clock.id, "step": reached.step.code, "due_version": clock.due_version}
    firing = insert_into(session, ClockFiring).values(**key, fired_at=at).on_conflict_do_nothing()
    is_first = session.scalars(firing.returning(ClockFiring.clock_id)).first() is not None
    return reached.step if is_first and reached.step.tells else None


def _record(session: Session, clock: Clock, step: Step) -> Reached:
    case = session.get_one(Case, clock.case_id)
    ledger.record(session, SYSTEM, "clock.fired", case, clock=clock.kind, step=step.code)
    return Reached(clock, case, step)
