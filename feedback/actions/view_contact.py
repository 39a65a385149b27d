"""Looking at how to reach a reporter: allowed to few, and never without a line in the ledger (Law 91/2025/QH15)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from feedback.actions import ledger
from feedback.errors import N_, Missing, NotYours
from feedback.models import Case, Report
from feedback.queries.case_facts import lead_leg
from feedback.queries.case_of_report import answering_case
from feedback.queries.contacts import Contact, contact, may_view_contact
from feedback.rules.lifecycle import Actor

HIDDEN = N_("Người phản ánh chỉ để tổng đài 1022 biết cách liên hệ. Cần hỏi thêm thì dùng “Hỏi người dân”.")
NO_SUCH_REPORT = N_("Phản ánh này không thuộc vụ việc đang xem.")


def view_contact(session: Session, actor: Actor, case: Case, report_id: int) -> Contact:
    """The contact of one reporter of this case. Raises NotYours, Missing."""
    report = session.get(Report, report_id)
    if report is None or case.id not in (report.case_id, answering_case(report).id):
        raise Missing(NO_SUCH_REPORT)
    leg = lead_leg(case)
    if not may_view_contact(actor, report, leg.agency_code if leg else None):
        raise NotYours(HIDDEN)
    ledger.record(session, actor, "contact.viewed", report, case=case, report=report)
    return contact(report)
