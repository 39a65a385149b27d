"""Entering what a row's points are computed from. What this system counts itself is never typed over."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import ledger
from feedback.actions.assessing.held import held_row
from feedback.errors import N_, Invalid, Refused
from feedback.models import AssessmentRow
from feedback.rules import assessing, scoring
from feedback.rules.assessing import Step
from feedback.rules.lifecycle import Actor
from feedback.terms import RowState

COUNTED_HERE = N_("Tiêu chí này do hệ thống tự tính từ vụ việc, không nhập tay.")
NO_MAXIMUM = N_("Nguồn chưa cho điểm tối đa của tiêu chí này nên chưa chấm được.")


def enter_row(session: Session, actor: Actor, row_id: int, version: int, given: scoring.Given) -> AssessmentRow:
    """The unit's own points; an earlier approval falls. Raises Invalid naming what was given, Refused, Outdated."""
    line = held_row(session, actor, row_id, version, Step.ENTER)
    if line.is_live:
        raise Refused(COUNTED_HERE)
    if line.row.max_points is None:
        raise Refused(NO_MAXIMUM)
    for name in ("numerator", "denominator", "amount", "stated"):
        number = getattr(given, name)
        if isinstance(number, Decimal) and not number.is_finite():
            raise Invalid(name, scoring.NOT_A_NUMBER)
    rule = scoring.formula(line.row.formula, line.row.parameters, line.row.max_points)
    line.self_points = scoring.points(rule, given)
    line.given = assessing.plain(given)
    line.entered_by_id, line.approved_by_id = actor.user_id, None
    line.changed_at = clock.now()
    if line.state is RowState.NOT_STARTED:
        line.state = RowState.IN_PROGRESS
    ledger.record(session, actor, "assessment.entered", line, row=line.row.code, points=line.self_points)
    return line
