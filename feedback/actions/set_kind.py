"""Triage: saying what a citizen's words are in law, and how pressing they are."""

from __future__ import annotations

from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import alerts, clocks, ledger, tasks
from feedback.actions.permit import permit
from feedback.models import Case
from feedback.queries.case_facts import lead_leg
from feedback.rules.clock_ledger import Origin
from feedback.rules.lifecycle import AT_THE_CENTRE, Act, Actor
from feedback.terms import ClockKind, ClockOutcome, Kind, Level, Publication, Queue, State

PROMISES = (ClockKind.RESPOND, ClockKind.RESOLVE, ClockKind.DISPATCH)
RETARGETED = (*PROMISES, ClockKind.ACCEPT, ClockKind.TRANSFER, ClockKind.WORK)


def set_kind(session: Session, actor: Actor, case: Case, kind: Kind) -> None:
    """Set the kind. An excluded kind loses its clocks at once (it is outside this process); a return starts them."""
    permit(session, actor, case, Act.TRIAGE)
    if kind is case.kind:
        return
    was_excluded, case.kind = case.kind.is_excluded, kind
    ledger.record(session, actor, "case.kind_set", case, kind=kind)
    if kind.is_excluded and not was_excluded:
        clocks.stop(session, case, tuple(ClockKind), clock.now(), outcome=ClockOutcome.CANCELLED)
        alerts.end_alert(session, case)
        case.publication, case.resolve_due_at = Publication.PRIVATE, None
    elif was_excluded and not kind.is_excluded:
        for promise in PROMISES:
            clocks.start(session, case, promise, case.received_at)
        if case.state in AT_THE_CENTRE:
            tasks.owe(session, "route", case, dedup=f"kind-{case.version}")


def set_level(session: Session, actor: Actor, case: Case, level: Level) -> None:
    """Set how pressing it is; running clocks follow the limit of the new level (deadlines.md R10, R11).

    Made urgent, they count from now: nobody is late for what nobody knew. How long that took is noted. No longer
    urgent, they count from the beginning again.
    """
    permit(session, actor, case, Act.TRIAGE)
    if level is case.level:
        return
    before, case.level, now = case.level, level, clock.now()
    origin = Origin.NOW if level is Level.URGENT else Origin.START if before is Level.URGENT else None
    clocks.retarget(session, case, RETARGETED, now, origin)
    ledger.record(session, actor, "case.level_set", case, level=level)
    if level is not Level.URGENT:
        alerts.end_alert(session, case)
        return
    minutes = int((now - case.received_at).total_seconds() // 60)
    ledger.record(session, actor, "case.urgent_detected", case, minutes=minutes)
    if case.state in AT_THE_CENTRE:
        tasks.owe(session, "route", case, dedup=f"urgent-{case.version}", queue=Queue.URGENT)
    if case.state is not State.RECEIVED:  # a received one is routed first: that finds its agency or the tray
        alerts.raise_alert(session, case, lead_leg(case))
