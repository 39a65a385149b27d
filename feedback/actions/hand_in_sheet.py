"""A spreadsheet that is handed in: kept as it came, shown, and loaded only when somebody says so."""

from __future__ import annotations

import hashlib

from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions.attach import NAME_MAX
from feedback.actions.load_programme import load_programme
from feedback.actions.write_plan import BAD_CODE, CODE
from feedback.errors import N_, Invalid, NotYours, Refused
from feedback.models import Plan, PlanSheet
from feedback.rules.lifecycle import WRONG_ROLE, Actor
from feedback.rules.programme import may_plan
from feedback.rules.text import tidy_line

LOADED = N_("Bảng này đã được nạp rồi.")


def hand_in_sheet(session: Session, actor: Actor, code: str, name: str, content: bytes, stored_as: str) -> PlanSheet:
    """Note a sheet whose bytes are kept under `stored_as`. Raises Invalid naming `code`, NotYours."""
    if not CODE.fullmatch(code):
        raise Invalid("code", BAD_CODE)
    _permit(session, actor, code)
    sheet = PlanSheet(
        plan_code=code,
        original_name=tidy_line(name, "file")[-NAME_MAX:],
        size_bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        stored_as=stored_as,
        uploaded_by_id=actor.user_id,
        uploaded_at=clock.now(),
    )
    session.add(sheet)
    session.flush()
    return sheet


def load_sheet(session: Session, actor: Actor, sheet: PlanSheet, content: bytes) -> dict[str, int]:
    """Load what was shown; once. Raises Invalid, NotYours, Refused."""
    if sheet.loaded_at is not None:
        raise Refused(LOADED)
    _permit(session, actor, sheet.plan_code)
    sheet.loaded_at = clock.now()
    return load_programme(session, actor, sheet.plan_code, content)


def _permit(session: Session, actor: Actor, code: str) -> None:
    plan = session.get(Plan, code)
    if not may_plan(actor, plan.secretary_id if plan else None):
        raise NotYours(WRONG_ROLE)
