"""Changing what a field is called, the hint beside it, and where it stands in lists. Its code never changes."""

from __future__ import annotations

from sqlalchemy.orm import Session

from feedback.actions import contact, ledger
from feedback.actions.settings_permit import only_admin
from feedback.errors import N_, Invalid
from feedback.models import Field
from feedback.rules.lifecycle import Actor

NAMELESS = N_("Hãy ghi tên lĩnh vực.")
POSITION = N_("Thứ tự là số từ 1 đến 9.999.")
MOST = 9_999


def change_field(
    session: Session,
    actor: Actor,
    field: Field,
    *,
    name_vi: str,
    name_en: str,
    hint_vi: str,
    hint_en: str,
    position: int,
) -> None:
    """Raises Invalid naming the field of the form, NotYours."""
    only_admin(actor)
    names = {name: contact.short(text, name, 120) for name, text in (("name_vi", name_vi), ("name_en", name_en))}
    hints = {name: contact.short(text, name, 300) for name, text in (("hint_vi", hint_vi), ("hint_en", hint_en))}
    missing = next((name for name, text in names.items() if not text), None)
    if missing:
        raise Invalid(missing, NAMELESS)
    if not 1 <= position <= MOST:
        raise Invalid("position", POSITION)
    for name, value in (names | hints).items():
        setattr(field, name, value)
    field.position = position
    ledger.record(session, actor, "setting.changed", field, what="field", key=field.code)
