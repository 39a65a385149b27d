"""Changing an agency: its names, how long it is in force, and who takes over its work (after a reform)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import contact, ledger
from feedback.actions.settings_permit import in_order, only_admin
from feedback.errors import N_, Invalid
from feedback.models import Agency, AgencyPart, Case
from feedback.queries.city import city
from feedback.queries.successors import MOST_STEPS
from feedback.rules.lifecycle import OPEN, Actor
from feedback.rules.text import fold

NAMELESS = N_("Hãy ghi tên cơ quan.")
NO_SUCCESSOR = N_("Không có cơ quan kế thừa này.")
ITSELF = N_("Cơ quan không tự kế thừa chính mình.")
CIRCLE = N_("Cơ quan này rồi lại về chính cơ quan đang sửa. Hãy chọn cơ quan khác.")
ENDED_TOO = N_("Cơ quan kế thừa phải còn hoạt động sau ngày %(day)s.")
CENTRE_STAYS = N_("Tổng đài giữ mọi việc chưa giao nên không đặt ngày kết thúc được.")
NEEDS_SUCCESSOR = N_("Cơ quan đang giữ việc chưa xong. Hãy chọn cơ quan kế thừa.")


def change_agency(
    session: Session,
    actor: Actor,
    agency: Agency,
    *,
    name: str,
    short_name: str,
    valid_from: date,
    valid_to: date | None,
    successor_code: str | None,
) -> None:
    """Raises Invalid naming the field, NotYours."""
    only_admin(actor)
    name = contact.short(name, "name", 200)
    if not name:
        raise Invalid("name", NAMELESS)
    short_name = contact.short(short_name, "short_name", 120) or name[:120]
    in_order(valid_from, valid_to)
    if valid_to is not None and agency.code == city(session).centre_agency:
        raise Invalid("valid_to", CENTRE_STAYS)
    successor = _successor(session, agency, successor_code, valid_to)
    if valid_to is not None and successor is None and _holds_work(session, agency) and not _is_divided(session, agency):
        raise Invalid("successor_code", NEEDS_SUCCESSOR)
    agency.name, agency.short_name, agency.folded = name, short_name, fold(name)
    agency.valid_from, agency.valid_to = valid_from, valid_to
    agency.successor_code = successor.code if successor else None
    ledger.record(session, actor, "setting.changed", agency, what="agency", key=agency.code)


def _successor(session: Session, agency: Agency, code: str | None, ends_on: date | None) -> Agency | None:
    if not code:
        return None
    found = session.get(Agency, code)
    if found is None:
        raise Invalid("successor_code", NO_SUCCESSOR)
    if found.code == agency.code:
        raise Invalid("successor_code", ITSELF)
    last_day = ends_on or clock.today()
    if found.successor_code is None and found.valid_to is not None and found.valid_to <= last_day:
        raise Invalid("successor_code", ENDED_TOO, day=f"{last_day.day}/{last_day.month}/{last_day.year}")
    _refuse_circle(session, agency, found)
    return found


def _refuse_circle(session: Session, agency: Agency, successor: Agency) -> None:
    step: Agency | None = successor
    for _ in range(MOST_STEPS):
        if step is None or step.successor_code is None:
            return
        if step.successor_code == agency.code:
            break
        step = session.get(Agency, step.successor_code)
    raise Invalid("successor_code", CIRCLE)


def _is_divided(session: Session, agency: Agency) -> bool:
    return bool(session.scalar(select(exists().where(AgencyPart.agency_code == agency.code))))


def _holds_work(session: Session, agency: Agency) -> bool:
    held = exists().where(Case.holder_code == agency.code, Case.state.in_(OPEN))
    return bool(session.scalar(select(held)))
