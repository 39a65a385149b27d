"""Choosing the field of a case."""

from __future__ import annotations

from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import clocks, ledger
from feedback.actions.note_example import note_example
from feedback.actions.permit import permit
from feedback.errors import N_, Invalid
from feedback.models import Case, Field
from feedback.rules.lifecycle import Act, Actor
from feedback.terms import ClockKind, Lesson

PROMISED = (ClockKind.RESPOND, ClockKind.RESOLVE, ClockKind.WORK, ClockKind.ACCEPT)


def classify(session: Session, actor: Actor, case: Case, field_code: str) -> None:
    """Set the field; the citizen's promise follows the limit of that field. Raises Invalid for an unknown one."""
    permit(session, actor, case, Act.CLASSIFY)
    if session.get(Field, field_code) is None:
        raise Invalid("field_code", N_("Hãy chọn một lĩnh vực trong danh sách."))
    if case.field_code == field_code:
        return
    case.field_code = field_code
    clocks.retarget(session, case, PROMISED, clock.now())
    ledger.record(session, actor, "case.classified", case, field=field_code)
    note_example(session, actor, case, Lesson.RECLASSIFIED)
