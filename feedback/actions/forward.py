"""Sending a case to an agency: by a person, by the system's decision, or on to another agency."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import alerts, clocks, ledger, notices
from feedback.actions.cooperate import call_in, follow_the_lead
from feedback.actions.extension import lapse_extension
from feedback.actions.note_example import note_example
from feedback.actions.permit import permit, valid_agency, written
from feedback.errors import N_, Invalid
from feedback.models import Agency, Case, Decision, Leg
from feedback.queries.case_facts import lead_leg
from feedback.queries.cooperating import called_by_matrix
from feedback.rules.lifecycle import SYSTEM, Act, Actor
from feedback.terms import ClockKind, ClockOutcome, LegRole, LegState, Lesson, Role, State

LEG_CLOCKS = (ClockKind.ACCEPT, ClockKind.TRANSFER, ClockKind.WORK)
NEEDS_FIELD = N_("Hãy chọn lĩnh vực trước khi chuyển.")
SAME_AGENCY = N_("Vụ việc đang ở đúng cơ quan này.")
HAS_RETURNED = N_("Đơn vị này đã trả lại vụ việc. Chỉ lãnh đạo thành phố mới giao lại cho họ được.")
BY_A_PERSON = "person"  # the reason of a decision that no rule made
BY_HAND = N_("Điều phối viên chuyển %(agency)s.")


def dispatch(session: Session, actor: Actor, case: Case, agency_code: str, why: str = "") -> Leg:
    """A person sends a case that lies at the centre. Raises Refused, Invalid."""
    agency = valid_agency(session, agency_code)
    refuse_who_returned(case, agency)
    called = called_by_matrix(session, case, agency.code)
    return send(session, actor, case, agency, decide_by_hand(session, actor, case, agency, why), called)


def redirect(session: Session, actor: Actor, case: Case, agency_code: str, why: str) -> Leg:
    """A dispatcher takes a case from one agency and gives it to another, with a reason. Raises Refused, Invalid."""
    why = written(why, "why")
    agency = valid_agency(session, agency_code)
    before = lead_leg(case)
    if before is not None and before.agency_code == agency.code:
        raise Invalid("agency_code", SAME_AGENCY)
    refuse_who_returned(case, agency)
    permit(session, actor, case, Act.REDIRECT)
    if before is not None:
        end_leg(session, case, before, LegState.WITHDRAWN)
    decision = decide_by_hand(session, actor, case, agency, why)
    leg = open_leg(session, actor, case, agency, decision)
    ledger.record(
        session, actor, "case.redirected", case, agency=agency.code, from_agency=before.agency_code if before else None
    )
    _tell(session, case, agency)
    call_in(session, actor, case, called_by_matrix(session, case, agency.code))
    return leg


def rule(session: Session, actor: Actor, case: Case, agency_code: str, why: str) -> Leg:
    """A leader decides who handles a case that agencies hand back and forth: nobody returns it any more (R8).

    Raises Refused, NotYours, Invalid.
    """
    why = written(why, "why")
    agency = valid_agency(session, agency_code)
    if case.field_code is None:
        raise Invalid("agency_code", NEEDS_FIELD)
    permit(session, actor, case, Act.RULE)
    leg = open_leg(session, actor, case, agency, decide_by_hand(session, actor, case, agency, why))
    leg.is_binding = True
    ledger.record(session, actor, "case.ruled", case, agency=agency.code)
    notices.tell_citizens(session, case, "forwarded", agency=agency.short_name)
    notices.tell_agency(session, case, agency.code, "agency_ruled")
    call_in(session, actor, case, called_by_matrix(session, case, agency.code))
    return leg


def refuse_who_returned(case: Case, agency: Agency) -> None:
    """An agency that has returned a case gets it again only by a leader's word. Raises Invalid."""
    if any(leg.agency_code == agency.code and leg.state is LegState.RETURNED for leg in case.leads):
        raise Invalid("agency_code", HAS_RETURNED)


def send(
    session: Session, actor: Actor, case: Case, agency: Agency, decision: Decision, cooperating: Sequence[str] = ()
) -> Leg:
    """Open the legs of a case that lies at the centre, the lead's and others. Raises Refused when the table says no."""
    permit(session, actor, case, Act.FORWARD)
    if case.field_code is None:
        raise Invalid("field_code", NEEDS_FIELD)
    leg = open_leg(session, actor, case, agency, decision)
    ledger.record(session, actor, "case.forwarded", case, agency=agency.code, role=LegRole.LEAD)
    _tell(session, case, agency)
    call_in(session, actor, case, cooperating)
    return leg


def open_leg(session: Session, actor: Actor, case: Case, agency: Agency, decision: Decision | None) -> Leg:
    """A new lead leg with its clocks; the case is held by its agency from now on. Cooperating agencies go on."""
    now = clock.now()
    follow_the_lead(session, actor, case, agency)
    clocks.stop(session, case, (ClockKind.DISPATCH, ClockKind.RESPOND), now)
    leg = Leg(
        case=case,
        agency_code=agency.code,
        role=LegRole.LEAD,
        state=LegState.SENT,
        decision_id=decision.id if decision else None,
        sent_at=now,
    )
    session.add(leg)
    case.holder_code, case.tray_reason, case.state = agency.code, "", State.FORWARDED
    session.flush()
    for kind in LEG_CLOCKS:
        clocks.start(session, case, kind, now, leg)
    alerts.raise_alert(session, case, leg)
    if leg.is_short:
        ledger.record(session, SYSTEM, "case.leg.short", case, agency=agency.code)
    return leg


def end_leg(session: Session, case: Case, leg: Leg, state: LegState) -> None:
    """End a turn. Only a turn that was handed on or withdrawn cancels its work clock; a done one is judged."""
    now = clock.now()
    leg.state, leg.ended_at = state, now
    lapse_extension(session, case)
    alerts.end_alert(session, case)
    outcome = None if state is LegState.DONE else ClockOutcome.CANCELLED
    clocks.stop(session, case, (ClockKind.ACCEPT, ClockKind.TRANSFER), now, leg=leg)
    clocks.stop(session, case, (ClockKind.WORK,), now, leg=leg, outcome=outcome)
    session.flush()  # the next lead leg must not meet this one in the unique index


def decide_by_hand(session: Session, actor: Actor, case: Case, agency: Agency, why: str) -> Decision:
    """The stored explanation of a person's choice; what the system had proposed stays in its own decision."""
    before = select(Decision.id).where(Decision.case_id == case.id).order_by(Decision.id.desc()).limit(1)
    decision = Decision(
        case_id=case.id,
        decided_at=clock.now(),
        decided_by_id=actor.user_id if actor.role is not Role.SYSTEM else None,
        agency_code=agency.code,
        is_sure=True,
        reason=BY_A_PERSON,
        replaces_id=session.scalars(before).first(),
        return_count=case.return_count,
        field_guesses=[],
        candidates=[],
        place_evidence={},
        model_version="",
        rules_version="",
        sentence=(why or BY_HAND % {"agency": agency.short_name})[:600],
    )
    session.add(decision)
    session.flush()
    note_example(session, actor, case, Lesson.RETURNED if case.return_count else Lesson.FORWARDED)
    return decision


def _tell(session: Session, case: Case, agency: Agency) -> None:
    notices.tell_citizens(session, case, "forwarded", agency=agency.short_name)
    notices.tell_agency(session, case, agency.code, "agency_new")
