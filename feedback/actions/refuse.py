"""Refusing a report: with a coded reason and words that the citizen reads."""

from __future__ import annotations

from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import alerts, clocks, ledger, notices
from feedback.actions.permit import filled, permit, reason
from feedback.models import Case
from feedback.rules.lifecycle import Act, Actor
from feedback.rules.text import tidy
from feedback.terms import ClockKind


def refuse(session: Session, actor: Actor, case: Case, *, reason_code: str, text: str = "") -> None:
    """End a case that cannot be taken; the citizen is told why. Raises Invalid, NotYours, Refused."""
    why = reason(session, "refusal", reason_code)
    permit(session, actor, case, Act.REFUSE)
    case.refusal_code, case.refusal_text = why.code, filled(tidy(text, "text"), "text")
    case.tray_reason = ""
    clocks.stop(session, case, tuple(ClockKind), clock.now())
    alerts.end_alert(session, case)
    ledger.record(session, actor, "case.refused", case, reason=why.code)
    notices.tell_citizens(session, case, "refused", reason=why.name_vi)
