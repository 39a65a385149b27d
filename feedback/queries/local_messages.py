"""What the local gateway was handed, for developers."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models import LocalMessage

MOST = 200


def newest_messages(session: Session) -> Sequence[LocalMessage]:
    return session.scalars(select(LocalMessage).order_by(LocalMessage.id.desc()).limit(MOST)).all()
