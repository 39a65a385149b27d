"""Ready texts: added and changed by administrators for everybody, by an agency's leader for the agency."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy.orm import Session

from feedback.actions import contact, ledger
from feedback.actions.permit import reason, written
from feedback.errors import N_, Invalid, NotYours
from feedback.models import Field, TextModule
from feedback.models.text_module import PURPOSES
from feedback.rules.fill_in import is_broken
from feedback.rules.lifecycle import WRONG_ROLE, Actor
from feedback.terms import Role

NAMELESS = N_("Hãy đặt tên cho văn mẫu.")
NO_SUCH_PURPOSE = N_("Hãy chọn văn mẫu dùng ở đâu.")
NO_SUCH_FIELD = N_("Hãy chọn một lĩnh vực trong danh sách.")
BROKEN_PLACE = N_("Có chỗ điền viết chưa đúng. Hãy viết như %(ngày hẹn)s.")
POSITION = N_("Thứ tự là số từ 1 đến 9.999.")
MOST = 9_999


@dataclass(frozen=True)
class Words:
    """What a text module holds, as somebody typed it."""

    purpose: str
    name: str
    text: str
    field_code: str | None = None
    reason_code: str = ""
    position: int = 1
    is_active: bool = True


def add_text_module(session: Session, actor: Actor, words: Words) -> TextModule:
    """An administrator's is everybody's, a leader's is the agency's. Raises Invalid naming the field, NotYours."""
    agency = _agency_of(actor)
    module = TextModule(code=f"{agency or 'chung'}-{secrets.token_hex(5)}"[-60:], agency_code=agency)
    _put(session, module, words)
    session.add(module)
    ledger.record(session, actor, "setting.changed", module, what="text_module", key=module.code)
    return module


def change_text_module(session: Session, actor: Actor, module: TextModule, words: Words) -> None:
    """Raises Invalid naming the field, NotYours."""
    if actor.role is not Role.ADMIN and _agency_of(actor) != module.agency_code:
        raise NotYours(WRONG_ROLE)
    _put(session, module, words)
    ledger.record(session, actor, "setting.changed", module, what="text_module", key=module.code)


def _agency_of(actor: Actor) -> str | None:
    if actor.role is Role.ADMIN:
        return None
    if actor.role is not Role.AGENCY_LEADER:
        raise NotYours(WRONG_ROLE)
    return actor.agency_code


def _put(session: Session, module: TextModule, words: Words) -> None:
    name = contact.short(words.name, "name", 120)
    if not name:
        raise Invalid("name", NAMELESS)
    if words.purpose not in PURPOSES:
        raise Invalid("purpose", NO_SUCH_PURPOSE)
    if words.field_code and session.get(Field, words.field_code) is None:
        raise Invalid("field_code", NO_SUCH_FIELD)
    if words.reason_code:
        reason(session, words.purpose, words.reason_code)
    text = written(words.text, "text")
    if is_broken(text):
        raise Invalid("text", BROKEN_PLACE)
    if not 1 <= words.position <= MOST:
        raise Invalid("position", POSITION)
    module.name, module.purpose, module.text = name, words.purpose, text
    module.field_code, module.reason_code = words.field_code or None, words.reason_code
    module.position, module.is_active = words.position, words.is_active
