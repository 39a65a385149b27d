"""The time limits in force."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models import Limit
from feedback.queries import reference
from feedback.rules.limits import pick
from feedback.terms import ClockKind, Level


def applicable(session: Session, clock: ClockKind, field_code: str | None, level: Level, on: date) -> Limit | None:
    """The line that sets this clock's target, detached from any session."""
    return pick(reference.kept(session, "limits", _read).get(clock, ()), clock, field_code, level, on)


def _read(session: Session) -> dict[ClockKind, list[Limit]]:
    """Every line, by the clock it is for."""
    rows: dict[ClockKind, list[Limit]] = defaultdict(list)
    for row in session.scalars(select(Limit).order_by(Limit.id)).all():
        session.expunge(row)
        rows[row.clock].append(row)
    return dict(rows)
