"""Opening one case."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.interfaces import ORMOption

from feedback.errors import N_, Missing
from feedback.models import Case, Report
from feedback.queries.visible import visible_cases
from feedback.rules.lifecycle import Actor

NO_SUCH_CASE = N_("Không có vụ việc này.")
NO_SUCH_REPORT = N_("Không tìm thấy hoặc thông tin chưa khớp.")


def case_for(session: Session, actor: Actor, number: str, *beside: ORMOption) -> Case:
    """The case of this number, if this person may see it. Raises Missing either way it is not theirs to see.

    `beside`: what is read with it, in the same statement.
    """
    query = select(Case).where(Case.number == number, visible_cases(actor)).options(*beside)
    case = session.scalars(query).unique().first()
    if case is None:
        raise Missing(NO_SUCH_CASE)
    return case


def case_numbered(session: Session, number: str) -> Case:
    """The case of this number, or of the report of this number, for the people who keep the system. Raises Missing."""
    query = select(Case).outerjoin(Report, Report.case_id == Case.id)
    found = session.scalars(query.where(or_(Case.number == number, Report.number == number)).limit(1)).first()
    if found is None:
        raise Missing(NO_SUCH_CASE)
    return found


def report_by_code_hash(session: Session, code_hash: str) -> Report | None:
    """The report that a lookup code opens (the hash comes from actions/tracking.py)."""
    return session.scalars(select(Report).where(Report.code_hash == code_hash)).first()
