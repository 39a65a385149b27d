"""The time limits in force."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models import Limit
from feedback.rules.limits import pick
from feedback.terms import ClockKind, Level

ROWS = "limit_rows"


def applicable(session: Session, clock: ClockKind, field_code: str | None, level: Level, on: date) -> Limit | None:
    """The line that sets this clock's target. One statement a transaction, however many clocks start."""
    rows = session.info.get(ROWS)
    if rows is None:
        rows = session.info[ROWS] = session.scalars(select(Limit)).all()
    return pick(rows, clock, field_code, level, on)
