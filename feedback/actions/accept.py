"""An agency takes a case on."""

from __future__ import annotations

from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import clocks, ledger
from feedback.actions.alerts import acknowledge_by_acting
from feedback.actions.permit import permit
from feedback.models import Case
from feedback.queries.case_facts import lead_leg
from feedback.rules.lifecycle import Act, Actor
from feedback.terms import ClockKind, LegState, Role


def accept(session: Session, actor: Actor, case: Case) -> None:
    """The lead agency accepts; an officer who accepts becomes the one who handles it. Raises NotYours, Refused."""
    permit(session, actor, case, Act.ACCEPT)
    leg, now = lead_leg(case), clock.now()
    if leg is None:
        raise AssertionError("a forwarded case has a lead leg")
    leg.state, leg.accepted_at = LegState.ACCEPTED, now
    if actor.role is Role.OFFICER and leg.officer_id is None:
        leg.officer_id = actor.user_id
    clocks.stop(session, case, (ClockKind.ACCEPT,), now, leg=leg, cancel=(ClockKind.TRANSFER,))
    acknowledge_by_acting(session, actor, case)
    ledger.record(session, actor, "case.leg.accepted", case, agency=leg.agency_code)
