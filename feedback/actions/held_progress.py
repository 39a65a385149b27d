"""How far something has followed the ledger, held: one follower at a time works on from there."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.database import insert_into, lock
from feedback.models import FactProgress


def held_progress(session: Session, name: str, rebuild_from: int | None = None) -> FactProgress:
    """The progress row of this name, locked. At the first time it is made at the beginning of the ledger, with a
    rebuild that is still to be done where `rebuild_from` says so.
    """
    row = {"name": name, "seq": 0, "refreshed_at": clock.now(), "rebuild_from": rebuild_from, "add_up_from": None}
    session.execute(insert_into(session, FactProgress).values(row).on_conflict_do_nothing())
    return session.scalars(lock(session, select(FactProgress).where(FactProgress.name == name))).one()
