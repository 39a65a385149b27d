"""Internal notes."""

from __future__ import annotations

from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import ledger
from feedback.actions.permit import permit, written
from feedback.models import Case, Note
from feedback.rules.lifecycle import Act, Actor


def write_note(session: Session, actor: Actor, case: Case, text: str) -> Note:
    """Add a note that staff of the centre and of the writer's agency can read. Raises Invalid, NotYours."""
    permit(session, actor, case, Act.NOTE)
    note = Note(
        case_id=case.id,
        author_id=actor.user_id,
        agency_code=actor.agency_code,
        text=written(text, "text"),
        written_at=clock.now(),
    )
    session.add(note)
    ledger.record(session, actor, "case.noted", case, note=note)
    return note
