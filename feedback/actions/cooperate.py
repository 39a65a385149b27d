"""Cooperating agencies: asked for their part of a case, each with a `work` clock of its own and nothing else (R8).

The promise to the citizen stays with the lead. A part ends when its agency answers or says that it cannot help, or
when a person ends it and writes down why; nothing ends it silently, and the lead's result waits for all parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import clocks, ledger, notices
from feedback.actions.attach import Stored, attach
from feedback.actions.permit import permit, reason, sendable, valid_agency, written
from feedback.errors import N_, Invalid
from feedback.models import Agency, Case, Cooperation, Leg
from feedback.queries.case_facts import lead_leg, open_parts, part_of
from feedback.queries.city import city
from feedback.rules.lifecycle import Act, Actor
from feedback.terms import AGENCY_ROLES, ClockKind, ClockOutcome, LegRole, LegState, Role

ALREADY = N_("Đơn vị này đang phối hợp vụ việc.")
IT_LEADS = N_("Đơn vị này đang chủ trì vụ việc.")
NO_SUCH_PART = N_("Đơn vị này không còn phối hợp vụ việc.")
LEADS_NOW = N_("Đơn vị này nay chủ trì vụ việc.")


def invite(session: Session, actor: Actor, case: Case, agency_code: str, asked: str) -> Leg:
    """Ask an agency for its part; where the lead asks, the centre is told. Raises Invalid, NotYours, Refused."""
    asked, agency, lead = sendable(asked, "asked"), valid_agency(session, agency_code), lead_leg(case)
    if lead is not None and lead.agency_code == agency.code:
        raise Invalid("agency_code", IT_LEADS)
    permit(session, actor, case, Act.INVITE)
    if any(leg.agency_code == agency.code for leg in open_parts(case)):
        raise Invalid("agency_code", ALREADY)
    leg = _open(session, actor, case, agency, asked)
    if actor.role in AGENCY_ROLES:
        notices.tell_agency(
            session, case, city(session).centre_agency, "centre_cooperation", agency=agency.short_name
        )  # fmt: skip
    return leg


def call_in(session: Session, actor: Actor, case: Case, codes: Iterable[str]) -> None:
    """Open the parts that the responsibility matrix names for a case that has just been sent to its lead."""
    lead = lead_leg(case)
    there = {leg.agency_code for leg in open_parts(case)} | {lead.agency_code if lead else ""}
    for code in codes:
        if code not in there:
            _open(session, actor, case, session.get_one(Agency, code), "")


def accept_part(session: Session, actor: Actor, case: Case) -> Leg:
    """Our agency takes its part on; an officer who accepts is the one who handles it. Raises NotYours, Refused."""
    leg = part_of(case, actor, LegState.SENT)
    permit(session, actor, case, Act.ACCEPT_PART)
    leg = _found(leg)
    _accept(leg, actor)
    ledger.record(session, actor, "case.part.accepted", case, agency=leg.agency_code)
    return leg


def answer_part(session: Session, actor: Actor, case: Case, text: str, evidence: Sequence[Stored] = ()) -> Leg:
    """Our agency's answer to the lead, with what proves it; its clock is judged. Raises Invalid, NotYours, Refused."""
    text = sendable(text, "text")
    leg = part_of(case, actor)
    permit(session, actor, case, Act.ANSWER_PART)
    leg = _found(leg)
    if leg.state is LegState.SENT:
        _accept(leg, actor)
    words = _words(leg)
    words.answer, words.answered_by_id = text, actor.user_id
    _end(session, case, leg, LegState.DONE)
    attach(session, case, evidence, leg=leg)
    ledger.record(session, actor, "case.part.answered", case, agency=leg.agency_code)
    _tell_lead(session, case, leg, "agency_part_answered")
    return leg


def return_part(session: Session, actor: Actor, case: Case, *, reason_code: str, note: str) -> Leg:
    """Our agency cannot help, and says why. Raises Invalid, NotYours, Refused."""
    why, note = reason(session, "return", reason_code), sendable(note, "note")
    leg = part_of(case, actor)
    permit(session, actor, case, Act.RETURN_PART)
    leg = _found(leg)
    leg.return_code, leg.return_note = why.code, note
    _end(session, case, leg, LegState.RETURNED)
    ledger.record(session, actor, "case.part.returned", case, agency=leg.agency_code, reason=why.code)
    _tell_lead(session, case, leg, "agency_part_returned")
    return leg


def end_parts(session: Session, actor: Actor, case: Case, agency_codes: Sequence[str], why: str) -> list[Leg]:
    """Do without the answers of these agencies; each is told, and the reason is kept with each part.

    Raises Invalid, NotYours, Refused.
    """
    why = written(why, "why")
    permit(session, actor, case, Act.END_PART)
    parts = [leg for leg in open_parts(case) if leg.agency_code in agency_codes]
    if not parts:
        raise Invalid("agency_codes", NO_SUCH_PART)
    for leg in parts:
        withdraw(session, actor, case, leg, why)
        notices.tell_agency(session, case, leg.agency_code, "agency_part_ended")
    return parts


def follow_the_lead(session: Session, actor: Actor, case: Case, agency: Agency) -> None:
    """The case has got another lead: parts go on and their agencies are told; one that leads now has no part left."""
    for leg in open_parts(case):
        if leg.agency_code == agency.code:
            withdraw(session, actor, case, leg, LEADS_NOW)
        else:
            notices.tell_agency(session, case, leg.agency_code, "agency_new_lead", agency=agency.short_name)


def _open(session: Session, actor: Actor, case: Case, agency: Agency, asked: str) -> Leg:
    now = clock.now()
    leg = Leg(case=case, agency_code=agency.code, role=LegRole.COOPERATING, state=LegState.SENT, sent_at=now)
    leg.cooperation = Cooperation(asked=asked, asked_by_id=actor.user_id if asked else None)
    session.add(leg)
    session.flush()
    clocks.start(session, case, ClockKind.WORK, now, leg)
    ledger.record(session, actor, "case.forwarded", case, agency=agency.code, role=LegRole.COOPERATING)
    notices.tell_agency(session, case, agency.code, "agency_cooperate")
    return leg


def _accept(leg: Leg, actor: Actor) -> None:
    leg.state, leg.accepted_at = LegState.ACCEPTED, clock.now()
    if actor.role is Role.OFFICER and leg.officer_id is None:
        leg.officer_id = actor.user_id


def withdraw(session: Session, actor: Actor, case: Case, leg: Leg, why: str) -> None:
    """End a part without its answer; the reason stays with it."""
    words = _words(leg)
    words.end_note, words.ended_by_id = why, actor.user_id
    _end(session, case, leg, LegState.WITHDRAWN)
    ledger.record(session, actor, "case.part.ended", case, agency=leg.agency_code)


def _end(session: Session, case: Case, leg: Leg, state: LegState) -> None:
    leg.state, leg.ended_at = state, clock.now()
    outcome = None if state is LegState.DONE else ClockOutcome.CANCELLED
    clocks.stop(session, case, (ClockKind.WORK,), clock.now(), leg=leg, outcome=outcome)
    session.flush()


def _found(leg: Leg | None) -> Leg:
    if leg is None:
        raise AssertionError("the table lets nobody act for a part that is not theirs")
    return leg


def _words(leg: Leg) -> Cooperation:
    if leg.cooperation is None:
        raise AssertionError("a cooperating leg has its words")
    return leg.cooperation


def _tell_lead(session: Session, case: Case, leg: Leg, template: str) -> None:
    """Whoever holds the case: the lead, or the centre while it looks for another one."""
    agency = session.get_one(Agency, leg.agency_code)
    notices.tell_agency(session, case, case.holder_code, template, agency=agency.short_name)
