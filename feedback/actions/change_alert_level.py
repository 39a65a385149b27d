"""When a level of an urgent alert comes, whom it tells and how. Alerts that climb now follow it at their next level."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.actions import ledger
from feedback.actions.settings_permit import only_admin
from feedback.errors import N_, Invalid
from feedback.models import AlertLevel
from feedback.rules.alerts import TELLS, WAYS
from feedback.rules.lifecycle import Actor

MOST_MINUTES = 240
OUT_OF_RANGE = N_("Ghi số phút từ 0 đến 240.")
NO_SUCH_PEOPLE = N_("Hãy chọn người được báo trong danh sách.")
NO_WAY = N_("Hãy chọn ít nhất một cách báo.")
NOBODY_AT_ONCE = N_("Phải còn một nấc báo ngay (0 phút) đang dùng.")


def change_alert_level(
    session: Session,
    actor: Actor,
    level: AlertLevel,
    *,
    after_minutes: int,
    tells: str,
    ways: Iterable[str],
    is_active: bool,
) -> None:
    """Raises Invalid naming the field, NotYours."""
    only_admin(actor)
    chosen = [way for way in WAYS if way in set(ways)]
    if not 0 <= after_minutes <= MOST_MINUTES:
        raise Invalid("after_minutes", OUT_OF_RANGE)
    if tells not in TELLS:
        raise Invalid("tells", NO_SUCH_PEOPLE)
    if not chosen:
        raise Invalid("board", NO_WAY)
    level.after_minutes, level.tells, level.ways, level.is_active = after_minutes, tells, chosen, is_active
    session.flush()
    at_once = select(AlertLevel.code).where(AlertLevel.is_active, AlertLevel.after_minutes == 0)
    if session.scalars(at_once.limit(1)).first() is None:
        raise Invalid("after_minutes", NOBODY_AT_ONCE)
    ledger.record(session, actor, "setting.changed", level, what="alert_level", key=level.code)
