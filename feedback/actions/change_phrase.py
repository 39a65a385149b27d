"""The phrases that say nothing in an answer ("đã tiếp thu, ghi nhận"): added, corrected, switched off."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.actions import contact, ledger
from feedback.actions.settings_permit import only_admin
from feedback.errors import N_, Invalid
from feedback.models import Keyword
from feedback.rules.lifecycle import Actor
from feedback.rules.text import fold

PURPOSE = "empty"
TOO_SHORT = N_("Lời rỗng cần ít nhất hai tiếng: một tiếng đứng riêng có thể là một phần của câu trả lời thật.")
LISTED = N_("Lời này đã có trong danh sách.")
LEAST_WORDS = 2


def add_phrase(session: Session, actor: Actor, phrase: str) -> Keyword:
    """Raises Invalid, NotYours."""
    only_admin(actor)
    row = Keyword(purpose=PURPOSE, meaning=PURPOSE, phrase=_checked(session, phrase), weight=1.0)
    session.add(row)
    session.flush()
    _record(session, actor, row)
    return row


def change_phrase(session: Session, actor: Actor, row: Keyword, phrase: str, *, is_active: bool) -> None:
    """Raises Invalid, NotYours."""
    only_admin(actor)
    row.phrase, row.is_active = _checked(session, phrase, row), is_active
    _record(session, actor, row)


def _checked(session: Session, typed: str, row: Keyword | None = None) -> str:
    phrase = contact.short(typed, "phrase", 120)
    if len(fold(phrase).split()) < LEAST_WORDS:
        raise Invalid("phrase", TOO_SHORT)
    others = select(Keyword).where(Keyword.purpose == PURPOSE)
    if any(fold(other.phrase) == fold(phrase) for other in session.scalars(others) if other is not row):
        raise Invalid("phrase", LISTED)
    return phrase


def _record(session: Session, actor: Actor, row: Keyword) -> None:
    ledger.record(session, actor, "setting.changed", row, what="empty_phrase", key=str(row.id))
