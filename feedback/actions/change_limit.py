"""A new version of a time limit: a new row from a day on. The old one ends the day before and is never edited again."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import contact, ledger
from feedback.actions.settings_permit import only_admin
from feedback.errors import N_, Invalid, Refused
from feedback.models import Limit
from feedback.rules.lifecycle import Actor
from feedback.terms import Unit

MOST = {Unit.WORKING_DAYS: 365, Unit.WORKING_MINUTES: 365 * 480, Unit.MINUTES: 365 * 1440}
OUT_OF_RANGE = N_("Thời hạn phải từ 1 đến %(most)s %(unit)s.")
TOO_EARLY = N_("Bản mới bắt đầu từ hôm nay trở đi, và sau ngày bắt đầu của bản đang có.")
NO_BASIS = N_("Hãy ghi căn cứ: văn bản nào quy định thời hạn này.")
SUPERSEDED = N_("Bản này đã có bản mới hơn. Hãy sửa bản mới nhất.")


def change_limit(
    session: Session, actor: Actor, limit: Limit, *, amount: int, unit: Unit, valid_from: date, legal_basis: str
) -> Limit:
    """The new row. Clocks that run keep what they were promised. Raises Invalid naming the field, Refused, NotYours."""
    only_admin(actor)
    if limit.valid_to is not None:
        raise Refused(SUPERSEDED)
    if not 1 <= amount <= MOST[unit]:
        raise Invalid("amount", OUT_OF_RANGE, most=f"{MOST[unit]:,}".replace(",", "."), unit=unit)
    if valid_from < clock.today() or valid_from <= limit.valid_from:
        raise Invalid("valid_from", TOO_EARLY)
    legal_basis = contact.short(legal_basis, "legal_basis", 300)
    if not legal_basis:
        raise Invalid("legal_basis", NO_BASIS)
    newer = Limit(
        code=f"{limit.code.partition('@')[0]}@{valid_from.isoformat()}",
        clock=limit.clock,
        field_code=limit.field_code,
        level=limit.level,
        kind=limit.kind,
        amount=amount,
        unit=unit,
        legal_basis=legal_basis,
        valid_from=valid_from,
        note=limit.note,
        campaign=limit.campaign,
    )
    limit.valid_to = valid_from - timedelta(days=1)
    session.add(newer)
    ledger.record(session, actor, "setting.changed", newer, what="limit", key=newer.code)
    return newer
