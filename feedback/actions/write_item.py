"""Writing the targets and tasks of a plan: what, whose, until when. How far they have come is another verb."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import ledger, notices, plan_history
from feedback.errors import N_, Invalid, NotYours
from feedback.models import Account, Agency, Plan, PlanItem
from feedback.rules.lifecycle import AGENCY, WRONG_ROLE, Actor
from feedback.rules.programme import Owned, may_name, may_plan
from feedback.rules.text import excerpt, tidy_line
from feedback.terms import ProgrammeStatus

NAME_MAX = 400
NOTICE_MAX = 120  # of an item's name on a line of news
NO_NAME = N_("Hãy ghi tên chỉ tiêu hoặc nhiệm vụ.")
NO_AGENCY = N_("Hãy chọn một cơ quan đang hoạt động.")
NO_WHY = N_("Hãy ghi lý do đổi hạn.")
NOT_THEIRS = N_("Hãy chọn một người đang làm việc của đơn vị được giao.")
NO_REASON = N_("Hãy ghi lý do đưa mục này ra khỏi chương trình.")
ADDED = N_("Đưa vào chương trình")


def owned(item: PlanItem) -> Owned:
    return Owned(item.owner_code, item.owner_id, item.plan.secretary_id)


def add_item(
    session: Session,
    actor: Actor,
    plan: Plan,
    *,
    is_target: bool,
    name: str,
    owner_code: str | None,
    due_on: date | None,
    why: str = "",
) -> PlanItem:
    """One more target or task, with the next number. Raises Invalid naming the field, NotYours."""
    if not may_plan(actor, plan.secretary_id):
        raise NotYours(WRONG_ROLE)
    item = PlanItem(
        plan=plan, is_target=is_target, number=_next_number(session, plan, is_target), due_on=due_on,
        status=ProgrammeStatus.NOT_STARTED, progress_pct=0,
    )  # fmt: skip
    item.name = _named(name)
    _give(session, item, owner_code)
    session.add(item)
    session.flush()
    ledger.record(session, actor, "programme.item.written", item, plan=plan, item=item.id, owner=owner_code)
    plan_history.note(session, actor, item, plan_history.Standing(), tidy_line(why, "why") or ADDED)
    _tell_owner(session, item)
    return item


def change_item(
    session: Session,
    actor: Actor,
    item: PlanItem,
    version: int,
    *,
    name: str,
    owner_code: str | None,
    due_on: date | None,
    why: str,
) -> None:
    """Another name, owner or day. A day that moves needs a reason. Raises Invalid, NotYours, Outdated."""
    if not may_plan(actor, item.plan.secretary_id):
        raise NotYours(WRONG_ROLE)
    plan_history.expect(item, version)
    before, why = plan_history.standing(item), tidy_line(why, "why")
    if due_on != item.due_on and not why:
        raise Invalid("why", NO_WHY)
    item.name = _named(name)
    item.due_on = due_on
    if owner_code != item.owner_code:
        _give(session, item, owner_code)
        _tell_owner(session, item)
    ledger.record(session, actor, "programme.item.written", item, plan=item.plan_code, item=item.id, owner=owner_code)
    if due_on != before.due_on:
        plan_history.note(session, actor, item, before, why)


def name_person(session: Session, actor: Actor, item: PlanItem, version: int, account_id: int | None) -> None:
    """Who answers for an item, of the agency that owns it. Raises Invalid, NotYours, Outdated."""
    if not may_name(actor, owned(item)):
        raise NotYours(WRONG_ROLE)
    plan_history.expect(item, version)
    person = session.get(Account, account_id) if account_id is not None else None
    if account_id is not None and (
        person is None
        or not person.is_active
        or person.role not in AGENCY
        or item.owner_code is None
        or person.agency_code != item.owner_code
    ):
        raise Invalid("owner_id", NOT_THEIRS)
    item.owner_id = account_id
    ledger.record(session, actor, "programme.item.named", item, plan=item.plan_code, item=item.id, person=account_id)


def remove_item(session: Session, actor: Actor, item: PlanItem, version: int, why: str) -> None:
    """Take an item out of the plan's counts; its number and its history stay. Raises Invalid, NotYours, Outdated."""
    if not may_plan(actor, item.plan.secretary_id):
        raise NotYours(WRONG_ROLE)
    plan_history.expect(item, version)
    why = tidy_line(why, "why")
    if not why:
        raise Invalid("why", NO_REASON)
    take_out(session, actor, item, why)


def take_out(session: Session, actor: Actor, item: PlanItem, why: str) -> None:
    item.removed_at = clock.now()
    plan_history.note(session, actor, item, plan_history.standing(item), why)
    ledger.record(session, actor, "programme.item.removed", item, plan=item.plan_code, item=item.id)


def _named(name: str) -> str:
    tidied = tidy_line(name, "name")[:NAME_MAX]
    if not tidied:
        raise Invalid("name", NO_NAME)
    return tidied


def _give(session: Session, item: PlanItem, owner_code: str | None) -> None:
    """To another agency: the person that was named answers no more."""
    agency = session.get(Agency, owner_code) if owner_code else None
    if owner_code and (agency is None or not agency.is_valid_on(clock.today())):
        raise Invalid("owner_code", NO_AGENCY)
    item.owner_code, item.owner_id = owner_code or None, None
    item.owner = agency.short_name if agency is not None else ""


def _tell_owner(session: Session, item: PlanItem) -> None:
    if item.owner_code is not None:
        notices.tell_agency(session, item, item.owner_code, "plan_item_given", item=excerpt(item.name, NOTICE_MAX))


def _next_number(session: Session, plan: Plan, is_target: bool) -> int:
    query = select(func.max(PlanItem.number)).where(PlanItem.plan_code == plan.code, PlanItem.is_target == is_target)
    return (session.scalar(query) or 0) + 1
