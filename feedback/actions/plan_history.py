"""The history of an item: every change of its status, progress or day is one line, with who did it and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import ledger
from feedback.actions.attach import Stored, described
from feedback.actions.transaction import CHANGED_MEANWHILE, SOMEONE
from feedback.errors import Outdated
from feedback.models import PlanFile, PlanItem, PlanItemChange
from feedback.rules.lifecycle import Actor
from feedback.terms import ProgrammeStatus


@dataclass(frozen=True)
class Standing:
    """How an item stood before it was changed. Nothing: it was not there."""

    status: ProgrammeStatus | None = None
    progress_pct: int = 0
    due_on: date | None = None


def standing(item: PlanItem) -> Standing:
    return Standing(item.status, item.progress_pct, item.due_on)


def note(
    session: Session, actor: Actor, item: PlanItem, before: Standing, why: str, kept: Sequence[Stored] = ()
) -> PlanItemChange:
    """Write the line and its entry. The item must have been flushed."""
    change = PlanItemChange(
        item_id=item.id,
        at=clock.now(),
        account_id=actor.user_id,
        from_status=before.status,
        to_status=item.status,
        from_pct=before.progress_pct,
        to_pct=item.progress_pct,
        from_due_on=before.due_on,
        to_due_on=item.due_on,
        why=why,
        files=[PlanFile(**described(one)) for one in kept],
    )
    session.add(change)
    ledger.record(
        session, actor, "programme.item.moved", item,
        plan=item.plan_code, item=item.id, status=item.status, progress=item.progress_pct, due=item.due_on,
    )  # fmt: skip
    return change


def expect(held: PlanItem, version: int) -> None:
    """Refuse a form that was filled in before somebody else changed the item. Raises Outdated."""
    if held.version != version:
        raise Outdated(CHANGED_MEANWHILE, changed_by=SOMEONE)
