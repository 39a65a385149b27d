"""The coded reasons and results that people choose from: added, renamed, put in order, switched off; never deleted.

What a case was given keeps its code and shows the name of today. A code that is switched off is no longer offered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.actions import contact, ledger
from feedback.actions.settings_permit import only_admin
from feedback.errors import N_, Invalid
from feedback.models import Reason
from feedback.models.field import REASON_PURPOSES
from feedback.rules.lifecycle import Actor
from feedback.rules.text import fold

NAMELESS = N_("Hãy đặt tên cho mã.")
NO_SUCH_PURPOSE = N_("Hãy chọn mã dùng khi nào.")
NAMED_ALREADY = N_("Đã có mã tên này. Hãy sửa mã đó, hoặc đặt tên khác.")
LAST_ONE = N_("Phải còn ít nhất một mã đang dùng, nếu không thì không ai làm được việc này nữa.")
POSITION = N_("Thứ tự là số từ 1 đến 9.999.")
MOST = 9_999
CODE_MAX = 50


@dataclass(frozen=True)
class CodeWords:
    """What a code says. `text_*` is what a citizen reads with it, where its purpose has such words."""

    name_vi: str
    name_en: str = ""
    text_vi: str = ""
    text_en: str = ""
    position: int = 1
    needs_picture: bool = False
    is_active: bool = True


def add_reason(session: Session, actor: Actor, purpose: str, words: CodeWords) -> Reason:
    """Raises Invalid naming the field, NotYours."""
    only_admin(actor)
    if purpose not in REASON_PURPOSES:
        raise Invalid("purpose", NO_SUCH_PURPOSE)
    reason = Reason(purpose=purpose, code=_free_code(session, purpose, words.name_vi))
    _put(session, reason, words)
    session.add(reason)
    _record(session, actor, reason)
    return reason


def change_reason(session: Session, actor: Actor, reason: Reason, words: CodeWords) -> None:
    """Raises Invalid naming the field, NotYours."""
    only_admin(actor)
    if reason.is_active and not words.is_active and _others_in_use(session, reason) == 0:
        raise Invalid("is_active", LAST_ONE)
    _put(session, reason, words)
    _record(session, actor, reason)


def _put(session: Session, reason: Reason, words: CodeWords) -> None:
    name = contact.short(words.name_vi, "name_vi", 200)
    if not name:
        raise Invalid("name_vi", NAMELESS)
    if fold(name) in _other_names(session, reason):
        raise Invalid("name_vi", NAMED_ALREADY)
    if not 1 <= words.position <= MOST:
        raise Invalid("position", POSITION)
    reason.name_vi, reason.name_en = name, contact.short(words.name_en, "name_en", 200)
    reason.text_vi = contact.short(words.text_vi, "text_vi", 600)
    reason.text_en = contact.short(words.text_en, "text_en", 600)
    reason.position, reason.is_active = words.position, words.is_active
    reason.needs_picture = words.needs_picture and reason.purpose == "result"


def _free_code(session: Session, purpose: str, name: str) -> str:
    """The name without marks, as the city pack writes codes; numbered when it is taken."""
    plain = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:CODE_MAX].strip("-") or "ma"
    taken = set(session.scalars(select(Reason.code).where(Reason.purpose == purpose)))
    numbered = (f"{plain}-{count}" for count in range(2, len(taken) + 3))
    return plain if plain not in taken else next(code for code in numbered if code not in taken)


def _other_names(session: Session, reason: Reason) -> set[str]:
    others = select(Reason.name_vi).where(Reason.purpose == reason.purpose, Reason.code != reason.code)
    with session.no_autoflush:
        return {fold(name) for name in session.scalars(others)}


def _others_in_use(session: Session, reason: Reason) -> int:
    query = select(func.count()).select_from(Reason)
    return (
        session.scalar(query.where(Reason.purpose == reason.purpose, Reason.code != reason.code, Reason.is_active)) or 0
    )


def _record(session: Session, actor: Actor, reason: Reason) -> None:
    ledger.record(session, actor, "setting.changed", reason, what="reason", key=f"{reason.purpose}:{reason.code}")
