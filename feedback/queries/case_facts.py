"""What a file holds, read once, as the lifecycle table needs to know it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from feedback import clock
from feedback.models import Case, Extension, Leg, Report, Result
from feedback.queries.city import city
from feedback.rules.lifecycle import CaseFacts
from feedback.terms import ExtensionState, LegRole, State


def lead_leg(case: Case) -> Leg | None:
    """The one active lead leg, or None while the centre holds the case."""
    return next((leg for leg in case.legs if leg.role is LegRole.LEAD and leg.is_active), None)


def open_extension(case: Case) -> Extension | None:
    """The request for more time that waits for a decision."""
    return next((one for one in case.extensions if one.state is ExtensionState.ASKED), None)


def case_facts(session: Session, case: Case, report: Report | None = None) -> CaseFacts:
    """The facts of a case now; `report` is the one whose sender acts, where a citizen does."""
    leg = lead_leg(case)
    waiting = case.state is State.AWAITING_APPROVAL and case.result_id is not None
    result = session.get(Result, case.result_id) if waiting else None
    asked = open_extension(case)
    return CaseFacts(
        state=case.state,
        kind=case.kind,
        level=case.level,
        publication=case.publication,
        lead_agency=leg.agency_code if leg else None,
        submitted_by=result.submitted_by_id if result else None,
        resolve_due_at=case.resolve_due_at,
        pauses_used=leg.pauses_used if leg else 0,
        closed_at=case.closed_at,
        is_rated=report is not None and report.rated_at is not None,
        reopen_days=city(session).reopen_days,
        now=clock.now(),
        holder=case.holder_code,
        is_bound=leg is not None and leg.is_binding,
        returns=case.return_count,
        extensions_granted=sum(one.state is ExtensionState.GRANTED for one in case.extensions),
        extension_asked_by=asked.asked_by_id if asked else None,
    )
