"""Clocks that have reached a step of the ladder. Each step fires at most once for a version of the deadline (R13)."""

from __future__ import annotations

from datetime import datetime
from math import ceil

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

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
        .options(selectinload(Clock.events))
    )
    found = session.scalars(claim(session, due)).all()
    late = {clock.id: _seconds_late(clock, at) for clock in found}
    come = {clock.id: step for clock in found if (step := _step(session, clock, at)) is not None}
    first = _fire(session, [clock for clock in found if clock.id in come], come, late, at)
    telling = [clock for clock in first if come[clock.id].tells]
    cases = _cases(session, telling)
    warnings = [_record(session, clock, cases[clock.case_id], come[clock.id]) for clock in telling]
    warn(session, [warning for warning in warnings if warning.clock.kind in TOLD], at)
    return len(found)


def _step(session: Session, clock: Clock, at: datetime) -> Step | None:
    """The highest step that has come; at night it waits for the office."""
    waits_until = ladder.first_quiet_end(clocks.office(session, clock, at), at, clock.unit)
    if waits_until is not None:
        clock.next_fire_at = waits_until
        return None
    found = clocks.rungs(session, clock)
    clock.next_fire_at = ladder.following(found, at)
    reached = ladder.reached(found, at)
    return reached.step if reached is not None else None


def _seconds_late(clock: Clock, at: datetime) -> int:
    """In whole seconds begun. After an outage counted from the first step that was missed."""
    return ceil((at - clock.next_fire_at).total_seconds()) if clock.next_fire_at else 0


def _fire(
    session: Session, clocks: list[Clock], come: dict[int, Step], late: dict[int, int], at: datetime
) -> list[Clock]:
    """Those that come to this step of this version for the first time: the table takes each but once."""
    if not clocks:
        return []
    rows = [
        {
            "clock_id": clock.id, "step": come[clock.id].code, "due_version": clock.due_version, "fired_at": at,
            "late_s": late[clock.id],
        }
        for clock in clocks
    ]  # fmt: skip
    firings = insert_into(session, ClockFiring).values(rows).on_conflict_do_nothing()
    first = set(session.scalars(firings.returning(ClockFiring.clock_id)))
    return [clock for clock in clocks if clock.id in first]


def _cases(session: Session, clocks: list[Clock]) -> dict[int, Case]:
    """The cases of these clocks with their turns, at once."""
    if not clocks:
        return {}
    query = select(Case).where(Case.id.in_({clock.case_id for clock in clocks})).options(selectinload(Case.legs))
    return {case.id: case for case in session.scalars(query)}


def _record(session: Session, clock: Clock, case: Case, step: Step) -> Reached:
    ledger.record(session, SYSTEM, "clock.fired", case, clock=clock.kind, step=step.code)
    return Reached(clock, case, step)
