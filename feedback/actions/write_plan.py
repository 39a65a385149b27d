"""Writing a plan: its name, period and source, and who is its secretary."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from feedback.actions import ledger
from feedback.errors import N_, Invalid, NotYours
from feedback.models import Account, Plan
from feedback.rules.lifecycle import WRONG_ROLE, Actor
from feedback.rules.programme import ENTERS, PLANNERS, may_plan
from feedback.rules.text import tidy_line

CODE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,39}")
PERIOD = re.compile(r"\d{4}(?:-(?:H[12]|Q[1-4]|0[1-9]|1[0-2]|9M))?", re.ASCII)
BAD_CODE = N_("Mã chương trình gồm chữ thường không dấu, số, gạch nối, gạch dưới, nhiều nhất 40 ký tự.")
TAKEN = N_("Đã có chương trình mang mã này.")
NO_NAME = N_("Hãy ghi tên chương trình.")
BAD_PERIOD = N_("Hãy ghi kỳ như 2026, 2026-H1, 2026-Q3 hoặc 2026-09.")
NO_SECRETARY = N_("Thư ký phải là người đang làm việc và được vào trang chương trình.")


def create_plan(session: Session, actor: Actor, code: str, *, name: str, period: str, source: str) -> Plan:
    """A plan without items yet. Raises Invalid naming the field, NotYours."""
    if actor.role not in PLANNERS:
        raise NotYours(WRONG_ROLE)
    if not CODE.fullmatch(code):
        raise Invalid("code", BAD_CODE)
    if session.get(Plan, code) is not None:
        raise Invalid("code", TAKEN)
    plan = Plan(code=code)
    _write(plan, name, period, source)
    session.add(plan)
    session.flush()
    ledger.record(session, actor, "programme.plan.written", plan, plan=plan, secretary=None)
    return plan


def change_plan(
    session: Session, actor: Actor, plan: Plan, *, name: str, period: str, source: str, secretary_id: int | None
) -> None:
    """Raises Invalid naming the field, NotYours. Only leaders and administrators name a secretary."""
    if not may_plan(actor, plan.secretary_id):
        raise NotYours(WRONG_ROLE)
    if secretary_id != plan.secretary_id:
        if actor.role not in PLANNERS:
            raise NotYours(WRONG_ROLE)
        _fit(session, secretary_id)
        plan.secretary_id = secretary_id
    _write(plan, name, period, source)
    ledger.record(session, actor, "programme.plan.written", plan, plan=plan, secretary=plan.secretary_id)


def _write(plan: Plan, name: str, period: str, source: str) -> None:
    plan.name = tidy_line(name, "name")[:200]
    if not plan.name:
        raise Invalid("name", NO_NAME)
    if not PERIOD.fullmatch(period.strip()):
        raise Invalid("period", BAD_PERIOD)
    plan.period, plan.source = period.strip(), tidy_line(source, "source")[:300]


def _fit(session: Session, account_id: int | None) -> None:
    person = session.get(Account, account_id) if account_id is not None else None
    if account_id is not None and (person is None or not person.is_active or person.role not in ENTERS):
        raise Invalid("secretary_id", NO_SECRETARY)
