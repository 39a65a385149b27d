"""Background processes show that they are alive."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from feedback import clock
from feedback.database import insert_into
from feedback.models import Heartbeat

EVERY = timedelta(seconds=10)


def beat(session: Session, name: str) -> None:
    """Write the time of this beat; one row per process name."""
    now = clock.now()
    row = insert_into(session, Heartbeat).values(name=name, seen_at=now)
    session.execute(row.on_conflict_do_update(index_elements=["name"], set_={"seen_at": now}))
