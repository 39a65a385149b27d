"""Owing messages: written with the change that causes them, sent by a durable task, seen once."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import tasks
from feedback.models import Case, Invitee, Meeting, Notice, PlanItem, Report
from feedback.queries.case_of_report import answered_by
from feedback.rules.notice_texts import TEMPLATES
from feedback.terms import NoticeState, Queue

Subject = Case | PlanItem | Meeting


def reporters(session: Session, case: Case) -> list[Report]:
    """Everyone who must hear about this case: its own reports and those of the cases merged into it."""
    return list(session.scalars(select(Report).where(answered_by(case)).order_by(Report.id)))


def tell_citizens(session: Session, case: Case, template: str, **values: str) -> int:
    """Owe every reachable reporter of a case one message; how many those are."""
    reachable = [report for report in reporters(session, case) if report.submitter_phone or report.submitter_email]
    for report in reachable:
        tell_citizen(session, case, report, template, **values)
    return len(reachable)


def tell_citizen(session: Session, case: Case, report: Report, template: str, **values: str) -> Notice:
    notice = _notice(case, template, values)
    notice.report_id = report.id
    session.add(notice)
    tasks.owe(session, "send_notice", notice)
    return notice


def tell_agency(session: Session, about: Subject, agency_code: str, template: str, **values: object) -> Notice:
    """Put a message on an agency's screens. It is there at once: nothing leaves the house."""
    notice = _notice(about, template, values)
    notice.agency_code = agency_code
    notice.state, notice.sent_at = NoticeState.SENT, clock.now()
    session.add(notice)
    return notice


def tell_person(session: Session, about: Subject, account_id: int, template: str, **values: object) -> Notice:
    """A line on one member of staff's own page, there at once; or an SMS, owed, for the templates that say so."""
    notice = _notice(about, template, values)
    notice.account_id = account_id
    session.add(notice)
    if TEMPLATES[template].is_message:
        tasks.owe(session, "send_notice", notice, queue=Queue.URGENT)
    else:
        notice.state, notice.sent_at = NoticeState.SENT, clock.now()
    return notice


def mail_invitee(session: Session, invitee: Invitee, template: str, **values: object) -> Notice:
    """Owe a mail, with the meeting's calendar file, to whoever is invited."""
    notice = _notice(invitee.meeting, template, values)
    notice.invitee_id = invitee.id
    session.add(notice)
    tasks.owe(session, "send_notice", notice)
    return notice


def _notice(about: Subject, template: str, values: Mapping[str, object]) -> Notice:
    if template not in TEMPLATES:
        raise ValueError(f"there is no message {template}")
    notice = Notice(template=template, values=dict(values), state=NoticeState.OWED, created_at=clock.now())
    match about:
        case Case():
            notice.case_id = about.id
        case PlanItem():
            notice.plan_item_id = about.id
        case Meeting():
            notice.meeting_id = about.id
    return notice
