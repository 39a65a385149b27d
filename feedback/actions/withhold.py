"""Deciding not to publish: a coded reason and words that another person can check; the duty to publish ends with it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import clocks, ledger
from feedback.actions.permit import permit, reason, written
from feedback.models import Case
from feedback.rules.lifecycle import Act, Actor
from feedback.terms import ClockKind, ClockOutcome, Publication


def withhold(session: Session, actor: Actor, case: Case, *, reason_code: str, note: str) -> None:
    """Keep an answered case from the public. Publishing it later stays possible. Raises Invalid, NotYours, Refused."""
    code, note = reason(session, "withhold", reason_code), written(note, "note")
    permit(session, actor, case, Act.WITHHOLD)
    case.publication = Publication.WITHHELD
    case.withheld_code, case.withheld_note = code.code, note
    clocks.stop(session, case, (ClockKind.PUBLISH,), clock.now(), outcome=ClockOutcome.CANCELLED)
    ledger.record(session, actor, "case.withheld", case, reason=code.code)
