"""Campaigns: for a while, another limit for one field ("15 ngày vệ sinh môi trường trước Tết: 2 ngày làm việc").

A campaign is two lines of the limits, for the promise and for the agency's work, that beat all but the urgent ones.
A case that was promised something keeps its promise, before, during and after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import contact, ledger
from feedback.actions.change_limit import MOST, NO_BASIS, OUT_OF_RANGE
from feedback.actions.settings_permit import in_order, only_admin
from feedback.errors import N_, Invalid, Refused
from feedback.models import Field, Limit
from feedback.rules.lifecycle import Actor
from feedback.terms import ClockKind, Level, Unit

CLOCKS = (ClockKind.RESOLVE, ClockKind.WORK)
LONGEST = timedelta(days=366)
NAMELESS = N_("Hãy đặt tên cho đợt.")
NO_FIELD = N_("Hãy chọn một lĩnh vực.")
TOO_EARLY = N_("Đợt bắt đầu từ hôm nay trở đi.")
TOO_LONG = N_("Một đợt dài nhất 366 ngày.")
NOT_URGENT = N_("Việc khẩn giữ thời hạn khẩn, không theo đợt.")
OVERLAPS = N_("Lĩnh vực này đã có đợt “%(name)s” trong thời gian đó.")
OVER = N_("Đợt này đã kết thúc.")
ENDS_EARLIER = N_("Chọn một ngày từ hôm nay đến ngày cuối của đợt.")


def start_campaign(
    session: Session,
    actor: Actor,
    *,
    name: str,
    field_code: str,
    level: Level | None,
    amount: int,
    unit: Unit,
    valid_from: date,
    valid_to: date,
    legal_basis: str,
) -> list[Limit]:
    """The two lines. Raises Invalid naming the field of the form, NotYours."""
    only_admin(actor)
    name, basis = contact.short(name, "name", 120), contact.short(legal_basis, "legal_basis", 300)
    if not name:
        raise Invalid("name", NAMELESS)
    if session.get(Field, field_code) is None:
        raise Invalid("field_code", NO_FIELD)
    if level is Level.URGENT:
        raise Invalid("level", NOT_URGENT)
    if not 1 <= amount <= MOST[unit]:
        raise Invalid("amount", OUT_OF_RANGE, most=f"{MOST[unit]:,}".replace(",", "."), unit=unit)
    _check_dates(valid_from, valid_to)
    if not basis:
        raise Invalid("legal_basis", NO_BASIS)
    _refuse_overlap(session, field_code, level, valid_from, valid_to)
    stem = f"dot-{valid_from:%Y%m%d}-{level.value if level else 'chung'}-{field_code}"[:50]
    lines = [
        Limit(
            code=f"{stem}-{kind.value}",
            clock=kind,
            field_code=field_code,
            level=level,
            amount=amount,
            unit=unit,
            legal_basis=basis,
            valid_from=valid_from,
            valid_to=valid_to,
            campaign=name,
        )
        for kind in CLOCKS
    ]
    session.add_all(lines)
    session.flush()
    ledger.record(session, actor, "setting.changed", lines[0], what="campaign", key=stem)
    return lines


def end_campaign(session: Session, actor: Actor, line: Limit, *, last_on: date) -> None:
    """Let a campaign end earlier; what was promised stays promised. Raises Invalid, Refused, NotYours."""
    only_admin(actor)
    today = clock.today()
    if line.valid_to is None or line.valid_to < today:
        raise Refused(OVER)
    if not today <= last_on <= line.valid_to or last_on < line.valid_from:
        raise Invalid("last_on", ENDS_EARLIER)
    for one in both(session, line):
        one.valid_to = last_on
    ledger.record(session, actor, "setting.changed", line, what="campaign", key=line.code)


def both(session: Session, line: Limit) -> Sequence[Limit]:
    """Both lines of the campaign that this line belongs to."""
    stem = line.code.rpartition("-")[0]
    return session.scalars(select(Limit).where(Limit.code.in_([f"{stem}-{kind.value}" for kind in CLOCKS]))).all()


def _check_dates(valid_from: date, valid_to: date) -> None:
    in_order(valid_from, valid_to)
    if valid_from < clock.today():
        raise Invalid("valid_from", TOO_EARLY)
    if valid_to - valid_from > LONGEST:
        raise Invalid("valid_to", TOO_LONG)


def _refuse_overlap(session: Session, field_code: str, level: Level | None, first: date, last: date) -> None:
    query = select(Limit.campaign).where(
        Limit.campaign != "", Limit.field_code == field_code, Limit.valid_from <= last, Limit.valid_to >= first
    )
    if level is not None:
        same: ColumnElement[bool] = or_(Limit.level.is_(None), Limit.level == level)
        query = query.where(same)
    held = session.scalars(query.limit(1)).first()
    if held is not None:
        raise Invalid("valid_from", OVERLAPS, name=held)
