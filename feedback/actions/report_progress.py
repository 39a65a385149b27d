"""Saying how far a target or task has come, with what proves it. Every report is a line of the item's history."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from feedback.actions import plan_history
from feedback.actions.attach import Stored
from feedback.actions.permit import written
from feedback.actions.write_item import owned
from feedback.errors import N_, NotYours, Refused
from feedback.models import PlanItem
from feedback.rules.lifecycle import Actor
from feedback.rules.programme import may_report, progress
from feedback.terms import ProgrammeStatus

NOT_THEIRS = N_("Mục này do đơn vị hoặc người khác báo cáo tiến độ.")
GONE = N_("Mục này đã được đưa ra khỏi chương trình.")


def report_progress(
    session: Session,
    actor: Actor,
    item: PlanItem,
    version: int,
    *,
    status: ProgrammeStatus,
    progress_pct: int | None,
    why: str,
    kept: Sequence[Stored] = (),
) -> None:
    """Raises Invalid naming the field, NotYours, Refused, Outdated."""
    if not may_report(actor, owned(item)):
        raise NotYours(NOT_THEIRS)
    if item.removed_at is not None:
        raise Refused(GONE)
    plan_history.expect(item, version)
    before = plan_history.standing(item)
    item.progress_pct, item.status = progress(status, progress_pct), status
    plan_history.note(session, actor, item, before, written(why, "why"), kept)
