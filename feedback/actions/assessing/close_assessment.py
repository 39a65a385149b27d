"""Closing an assessment: every claimed row was appraised, final points stand, and a digest seals it all."""

from __future__ import annotations

from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import ledger
from feedback.actions.assessing.held import held
from feedback.errors import N_, Refused
from feedback.models import Assessment
from feedback.queries.assessments import seal_of
from feedback.rules import assessing
from feedback.rules.assessing import Step
from feedback.rules.lifecycle import Actor
from feedback.terms import AssessmentState

NOT_APPRAISED = N_("Còn %(count)s tiêu chí chưa được thẩm định, bắt đầu từ %(row)s.")


def close_assessment(session: Session, actor: Actor, assessment_id: int) -> Assessment:
    """Frozen from here on. Raises Refused, NotYours."""
    found = held(session, actor, assessment_id, Step.CLOSE)
    waiting = [line for line in found.rows if line.self_points is not None and line.appraised_points is None]
    if waiting:
        raise Refused(NOT_APPRAISED, count=len(waiting), row=waiting[0].row.code)
    for line in found.rows:
        if line.final_points is None:
            line.final_points = line.appraised_points
    closed_at = clock.now()
    found.digest = seal_of(session, found, closed_at)
    found.state, found.closed_at = AssessmentState.CLOSED, closed_at
    points = assessing.total(line.final_points for line in found.rows)
    ledger.record(session, actor, "assessment.closed", found, points=points, digest=found.digest)
    return found
