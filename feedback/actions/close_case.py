"""Closing: the centre has checked the answer."""

from __future__ import annotations

from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import clocks, ledger
from feedback.actions.note_example import note_example
from feedback.actions.permit import permit
from feedback.models import Case
from feedback.rules.lifecycle import Act, Actor
from feedback.terms import ClockKind, Lesson


def close_case(session: Session, actor: Actor, case: Case) -> None:
    """Close an answered case. The citizen may still ask to reopen it for some days. Raises NotYours, Refused."""
    permit(session, actor, case, Act.CLOSE)
    now = case.closed_at = clock.now()
    clocks.stop(session, case, (ClockKind.CLOSE,), now)
    ledger.record(session, actor, "case.closed", case)
    note_example(session, actor, case, Lesson.CLOSED)
