"""Who may see which picture."""

from __future__ import annotations

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from feedback.models import Attachment, Case, Report
from feedback.queries.case_of_report import answering_case
from feedback.queries.visible import visible_cases
from feedback.rules.lifecycle import ANSWERED, Actor


def picture_of_staff(session: Session, actor: Actor, name: str) -> Attachment | None:
    """The picture kept under this name, if this person may open its case."""
    query = select(Attachment).join(Case, Case.id == Attachment.case_id)
    return session.scalars(query.where(Attachment.stored_as == name, visible_cases(actor))).first()


def picture_of_report(session: Session, report_id: int, name: str) -> Attachment | None:
    """The picture, if the sender of this report may see it: their own, or one of the approved answer."""
    report = session.get(Report, report_id)
    if report is None:
        return None
    case = answering_case(report)
    own = Attachment.report_id == report_id
    answered = and_(Attachment.result_id.is_not(None), Attachment.result_id == case.result_id)
    allowed = or_(own, answered) if case.state in ANSWERED and case.result_id else own
    return session.scalars(select(Attachment).where(Attachment.stored_as == name, allowed)).first()
