"""The appraiser's word on a row: agreed as claimed, or other points with the reason."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import ledger
from feedback.actions.assessing.held import held_row
from feedback.actions.permit import written
from feedback.errors import N_, Invalid, Refused
from feedback.models import AssessmentRow
from feedback.rules.assessing import CLAIMED_IT, Step
from feedback.rules.lifecycle import Actor
from feedback.rules.scoring import CENT, NOT_A_NUMBER, TOO_MANY_POINTS
from feedback.rules.text import tidy

SAY_POINTS = N_("Không thống nhất thì hãy ghi số điểm thẩm định.")
NOTHING_TO_AGREE = N_("Đơn vị chưa tự chấm tiêu chí này, nên không có gì để thống nhất. Hãy ghi điểm và giải trình.")


def appraise_row(
    session: Session, actor: Actor, row_id: int, version: int, *, agrees: bool, points: Decimal | None, explanation: str
) -> AssessmentRow:
    """Raises Invalid naming `points` or `explanation`; Refused for whoever claimed it, Outdated."""
    line = held_row(session, actor, row_id, version, Step.APPRAISE)
    if actor.user_id in (line.entered_by_id, line.approved_by_id):
        raise Refused(CLAIMED_IT)
    if agrees and line.self_points is None:
        raise Invalid("agrees", NOTHING_TO_AGREE)
    explanation = tidy(explanation, "explanation") if agrees else written(explanation, "explanation")
    line.appraised_points = line.self_points if agrees else within_maximum(line, points)
    line.agrees, line.explanation = agrees, explanation
    line.final_points, line.final_note = None, ""
    line.appraised_by_id, line.changed_at = actor.user_id, clock.now()
    ledger.record(
        session, actor, "assessment.appraised", line, row=line.row.code, points=line.appraised_points, agrees=agrees
    )
    return line


def within_maximum(line: AssessmentRow, points: Decimal | None) -> Decimal:
    """Points with two decimals. Raises Invalid naming `points`."""
    if points is None:
        raise Invalid("points", SAY_POINTS)
    maximum = line.row.max_points or Decimal(0)
    if not points.is_finite() or points != points.quantize(CENT):
        raise Invalid("points", NOT_A_NUMBER)
    if not 0 <= points <= maximum:
        raise Invalid("points", TOO_MANY_POINTS, maximum=maximum)
    return points
