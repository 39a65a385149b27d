"""An agency returns what is not its own, with a coded reason and the owner it proposes."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import alerts, clocks, ledger, notices
from feedback.actions.forward import end_leg
from feedback.actions.permit import permit, reason, sendable, valid_agency
from feedback.errors import N_, Invalid
from feedback.models import Agency, Case, Clock, Leg
from feedback.queries.case_facts import lead_leg
from feedback.queries.city import city
from feedback.rules.lifecycle import Act, Actor
from feedback.terms import ClockKind, LegState

TRAY = N_("%(agency)s trả lại: %(reason)s")
OWN_AGENCY = N_("Hãy đề xuất một cơ quan khác với cơ quan của bạn.")


def return_case(
    session: Session, actor: Actor, case: Case, *, reason_code: str, note: str, proposed_agency_code: str | None
) -> None:
    """End the leg and put the case in the dispatcher's tray; the citizen's clock keeps running (R8).

    Raises Invalid naming the field, NotYours, Refused.
    """
    why = reason(session, "return", reason_code)
    note = sendable(note, "note")
    leg = lead_leg(case)
    if proposed_agency_code:
        valid_agency(session, proposed_agency_code, "proposed_agency_code")
        if leg is not None and proposed_agency_code == leg.agency_code:
            raise Invalid("proposed_agency_code", OWN_AGENCY)
    permit(session, actor, case, Act.RETURN)
    if leg is None:
        raise AssertionError("a case at an agency has a lead leg")
    leg.return_code, leg.return_note = why.code, note
    leg.proposed_agency_code = proposed_agency_code or None
    leg.is_returned_late = _is_late(session, case, leg)
    end_leg(session, case, leg, LegState.RETURNED)
    agency = session.get_one(Agency, leg.agency_code)
    case.holder_code = city(session).centre_agency
    case.return_count += 1
    case.tray_reason = (TRAY % {"agency": agency.short_name, "reason": why.name_vi})[:300]
    clocks.start(session, case, ClockKind.DISPATCH, clock.now())
    ledger.record(
        session, actor, "case.leg.returned", case,
        agency=agency.code, reason=why.code, proposed=proposed_agency_code or None,
    )  # fmt: skip
    notices.tell_agency(session, case, case.holder_code, "agency_returned", agency=agency.short_name)
    alerts.raise_alert(session, case)


def _is_late(session: Session, case: Case, leg: Leg) -> bool:
    """Whether the time to return what is not one's own was over (R8); accepting does not give more of it."""
    query = select(Clock.due_at).where(
        Clock.case_id == case.id, Clock.leg_id == leg.id, Clock.kind == ClockKind.TRANSFER
    )
    with session.no_autoflush:
        due_at = session.scalar(query)
    return due_at is not None and due_at < clock.now()
