"""Who is told at a step of the ladder, and whether the step is used. When it comes is its name, and stays."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from feedback.actions import ledger
from feedback.actions.settings_permit import only_admin
from feedback.errors import N_, Invalid
from feedback.models import LadderStep
from feedback.rules.lifecycle import Actor

RECIPIENTS = ("owner", "head", "centre", "city")
NOBODY_SUCH = N_("Hãy chọn người được báo trong danh sách.")


def change_ladder(session: Session, actor: Actor, step: LadderStep, *, tells: Iterable[str], is_active: bool) -> None:
    """Holds for steps that come from now on. Raises Invalid, NotYours."""
    only_admin(actor)
    chosen = set(tells)
    if not chosen <= set(RECIPIENTS):
        raise Invalid("tells", NOBODY_SUCH)
    step.tells, step.is_active = [one for one in RECIPIENTS if one in chosen], is_active
    ledger.record(session, actor, "setting.changed", step, what="ladder", key=step.code)
