"""Khiếu nại, tố cáo, tố giác: referred to who may deal with them, confidential, in no figure (NĐ 20/2008, Art. 1)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import alerts, clocks, contact, ledger, notices
from feedback.actions.forward import end_leg
from feedback.actions.permit import permit
from feedback.errors import N_, Invalid
from feedback.models import Case
from feedback.queries.case_facts import lead_leg
from feedback.queries.city import city
from feedback.rules.lifecycle import Act, Actor
from feedback.terms import ClockKind, ClockOutcome, LegState, Publication

WHERE_MAX = 300


def refer(session: Session, actor: Actor, case: Case, referred_to: str) -> None:
    """End the case here and tell the citizen where it belongs. Raises Invalid, NotYours, Refused."""
    referred_to = contact.short(referred_to, "referred_to", WHERE_MAX)
    if not referred_to:
        raise Invalid("referred_to", N_("Hãy ghi cơ quan có thẩm quyền và nơi nộp đơn."))
    permit(session, actor, case, Act.REFER)
    case.referred_to, case.tray_reason = referred_to, ""
    leg = lead_leg(case)
    alerts.end_alert(session, case)
    if leg is not None:
        end_leg(session, case, leg, LegState.WITHDRAWN)
    case.holder_code = city(session).centre_agency
    case.publication, case.resolve_due_at = Publication.WITHHELD, None
    clocks.stop(session, case, tuple(ClockKind), clock.now(), outcome=ClockOutcome.CANCELLED)
    ledger.record(session, actor, "case.referred", case, kind=case.kind)
    notices.tell_citizens(session, case, "referred", where=referred_to)
