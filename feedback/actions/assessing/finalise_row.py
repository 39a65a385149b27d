"""The last word on a row's points. Points that are not the appraised ones say why."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import ledger
from feedback.actions.assessing.appraise_row import within_maximum
from feedback.actions.assessing.held import held_row
from feedback.actions.permit import written
from feedback.errors import N_, Refused
from feedback.models import AssessmentRow
from feedback.rules.assessing import Step
from feedback.rules.lifecycle import Actor

NOT_APPRAISED = N_("Tiêu chí này chưa được thẩm định.")


def finalise_row(
    session: Session, actor: Actor, row_id: int, version: int, *, points: Decimal | None, note: str
) -> AssessmentRow:
    """Raises Invalid naming `points` or `note`; Refused, Outdated."""
    line = held_row(session, actor, row_id, version, Step.FINALISE)
    if line.appraised_points is None:
        raise Refused(NOT_APPRAISED)
    points = within_maximum(line, points)
    line.final_note = "" if points == line.appraised_points else written(note, "note")
    line.final_points, line.changed_at = points, clock.now()
    ledger.record(session, actor, "assessment.finalised", line, row=line.row.code, points=points)
    return line
