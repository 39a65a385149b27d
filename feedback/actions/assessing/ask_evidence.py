"""The appraiser asks a unit for more evidence of a row; the unit may then add it, but not change its claim."""

from __future__ import annotations

from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import ledger
from feedback.actions.assessing.held import held_row
from feedback.actions.permit import written
from feedback.models import AssessmentRow
from feedback.rules.assessing import Step
from feedback.rules.lifecycle import Actor
from feedback.terms import RowState


def ask_evidence(session: Session, actor: Actor, row_id: int, version: int, explanation: str) -> AssessmentRow:
    """Raises Invalid naming `explanation`, Outdated."""
    line = held_row(session, actor, row_id, version, Step.APPRAISE)
    line.explanation = written(explanation, "explanation")
    line.state, line.changed_at = RowState.NEEDS_EVIDENCE, clock.now()
    ledger.record(session, actor, "assessment.asked", line, row=line.row.code)
    return line
