"""Clocks that have reached a step of the ladder. Each step fires at most once for a version of the deadline (R13)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import clock as time
from feedback.actions import clocks, ledger, notices
from feedback.database import claim, insert_into
from feedback.models import Agency, Case, Clock, ClockFiring, Leg
from feedback.queries.city import city
from feedback.rules import ladder, say
from feedback.rules.ladder import Step
from feedback.rules.lifecycle import SYSTEM
from feedback.terms import ClockKind, ClockState

TOLD = (ClockKind.RESOLVE, ClockKind.WORK, ClockKind.ACCEPT, ClockKind.DISPATCH)
THE_AGENCY = {"owner", "head"}  # both read the board of their agency
THE_CENTRE = {"centre"}  # city leaders read their list of what is overdue


def fire_due(session: Session, at: datetime, most: int = 40) -> int:
    """Fire what is due, oldest first, locked against other sweepers; how many clocks that were."""
    due = (
        select(Clock)
        .where(Clock.state == ClockState.RUNNING, Clock.next_fire_at <= at)
        .order_by(Clock.next_fire_at)
        .limit(most)
    )
    found = session.scalars(claim(session, due)).all()
    for clock in found:
        _fire(session, clock, at)
    return len(found)


def _fire(session: Session, clock: Clock, at: datetime) -> None:
    """Only the highest step that has come is told; at night and on days off it waits for the office to open."""
    waits_until = ladder.first_quiet_end(clocks.office(session, at), at, clock.unit)
    if waits_until is not None:
        clock.next_fire_at = waits_until
        return
    found = clocks.rungs(session, clock)
    clock.next_fire_at = ladder.following(found, at)
    reached = ladder.reached(found, at)
    if reached is None:
        return
    key = {"clock_id": clock.id, "step": reached.step.code, "due_version": clock.due_version}
    firing = insert_into(session, ClockFiring).values(**key, fired_at=at).on_conflict_do_nothing()
    if session.scalars(firing.returning(ClockFiring.clock_id)).first() is not None and reached.step.tells:
        _tell(session, clock, reached.step)


def _tell(session: Session, clock: Clock, step: Step) -> None:
    case = session.get_one(Case, clock.case_id)
    ledger.record(session, SYSTEM, "clock.fired", case, clock=clock.kind, step=step.code)
    if clock.kind not in TOLD:
        return
    holder = session.get_one(Leg, clock.leg_id).agency_code if clock.leg_id else case.holder_code
    centre, words = city(session).centre_agency, say.moment(clock.due_at, time.now())
    if THE_AGENCY & set(step.tells):
        is_over = step.share is None or step.share >= 100
        notices.tell_agency(session, case, holder, "agency_overdue" if is_over else "agency_due_soon", due=words)
    if THE_CENTRE & set(step.tells) and holder != centre:
        agency = session.get_one(Agency, holder)
        notices.tell_agency(session, case, centre, "centre_overdue", agency=agency.short_name, due=words)
