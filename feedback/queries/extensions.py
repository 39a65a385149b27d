"""Requests for more time as the people who decide see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from feedback.models import Agency, Case, Clock, Extension, Leg, Reason
from feedback.queries import calendars
from feedback.queries.clock_replay import calendar_keys, ledger
from feedback.queries.visible import visible_cases
from feedback.rules.clock_ledger import ClockEvent, replay
from feedback.rules.deadline import Target
from feedback.rules.lifecycle import Actor
from feedback.terms import ClockEventKind, ClockKind, ClockState, ExtensionState, Level, Role, State

MOST = 100
Turn = aliased(Leg)  # beside the turns that decide who may see a case


@dataclass(frozen=True)
class WaitingRequest:
    """One request that waits; `decide_by` is the end of the decider's own clock."""

    number: str
    title: str
    agency: str
    level: Level
    state: State
    target: Target
    reason: Reason | None
    asked_at: datetime
    decide_by: datetime | None


def waiting_requests(session: Session, actor: Actor) -> list[WaitingRequest]:
    """What this person decides about, soonest first, at most MOST: the city's leaders what the centre asked for, others
    what agencies asked for. One statement.
    """
    theirs = Extension.is_from_centre == (actor.role is Role.CITY_LEADER)
    deciding = and_(Clock.case_id == Case.id, Clock.kind == ClockKind.APPROVE, Clock.state != ClockState.STOPPED)
    reason = and_(Reason.purpose == "extension", Reason.code == Extension.reason_code)
    query = (
        select(Extension, Case, Agency.short_name, Reason, Clock.due_at)
        .join(Case, Case.id == Extension.case_id)
        .join(Turn, Turn.id == Extension.leg_id)
        .join(Agency, Agency.code == Turn.agency_code)
        .outerjoin(Reason, reason)
        .outerjoin(Clock, deciding)
        .where(Extension.state == ExtensionState.ASKED, theirs, visible_cases(actor))
        .order_by(func.coalesce(Clock.due_at, Extension.asked_at), Extension.id)
        .limit(MOST)
    )
    return [
        WaitingRequest(
            case.number, case.title, agency, case.level, case.state,
            Target(request.amount, request.unit), why, request.asked_at, decide_by,
        )
        for request, case, agency, why, decide_by in session.execute(query)
    ]  # fmt: skip


def due_if_granted(session: Session, request: Extension, at: datetime) -> datetime | None:
    """What the citizen's deadline would become, were the request granted at this moment."""
    running = select(Clock).where(
        Clock.case_id == request.case_id, Clock.kind == ClockKind.RESOLVE, Clock.state != ClockState.STOPPED
    )
    clock = session.scalars(running).first()
    if clock is None:
        return None
    events = ledger(clock.events)
    last = events[-1]
    payload = {"target": str(Target(request.amount, request.unit)), "requested_at": request.asked_at.isoformat()}
    events.append(ClockEvent(last.seq + 1, ClockEventKind.EXTEND, max(at, last.at), payload))
    return replay(events, calendars.named(session, calendar_keys(clock.events))).due_at
