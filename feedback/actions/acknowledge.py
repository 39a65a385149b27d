"""The first word to the citizen: number, code and promise, by the channel they gave."""

from __future__ import annotations

from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import notices
from feedback.models import Notice, Report
from feedback.queries.case_of_report import answering_case
from feedback.rules import say


def acknowledge(session: Session, report: Report) -> Notice | None:
    """Owe the acknowledgement of a report; None when its sender left no way to be reached."""
    if not report.submitter_phone and not report.submitter_email:
        return None
    case = answering_case(report)
    if case.is_confidential or case.resolve_due_at is None:
        return notices.tell_citizen(session, case, report, "received_confidential")
    due = say.moment(case.resolve_due_at, clock.now(), report.language)
    words = "received" if case is report.case else "received_incident"
    return notices.tell_citizen(session, case, report, words, due=due)
