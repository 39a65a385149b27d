"""Being away: from one day to another, with a colleague who acts meanwhile."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import ledger
from feedback.errors import N_, Invalid, NotYours
from feedback.models import Absence, Account
from feedback.rules.lifecycle import AGENCY, Actor
from feedback.terms import Role

LONGEST_DAYS = 366
BACKWARDS = N_("Ngày cuối phải từ ngày đầu trở đi.")
OVER = N_("Những ngày này đã qua.")
TOO_LONG = N_("Mỗi lần ghi nhiều nhất một năm.")
ALREADY_AWAY = N_("Người này đã có đợt nghỉ trùng ngày. Hãy hủy đợt đó trước.")
NOT_A_COLLEAGUE = N_("Hãy chọn một đồng nghiệp đang làm việc của đơn vị.")
DELEGATE_AWAY = N_("Người thay cũng nghỉ trong những ngày này. Hãy chọn người khác.")
NOT_THEIRS = N_("Bạn ghi được đợt nghỉ của mình; của người khác do lãnh đạo hoặc người phụ trách phòng, đội ghi.")


def plan_absence(
    session: Session, actor: Actor, person: Account, *, starts_on: date, ends_on: date, delegate_id: int | None
) -> Absence:
    """Note that somebody will be away. Raises Invalid naming the field, NotYours."""
    _rules(actor, person)
    _in_order(starts_on, ends_on)
    if _is_away(session, person.id, starts_on, ends_on):
        raise Invalid("starts_on", ALREADY_AWAY)
    if delegate_id is not None:
        _can_act(session, person, delegate_id, starts_on, ends_on)
    absence = Absence(
        account=person, starts_on=starts_on, ends_on=ends_on, delegate_id=delegate_id, created_at=clock.now(),
        created_by_id=actor.user_id,
    )  # fmt: skip
    session.add(absence)
    session.flush()
    ledger.record(
        session, actor, "absence.planned", absence,
        officer=person.id, delegate=delegate_id, first=starts_on, last=ends_on,
    )  # fmt: skip
    return absence


def call_off(session: Session, actor: Actor, absence: Absence) -> None:
    """The person is here after all, or again. Doing it twice does nothing. Raises NotYours."""
    _rules(actor, absence.account)
    if absence.called_off_at is None:
        absence.called_off_at = clock.now()
        ledger.record(session, actor, "absence.called_off", absence, officer=absence.account_id)


def may_rule(actor: Actor, person: Account) -> bool:
    """One's own; a leader for everybody of the agency; who leads a division for its people."""
    is_own = actor.user_id == person.id and actor.role in AGENCY
    is_leader = actor.role is Role.AGENCY_LEADER and person.agency_code in actor.agencies
    return is_own or is_leader or person.division_id in actor.heads


def _rules(actor: Actor, person: Account) -> None:
    if not may_rule(actor, person):
        raise NotYours(NOT_THEIRS)


def _in_order(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise Invalid("ends_on", BACKWARDS)
    if ends_on < clock.today():
        raise Invalid("ends_on", OVER)
    if (ends_on - starts_on).days >= LONGEST_DAYS:
        raise Invalid("ends_on", TOO_LONG)


def _is_away(session: Session, account_id: int, starts_on: date, ends_on: date) -> bool:
    overlapping = select(Absence.id).where(
        Absence.account_id == account_id,
        Absence.called_off_at.is_(None),
        Absence.starts_on <= ends_on,
        Absence.ends_on >= starts_on,
    )
    return session.scalars(overlapping.limit(1)).first() is not None


def _can_act(session: Session, person: Account, delegate_id: int, starts_on: date, ends_on: date) -> None:
    found = session.get(Account, delegate_id)
    is_colleague = found is not None and found.agency_code == person.agency_code and found.id != person.id
    if found is None or not is_colleague or not found.is_active or found.role not in AGENCY:
        raise Invalid("delegate_id", NOT_A_COLLEAGUE)
    if _is_away(session, found.id, starts_on, ends_on):
        raise Invalid("delegate_id", DELEGATE_AWAY)
