"""Checking the seals of closed periods: all of them every night, one when somebody asks; what was found is kept.

Whatever a person asked, and whenever another word was found than the last time, is a line of the ledger.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import ledger
from feedback.actions.transaction import transaction
from feedback.database import Database, insert_into
from feedback.errors import NotYours
from feedback.models import ClosedPeriod, SealCheck
from feedback.queries.closing import closed_periods, seal_holds
from feedback.rules.closing import may_check
from feedback.rules.lifecycle import SYSTEM, WRONG_ROLE, Actor


def check_seals(database: Database) -> list[ClosedPeriod]:
    """Check every closing; those whose seal is broken."""
    broken: list[ClosedPeriod] = []
    with database.reading() as session:
        every = closed_periods(session)
    for closed in every:
        with database.reading() as session:
            holds = seal_holds(session, closed)
        with transaction(database) as session:
            keep_check(session, SYSTEM, closed, holds=holds)
        broken += [] if holds else [closed]
    return broken


def keep_check(session: Session, actor: Actor, closed: ClosedPeriod, *, holds: bool) -> None:
    """What was found of a seal that has just been read. Raises NotYours."""
    if not may_check(actor):
        raise NotYours(WRONG_ROLE)
    before = session.get(SealCheck, closed.id)
    if actor != SYSTEM or (before is None or before.holds) != holds:
        ledger.record(
            session, actor, "period.checked", closed, period=closed.period, version=closed.version, holds=holds
        )
    found = {"checked_at": clock.now(), "holds": holds, "checked_by_id": actor.user_id}
    row = insert_into(session, SealCheck).values(closed_period_id=closed.id, **found)
    session.execute(row.on_conflict_do_update(index_elements=["closed_period_id"], set_=found))
