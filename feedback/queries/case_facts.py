"""What a file holds, read once, as the lifecycle table needs to know it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.models import Case, Extension, Leg, Merge, Report, Result
from feedback.queries.city import city
from feedback.rules.lifecycle import Actor, CaseFacts
from feedback.rules.needs import PartFacts, has_turn
from feedback.terms import ExtensionState, LegRole, LegState, State

ANSWERS_SHORT = (ExtensionState.ASKED, ExtensionState.GRANTED)


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
        lead_division=leg.division_id if leg else None,
        lead_officer=leg.officer_id if leg else None,
        is_bound=leg is not None and leg.is_binding,
        returns=case.return_count,
        extensions_granted=sum(one.state is ExtensionState.GRANTED for one in case.extensions),
        extension_asked_by=asked.asked_by_id if asked else None,
        extension_from_centre=asked is not None and asked.is_from_centre,
        parts=tuple(_part(leg) for leg in open_parts(case)),
        is_short=leg is not None and is_unsettled(case, leg),
        merged_at=_merged_at(session, case) if case.state is State.MERGED else None,
    )


def open_parts(case: Case) -> list[Leg]:
    """The cooperating legs that nobody has ended."""
    return [leg for leg in case.legs if leg.role is LegRole.COOPERATING and leg.is_active]


def part_of(case: Case, actor: Actor, state: LegState | None = None) -> Leg | None:
    """The part that this person may act on; of their own agency before those of the agencies below it."""
    parts = [
        leg
        for leg in open_parts(case)
        if state in (None, leg.state) and has_turn(actor, leg.agency_code, leg.division_id, leg.officer_id)
    ]
    return min(parts, key=lambda leg: (leg.agency_code != actor.agency_code, leg.id), default=None)


def is_unsettled(case: Case, leg: Leg) -> bool:
    """Whether a short turn still waits for a dispatcher's word; a request for more time answers it too (R5)."""
    if not leg.is_short or leg.short_accepted_at is not None:
        return False
    return not any(one.leg_id == leg.id and one.state in ANSWERS_SHORT for one in case.extensions)


def standing_merge(session: Session, case: Case) -> Merge | None:
    return session.scalars(select(Merge).where(Merge.case_id == case.id, Merge.undone_at.is_(None))).first()


def _part(leg: Leg) -> PartFacts:
    return PartFacts(leg.agency_code, leg.state is LegState.ACCEPTED, leg.division_id, leg.officer_id)


def _merged_at(session: Session, case: Case) -> datetime | None:
    merge = standing_merge(session, case)
    return merge.merged_at if merge is not None else None
