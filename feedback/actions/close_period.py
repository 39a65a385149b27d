"""Closing a period: every figure of the city and each agency is kept as it is now, with its rows, under a seal.

A closed period is never opened again. A correction is a new version with a reason, beside the old one.
"""

from __future__ import annotations

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import ledger
from feedback.database import hold, lock
from feedback.errors import Invalid, NotYours, Refused
from feedback.models import ClosedPeriod, FactProgress, Figure, SealCheck
from feedback.queries.closing import newest, to_close
from feedback.queries.fact_progress import NAME
from feedback.queries.measures import AsOf, Scope
from feedback.rules import closing
from feedback.rules.lifecycle import WRONG_ROLE, Actor
from feedback.rules.period import period as period_of


def close_period(session: Session, actor: Actor, code: str, reason: str = "") -> ClosedPeriod:
    """Close a period that is over, or correct one that is closed.

    Raises NotYours; Invalid naming `period`, or `reason` where a correction has none; Refused before its end.
    """
    if not closing.may_close(actor):
        raise NotYours(WRONG_ROLE)
    asked, reason = period_of(code), " ".join(reason.split())[:600]
    hold(session, f"closed_period:{asked.code}")
    before = newest(session, asked.code)
    if before is not None and not reason:
        raise Invalid("reason", closing.NEEDS_REASON)
    as_of = _as_of(session)
    if as_of is None or as_of.at < asked.ends_at:
        raise Refused(closing.NOT_OVER)
    closed = ClosedPeriod(
        period=asked.code, version=before.version + 1 if before else 1, as_of_at=as_of.at, closed_at=clock.now(),
        closed_by_id=actor.user_id, reason=reason,
    )  # fmt: skip
    figures = to_close(session, Scope(asked, as_of))
    closed.digest = closing.digest(closed.period, closed.version, closed.as_of_at, reason, figures)
    session.add(closed)
    session.flush()
    session.execute(insert(Figure), [{"closed_period_id": closed.id, **vars(figure)} for figure in figures])
    session.add(SealCheck(closed_period_id=closed.id, checked_at=closed.closed_at, holds=True, checked_by_id=None))
    ledger.record(
        session, actor, "period.closed", closed, period=closed.period, version=closed.version, digest=closed.digest
    )
    return closed


def _as_of(session: Session) -> AsOf | None:
    """The instant up to which facts have followed; they follow no further until this transaction ends."""
    followed = session.scalars(lock(session, select(FactProgress).where(FactProgress.name == NAME))).first()
    return None if followed is None else AsOf(followed.refreshed_at)
