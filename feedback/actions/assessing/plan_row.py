"""Who looks after a row, until when, and how far it is; set by hand, whatever its points."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import contact, ledger
from feedback.actions.assessing.held import held_row
from feedback.models import AssessmentRow
from feedback.rules.assessing import Step
from feedback.rules.lifecycle import Actor
from feedback.terms import RowState

OWNER_MAX = 120


def plan_row(
    session: Session, actor: Actor, row_id: int, version: int, *, owner: str, due_on: date | None, state: RowState
) -> AssessmentRow:
    """Raises Invalid naming `owner`, Outdated."""
    line = held_row(session, actor, row_id, version, Step.ENTER)
    line.owner = contact.short(owner, "owner", OWNER_MAX)
    line.due_on, line.state, line.changed_at = due_on, state, clock.now()
    ledger.record(session, actor, "assessment.planned", line, row=line.row.code)
    return line
