"""A turn that got less than four working hours: a dispatcher takes note, or more time is asked for (R5)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import ledger
from feedback.actions.permit import permit
from feedback.models import Case
from feedback.queries.case_facts import lead_leg
from feedback.rules.lifecycle import Act, Actor


def accept_short(session: Session, actor: Actor, case: Case) -> None:
    """Keep that a dispatcher has seen the tag; its delay is reported apart either way. Raises NotYours, Refused."""
    permit(session, actor, case, Act.ACCEPT_SHORT)
    leg = lead_leg(case)
    if leg is None:
        raise AssertionError("a short turn is one that goes on")
    leg.short_accepted_at = clock.now()
    ledger.record(session, actor, "case.leg.short_accepted", case, agency=leg.agency_code)
