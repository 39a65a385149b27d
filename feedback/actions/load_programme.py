"""Loading a programme from its spreadsheet, whole or not at all.

The sheet is the whole truth about its plan: what it no longer lists leaves the counts, so that the totals are its
totals; its number and history stay. What changes of an item that was there before is a line of its history.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import ledger, plan_history
from feedback.actions.plan_sheet import Sheet, Values, read_sheet
from feedback.actions.write_item import take_out
from feedback.actions.write_plan import BAD_CODE, CODE
from feedback.errors import N_, Invalid, NotYours
from feedback.models import Agency, Plan, PlanItem
from feedback.rules.lifecycle import WRONG_ROLE, Actor
from feedback.rules.programme import may_plan
from feedback.rules.text import fold

BY_SHEET = N_("Theo bảng chương trình được nạp")
NOT_IN_SHEET = N_("Bảng chương trình được nạp không còn mục này")
SHOWN = ("name", "owner", "status", "progress_pct", "due_on")


@dataclass
class Loading:
    """What loading a sheet did, or would do: items as they are after it. `unknown`: owners that are no agency here."""

    added: list[PlanItem] = field(default_factory=list)
    changed: list[PlanItem] = field(default_factory=list)
    removed: list[PlanItem] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def load_programme(session: Session, actor: Actor, code: str, content: bytes) -> dict[str, int]:
    """Bring one plan to what a spreadsheet says; {"targets", "tasks", "added", "changed", "removed"}.

    Raises Invalid naming `code`, or `file` with the sheet and the line; NotYours.
    """
    sheet = read_sheet(content)
    done = bring(session, actor, code, sheet)
    targets = sum(item["is_target"] for item in sheet.items)
    counts = {"added": len(done.added), "changed": len(done.changed), "removed": len(done.removed)}
    return {"targets": targets, "tasks": len(sheet.items) - targets, **counts}


def bring(session: Session, actor: Actor, code: str, sheet: Sheet) -> Loading:
    """`load_programme` for a sheet that has been read already."""
    plan = session.get(Plan, code)
    if not may_plan(actor, plan.secretary_id if plan else None):
        raise NotYours(WRONG_ROLE)
    if not CODE.fullmatch(code):
        raise Invalid("code", BAD_CODE)
    if sheet.troubles:
        raise sheet.troubles[0]
    plan = plan or Plan(code=code)
    plan.name, plan.period, plan.source = sheet.name or code, sheet.period, sheet.source
    session.add(plan)
    session.flush()
    done = _bring(session, actor, plan, sheet.items)
    ledger.record(session, actor, "programme.loaded", plan, plan=plan, items=len(sheet.items))
    return done


def _bring(session: Session, actor: Actor, plan: Plan, items: list[Values]) -> Loading:
    held = session.scalars(select(PlanItem).where(PlanItem.plan_code == plan.code))
    there = {(item.is_target, item.number): item for item in held}
    agencies, done = _agencies(session), Loading()
    for values in items:
        code = agencies.get(fold(values["owner"])) if values["owner"] else None
        if values["owner"] and code is None and values["owner"] not in done.unknown:
            done.unknown.append(values["owner"])
        item = there.pop((values["is_target"], values["number"]), None)
        if item is None:
            item = PlanItem(plan_code=plan.code, owner_code=code, **values)
            session.add(item)
            done.added.append(item)
        elif _change(session, actor, item, values, code):
            done.changed.append(item)
    for item in there.values():
        if item.removed_at is None:
            take_out(session, actor, item, NOT_IN_SHEET)
            done.removed.append(item)
    session.flush()
    return done


def _change(session: Session, actor: Actor, item: PlanItem, values: Values, code: str | None) -> bool:
    """Whether the sheet says anything new about an item."""
    if item.removed_at is None and all(getattr(item, name) == values[name] for name in SHOWN):
        return False
    before = plan_history.standing(item)
    if values["owner"] != item.owner and code != item.owner_code:
        item.owner_code, item.owner_id = code, None
    for name in SHOWN:
        setattr(item, name, values[name])
    is_back, item.removed_at = item.removed_at is not None, None
    if is_back or before != plan_history.standing(item):
        plan_history.note(session, actor, item, before, BY_SHEET)
    return True


def _agencies(session: Session) -> dict[str, str]:
    """Agencies in force by every name they go by, without marks."""
    today = clock.today()
    known: dict[str, str] = {}
    for agency in session.scalars(select(Agency)):
        if agency.is_valid_on(today):
            known |= dict.fromkeys((fold(agency.name), fold(agency.short_name), agency.code), agency.code)
    return known
