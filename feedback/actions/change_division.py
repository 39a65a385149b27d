"""The parts of an agency: its leader, or an administrator, makes, renames and closes them."""

from __future__ import annotations

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import contact, ledger
from feedback.errors import N_, Invalid, NotYours
from feedback.models import Account, Division, Leg
from feedback.rules.lifecycle import WRONG_ROLE, Actor
from feedback.terms import Role

NAMELESS = N_("Hãy ghi tên phòng, đội.")
TAKEN = N_("Đơn vị đã có phòng, đội tên này.")
HAS_PEOPLE = N_("Phòng, đội còn người. Hãy chuyển họ sang nơi khác trước.")
HAS_CASES = N_("Phòng, đội còn giữ việc đang mở. Hãy giao lại các việc đó trước.")


def add_division(session: Session, actor: Actor, agency_code: str, name: str) -> Division:
    """Raises Invalid naming `name`, NotYours."""
    _may_rule(actor, agency_code)
    division = Division(agency_code=agency_code, name=_named(session, agency_code, name), created_at=clock.now())
    session.add(division)
    session.flush()
    ledger.record(session, actor, "division.added", division, division=division)
    return division


def change_division(session: Session, actor: Actor, division: Division, *, name: str, is_active: bool) -> None:
    """Rename it, close it, open it again. Raises Invalid naming the field, NotYours."""
    _may_rule(actor, division.agency_code)
    division.name = _named(session, division.agency_code, name, division.id)
    if division.is_active and not is_active:
        _is_empty(session, division)
    division.is_active = is_active
    ledger.record(session, actor, "division.changed", division, division=division)


def _may_rule(actor: Actor, agency_code: str) -> None:
    if actor.role not in (Role.ADMIN, Role.SYSTEM) and (
        actor.role is not Role.AGENCY_LEADER or agency_code not in actor.agencies
    ):
        raise NotYours(WRONG_ROLE)


def _named(session: Session, agency_code: str, name: str, own_id: int | None = None) -> str:
    name = contact.short(name, "name", 120)
    if not name:
        raise Invalid("name", NAMELESS)
    same = select(Division.id).where(Division.agency_code == agency_code, Division.name == name)
    if any(found != own_id for found in session.scalars(same)):
        raise Invalid("name", TAKEN)
    return name


def _is_empty(session: Session, division: Division) -> None:
    people = exists().where(Account.division_id == division.id, Account.is_active)
    cases = exists().where(Leg.division_id == division.id, Leg.ended_at.is_(None))
    has_people, has_cases = session.execute(select(people, cases)).one()
    if has_people:
        raise Invalid("is_active", HAS_PEOPLE)
    if has_cases:
        raise Invalid("is_active", HAS_CASES)
