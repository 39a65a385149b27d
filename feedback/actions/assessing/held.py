"""An assessment or one of its rows, held for a change: seen, allowed at this stage, and not changed meanwhile."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.actions.transaction import SOMEONE
from feedback.database import lock
from feedback.errors import N_, Missing, Outdated
from feedback.models import Assessment, AssessmentRow
from feedback.queries.visible import visible_assessments
from feedback.rules import assessing
from feedback.rules.assessing import NO_SUCH, About, Step
from feedback.rules.lifecycle import Actor

CHANGED_ROW = N_("%(changed_by)s vừa sửa tiêu chí này. Hãy xem lại rồi gửi lần nữa; phần bạn viết vẫn còn.")


def held(session: Session, actor: Actor, assessment_id: int, step: Step) -> Assessment:
    """Raises Missing, NotYours or Refused. Nobody else changes the assessment until this transaction ends."""
    query = select(Assessment).where(Assessment.id == assessment_id, visible_assessments(actor))
    found = session.scalars(lock(session, query)).first()
    if found is None:
        raise Missing(NO_SUCH)
    assessing.check(step, actor, about(found))
    return found


def held_row(session: Session, actor: Actor, row_id: int, version: int, step: Step) -> AssessmentRow:
    """The row, with its assessment held. Raises Outdated when it was changed since version `version` was read."""
    owner = session.scalar(select(AssessmentRow.assessment_id).where(AssessmentRow.id == row_id))
    held(session, actor, owner or 0, step)
    row = session.get_one(AssessmentRow, row_id)
    if row.version != version:
        raise Outdated(CHANGED_ROW, changed_by=SOMEONE)
    return row


def about(found: Assessment) -> About:
    return About(found.agency_code, found.catalogue.applies_to, found.state)
