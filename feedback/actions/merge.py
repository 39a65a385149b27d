"""Merging two cases of one incident, so that both citizens get the one answer."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import alerts, clocks, ledger, notices
from feedback.actions.forward import end_leg
from feedback.actions.permit import hold, permit
from feedback.errors import N_, Refused
from feedback.models import Case
from feedback.queries.case_facts import lead_leg
from feedback.rules.lifecycle import OPEN, Act, Actor
from feedback.terms import ClockKind, ClockOutcome, LegState

INTO_ITSELF = N_("Không gộp một vụ việc vào chính nó.")
TARGET_ENDED = N_("Chỉ gộp vào vụ việc đang mở.")
TARGET_EXCLUDED = N_("Không gộp vào khiếu nại, tố cáo, tố giác.")


def merge(session: Session, actor: Actor, case: Case, into: Case) -> None:
    """End `case` in favour of `into`, which answers all their reporters. Raises Refused, NotYours.

    Both rows change, so of two opposite merges at the same time one is refused as outdated.
    """
    if case.id == into.id:
        raise Refused(INTO_ITSELF)
    hold(session, case, into)
    if into.state not in OPEN:
        raise Refused(TARGET_ENDED)
    if into.kind.is_excluded:
        raise Refused(TARGET_EXCLUDED)
    reporters = notices.reporters(session, case)
    permit(session, actor, case, Act.MERGE)
    case.merged_into_id, case.tray_reason = into.id, ""
    leg = lead_leg(case)
    alerts.end_alert(session, case)
    if leg is not None:
        end_leg(session, case, leg, LegState.WITHDRAWN)
    now = clock.now()
    clocks.stop(session, case, tuple(ClockKind), now, outcome=ClockOutcome.CANCELLED)
    into.report_count += case.report_count
    into.changed_at = now
    session.flush()
    session.execute(update(Case).where(Case.merged_into_id == case.id).values(merged_into_id=into.id))
    ledger.record(session, actor, "case.merged", case, into=into.number)
    ledger.record(session, actor, "case.absorbed", into, number=case.number)
    for report in reporters:
        if report.submitter_phone or report.submitter_email:
            notices.tell_citizen(session, into, report, "merged")
