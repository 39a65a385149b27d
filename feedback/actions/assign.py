"""Giving a case to one officer of the agency that holds it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from feedback.actions import ledger
from feedback.actions.permit import permit
from feedback.errors import N_, Invalid
from feedback.models import Account, Case
from feedback.queries.case_facts import lead_leg
from feedback.rules.lifecycle import AGENCY, Act, Actor

NOT_A_COLLEAGUE = N_("Hãy chọn một cán bộ đang làm việc của đơn vị.")


def assign(session: Session, actor: Actor, case: Case, officer_id: int) -> None:
    """Set the officer of the lead leg. Raises Invalid for someone outside the agency, NotYours, Refused."""
    permit(session, actor, case, Act.ASSIGN)
    leg, officer = lead_leg(case), session.get(Account, officer_id)
    is_colleague = officer is not None and leg is not None and officer.agency_code == leg.agency_code
    if officer is None or leg is None or not is_colleague or not officer.is_active or officer.role not in AGENCY:
        raise Invalid("officer_id", NOT_A_COLLEAGUE)
    leg.officer_id = officer.id
    ledger.record(session, actor, "case.leg.assigned", case, officer=officer.id)
