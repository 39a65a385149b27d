"""Ending the mail of a kept view by the link in it, without signing in.

The link is signed over the view and the address it is sent to: whoever has it may end that mail, and nothing else.
"""

from __future__ import annotations

import hashlib
import hmac
import re

from sqlalchemy.orm import Session

from feedback.actions import ledger
from feedback.errors import N_, Missing
from feedback.models import SavedView
from feedback.rules.lifecycle import CITIZEN

PURPOSE = "unsubscribe"
TOKEN = re.compile(r"([0-9]{1,9})-([0-9a-f]{40})", re.ASCII)
NO_SUCH_MAIL = N_("Đường dẫn này không còn dùng được: thư đã thôi gửi, hoặc đường dẫn bị thiếu chữ.")


def token_of(session: Session, view: SavedView) -> str:
    return f"{view.id}-{_signature(session, view)}"


def view_of(session: Session, token: str) -> SavedView:
    """The view whose mail the link ends. Raises Missing, also where its mail has ended."""
    found = TOKEN.fullmatch(token)
    view = session.get(SavedView, int(found[1])) if found else None
    if found is None or view is None or not view.schedule:
        raise Missing(NO_SUCH_MAIL)
    if not hmac.compare_digest(found[2], _signature(session, view)):
        raise Missing(NO_SUCH_MAIL)
    return view


def unsubscribe(session: Session, view: SavedView) -> None:
    """The view stays; its mail ends, whatever was owed already."""
    view.schedule, view.mail_to, view.next_at = "", "", None
    ledger.record(session, CITIZEN, "view.unsubscribed", view, view=view.id)


def _signature(session: Session, view: SavedView) -> str:
    signed = f"{PURPOSE}:{view.id}:{view.created_at.isoformat()}:{view.mail_to}"
    return hmac.new(session.info["keys"].codes, signed.encode(), hashlib.sha256).hexdigest()[:40]
