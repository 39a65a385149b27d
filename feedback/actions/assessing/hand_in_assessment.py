"""Handing in a claim: what the system counts is counted once more and stays so; what was entered is all approved."""

from __future__ import annotations

from sqlalchemy.orm import Session

from feedback.actions import ledger
from feedback.actions.assessing.held import held
from feedback.actions.assessing.refresh_live import refresh_live
from feedback.errors import N_, Refused
from feedback.models import Assessment
from feedback.rules import assessing
from feedback.rules.assessing import Step
from feedback.rules.lifecycle import Actor
from feedback.terms import AssessmentState

NOT_APPROVED = N_("Còn %(count)s tiêu chí đã nhập mà chưa được duyệt, bắt đầu từ %(row)s.")
NOTHING = N_("Chưa có tiêu chí nào có điểm.")


def hand_in_assessment(session: Session, actor: Actor, assessment_id: int) -> Assessment:
    """From here on the unit changes nothing. Raises Refused, NotYours."""
    found = held(session, actor, assessment_id, Step.HAND_IN)
    refresh_live(session, found)
    waiting = [line for line in found.rows if line.entered_by_id is not None and line.approved_by_id is None]
    if waiting:
        raise Refused(NOT_APPROVED, count=len(waiting), row=waiting[0].row.code)
    if all(line.self_points is None for line in found.rows):
        raise Refused(NOTHING)
    found.state = AssessmentState.CLAIMED
    points = assessing.total(line.self_points for line in found.rows)
    ledger.record(session, actor, "assessment.handed_in", found, points=points)
    return found
