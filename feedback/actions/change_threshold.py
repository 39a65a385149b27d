"""Setting how sure the system must be of one field before it sends a report on by itself."""

from __future__ import annotations

from sqlalchemy.orm import Session

from feedback.actions import ledger
from feedback.actions.settings_permit import only_admin
from feedback.errors import N_, Invalid, Missing
from feedback.models import Field, Setting
from feedback.queries.city import FIELD_THRESHOLDS
from feedback.rules.lifecycle import Actor

LEAST, MOST = 30, 100
OUT_OF_RANGE = N_("Hãy ghi một số từ 30 đến 100, hoặc để trống.")
NO_SUCH_FIELD = N_("Không có lĩnh vực này.")


def change_threshold(session: Session, actor: Actor, field_code: str, percent: int | None) -> None:
    """`percent` None lets the field follow the model again. Raises Invalid naming `percent`, Missing, NotYours."""
    only_admin(actor)
    if session.get(Field, field_code) is None:
        raise Missing(NO_SUCH_FIELD)
    if percent is not None and not LEAST <= percent <= MOST:
        raise Invalid("percent", OUT_OF_RANGE)
    held = session.get(Setting, FIELD_THRESHOLDS)
    if held is None:
        held = Setting(key=FIELD_THRESHOLDS, value={})
        session.add(held)
    others = {code: measure for code, measure in held.value.items() if code != field_code}
    held.value = others if percent is None else others | {field_code: percent / 100}
    ledger.record(session, actor, "setting.changed", held, what="threshold", key=field_code)
