"""A unit's leader approves what somebody else entered."""

from __future__ import annotations

from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import ledger
from feedback.actions.assessing.held import held_row
from feedback.errors import N_, Refused
from feedback.models import AssessmentRow
from feedback.rules.assessing import Step
from feedback.rules.lifecycle import Actor

NOTHING_YET = N_("Tiêu chí này chưa có ai nhập điểm.")
OWN = N_("Người nhập không tự duyệt. Cần một lãnh đạo khác của đơn vị.")


def approve_row(session: Session, actor: Actor, row_id: int, version: int) -> AssessmentRow:
    """Raises Refused, NotYours, Outdated."""
    line = held_row(session, actor, row_id, version, Step.APPROVE)
    if line.entered_by_id is None:
        raise Refused(NOTHING_YET)
    if line.entered_by_id == actor.user_id:
        raise Refused(OWN)
    line.approved_by_id, line.changed_at = actor.user_id, clock.now()
    ledger.record(session, actor, "assessment.approved", line, row=line.row.code, points=line.self_points)
    return line
