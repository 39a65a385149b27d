"""The duty roster: who is on duty on which days and shifts, at an agency, in a division, at the 1022 centre."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.actions import ledger
from feedback.errors import N_, Invalid, NotYours
from feedback.models import Absence, Account, Division, Duty
from feedback.queries import roster
from feedback.rules.lifecycle import WRONG_ROLE, Actor
from feedback.rules.roster import Shift
from feedback.terms import AGENCY_ROLES, CENTRE_ROLES, Role

MOST_DAYS = 31
BACKWARDS = N_("Ngày cuối phải từ ngày đầu trở đi.")
TOO_MANY = N_("Mỗi lần xếp nhiều nhất 31 ngày.")
NO_SUCH_SHIFT = N_("Hãy chọn một ca trong danh sách.")
NOT_A_COLLEAGUE = N_("Hãy chọn một người đang làm việc của đơn vị.")
NOT_OUR_DIVISION = N_("Hãy chọn một phòng, đội đang hoạt động của đơn vị.")
IS_AWAY = N_("Người này nghỉ trong những ngày đó. Hãy chọn người khác.")


def plan_duty(
    session: Session,
    actor: Actor,
    *,
    account_id: int,
    first: date,
    last: date,
    shift_code: str,
    division_id: int | None = None,
) -> int:
    """Put somebody on the same shift of each of these days; how many turns are new. Raises Invalid, NotYours."""
    _may_plan(actor, division_id)
    person, shift = _person(session, actor, account_id), _shift(session, shift_code)
    _division(session, actor, division_id)
    days = _days(first, last)
    _is_there(session, person, first, last)
    held = select(Duty.on).where(Duty.account_id == person.id, Duty.shift == shift.code, Duty.on.in_(days))
    already = set(session.scalars(held))
    new = [day for day in days if day not in already]
    for day in new:
        starts_at, ends_at = shift.hours(day)
        duty = Duty(
            agency_code=person.agency_code, division_id=division_id, account_id=person.id, on=day, shift=shift.code,
            starts_at=starts_at, ends_at=ends_at, created_by_id=actor.user_id,
        )  # fmt: skip
        session.add(duty)
    if new:
        ledger.record(
            session, actor, "duty.planned", person, officer=person.id, shift=shift.code, first=new[0], last=new[-1]
        )
    return len(new)


def drop_duty(session: Session, actor: Actor, duty: Duty) -> None:
    """Take one turn off the roster. Raises NotYours."""
    _may_plan(actor, duty.division_id)
    ledger.record(session, actor, "duty.dropped", duty.account, officer=duty.account_id, shift=duty.shift, day=duty.on)
    session.delete(duty)


def may_plan(actor: Actor, division_id: int | None = None) -> bool:
    """An agency's leader for the agency, who leads a division for it, a dispatcher for the centre."""
    if actor.role in (Role.AGENCY_LEADER, Role.DISPATCHER):
        return bool(roster.home(actor))
    return division_id is not None and division_id in actor.heads


def _may_plan(actor: Actor, division_id: int | None) -> None:
    if not may_plan(actor, division_id):
        raise NotYours(WRONG_ROLE)


def _person(session: Session, actor: Actor, account_id: int) -> Account:
    found = session.get(Account, account_id)
    working = (*AGENCY_ROLES, *CENTRE_ROLES)
    if found is None or found.agency_code != roster.home(actor) or not found.is_active or found.role not in working:
        raise Invalid("account_id", NOT_A_COLLEAGUE)
    return found


def _shift(session: Session, code: str) -> Shift:
    found = next((shift for shift in roster.shifts(session) if shift.code == code), None)
    if found is None:
        raise Invalid("shift", NO_SUCH_SHIFT)
    return found


def _division(session: Session, actor: Actor, division_id: int | None) -> None:
    if division_id is None:
        return
    found = session.get(Division, division_id)
    if found is None or found.agency_code != roster.home(actor) or not found.is_active:
        raise Invalid("division_id", NOT_OUR_DIVISION)


def _days(first: date, last: date) -> list[date]:
    if last < first:
        raise Invalid("last", BACKWARDS)
    if (last - first).days >= MOST_DAYS:
        raise Invalid("last", TOO_MANY)
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _is_there(session: Session, person: Account, first: date, last: date) -> None:
    away = select(Absence.id).where(
        Absence.account_id == person.id,
        Absence.called_off_at.is_(None),
        Absence.starts_on <= last,
        Absence.ends_on >= first,
    )
    if session.scalars(away.limit(1)).first() is not None:
        raise Invalid("account_id", IS_AWAY)
