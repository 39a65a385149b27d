"""Giving a case to a part of the agency that holds it, or to one of its people."""

from __future__ import annotations

from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import ledger, notices
from feedback.actions.permit import permit
from feedback.errors import N_, Invalid
from feedback.models import Account, Case, Division, Leg
from feedback.queries import roster
from feedback.queries.case_facts import lead_leg, part_of
from feedback.rules.lifecycle import AGENCY, Act, Actor

NOT_A_COLLEAGUE = N_("Hãy chọn một cán bộ đang làm việc của đơn vị.")
NOBODY_ACTS = N_("%(name)s đang nghỉ, chưa có người thay và không có ai trực. Hãy chọn người khác.")
NOT_OUR_DIVISION = N_("Hãy chọn một phòng, đội đang hoạt động của đơn vị.")
OWN_DIVISION_ONLY = N_(
    "Bạn chỉ giao được việc cho người trong phòng, đội của mình. Việc của nơi khác do lãnh đạo giao."
)


def assign(session: Session, actor: Actor, case: Case, officer_id: int) -> None:
    """Set the officer of the lead leg, and with them the division.

    While an officer is away it is who acts for them that gets it: the delegate, or who is on duty; the division stays.
    Raises Invalid, NotYours, Refused.
    """
    _give(session, actor, case, _lead(session, actor, case), officer_id)


def assign_part(session: Session, actor: Actor, case: Case, officer_id: int) -> None:
    """Set who handles our agency's part of another agency's case. Raises Invalid, NotYours, Refused."""
    _give(session, actor, case, _part(session, actor, case), officer_id)


def assign_division(session: Session, actor: Actor, case: Case, division_id: int) -> None:
    """Give the lead leg to a division; its head finds somebody. Raises Invalid, NotYours, Refused."""
    _give_division(session, actor, case, _lead(session, actor, case), division_id)


def assign_part_division(session: Session, actor: Actor, case: Case, division_id: int) -> None:
    """Give our part of another agency's case to a division. Raises Invalid, NotYours, Refused."""
    _give_division(session, actor, case, _part(session, actor, case), division_id)


def _give(session: Session, actor: Actor, case: Case, leg: Leg, officer_id: int) -> None:
    officer = session.get(Account, officer_id)
    is_colleague = officer is not None and officer.agency_code == leg.agency_code
    if officer is None or not is_colleague or not officer.is_active or officer.role not in AGENCY:
        raise Invalid("officer_id", NOT_A_COLLEAGUE)
    _stays_inside(actor, officer.division_id)
    acting = roster.acting_for(session, officer, clock.now())
    if acting is None:
        raise Invalid("officer_id", NOBODY_ACTS, name=officer.full_name)
    leg.officer_id, leg.division_id = acting.id, officer.division_id
    ledger.record(session, actor, "case.leg.assigned", case, officer=acting.id)
    if acting is not officer:
        ledger.record(session, actor, "case.leg.stood_in", case, officer=officer.id)
    if acting.id != actor.user_id:
        notices.tell_person(session, case, acting.id, "agency_assigned")


def _give_division(session: Session, actor: Actor, case: Case, leg: Leg, division_id: int) -> None:
    division = session.get(Division, division_id)
    if division is None or division.agency_code != leg.agency_code or not division.is_active:
        raise Invalid("officer_id", NOT_OUR_DIVISION)
    _stays_inside(actor, division.id)
    leg.officer_id, leg.division_id = None, division.id
    ledger.record(session, actor, "case.leg.given", case, division=division)


def _lead(session: Session, actor: Actor, case: Case) -> Leg:
    permit(session, actor, case, Act.ASSIGN)
    leg = lead_leg(case)
    if leg is None:
        raise AssertionError("a case at an agency has a lead leg")
    return leg


def _part(session: Session, actor: Actor, case: Case) -> Leg:
    permit(session, actor, case, Act.ASSIGN_PART)
    leg = part_of(case, actor)
    if leg is None:
        raise AssertionError("the table lets nobody act for a part that is not theirs")
    return leg


def _stays_inside(actor: Actor, division_id: int | None) -> None:
    if actor.divisions is not None and division_id not in actor.divisions:
        raise Invalid("officer_id", OWN_DIVISION_ONLY)
