"""Agencies' own targets kept and missed; turns that others left too little time stand apart (R5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from feedback.models import Agency, Clock, Leg
from feedback.terms import ClockKind, ClockOutcome, LegState


@dataclass(frozen=True)
class TurnsKept:
    """One agency: finished turns in time, late, late with an excuse, late but short; returns in time and late."""

    agency: str
    kept: int
    missed: int
    excused: int
    missed_short: int
    returned: int
    returned_late: int


def turns_kept(session: Session, first: datetime, end: datetime) -> list[TurnsKept]:
    """Turns that ended in [first, end), by agency, most missed first. One statement."""
    missed, short = Clock.outcome == ClockOutcome.MISSED, Leg.is_short
    returned = Leg.state == LegState.RETURNED
    conditions = (
        Clock.outcome == ClockOutcome.MET,
        and_(missed, ~short),
        and_(Clock.outcome == ClockOutcome.EXCUSED, ~short),
        and_(Clock.outcome.in_((ClockOutcome.MISSED, ClockOutcome.EXCUSED)), short),
        returned,
        and_(returned, Leg.is_returned_late),
    )
    counts = [func.count(Leg.id).filter(condition) for condition in conditions]
    query = (
        select(Agency.short_name, *counts)
        .join(Leg, Leg.agency_code == Agency.code)
        .outerjoin(Clock, and_(Clock.leg_id == Leg.id, Clock.kind == ClockKind.WORK))
        .where(Leg.ended_at >= first, Leg.ended_at < end)
        .group_by(Agency.code, Agency.short_name)
        .order_by(counts[1].desc(), Agency.short_name)
    )
    return [TurnsKept(agency, *numbers) for agency, *numbers in session.execute(query)]
