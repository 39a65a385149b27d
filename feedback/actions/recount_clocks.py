"""A calendar changed: the clocks that still run count by its newest version, each with an event of its own (R12).

A deadline that lies behind is never moved. Where a deadline moves, the case gets an entry; its version and the time
of its last change stay as they are, so that nobody's open form becomes outdated.
"""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from feedback import clock as wall
from feedback.actions import clocks, ledger, tasks
from feedback.database import claim
from feedback.models import Case, Clock, WorkingCalendar
from feedback.rules.lifecycle import SYSTEM
from feedback.terms import ClockKind, ClockState

MOST = 500


def owe_recount(session: Session, calendar: WorkingCalendar) -> None:
    """Let the running clocks follow this version from the day it is in force."""
    begins = datetime.combine(calendar.valid_from, time(), wall.HO_CHI_MINH)
    tasks.owe(session, "recount_clocks", calendar, run_at=max(wall.now(), begins))


def recount_clocks(session: Session, calendar: WorkingCalendar) -> int:
    """Move up to MOST clocks to this version, and owe the rest; how many deadlines moved."""
    now, moved = wall.now(), 0
    if session.scalar(_newer(calendar)):
        return 0  # a newer version is in force, and has a task of its own
    key = f"{calendar.code}@{calendar.version}"
    rows = session.scalars(claim(session, _behind(calendar, now).order_by(Clock.id).limit(MOST))).all()
    for row in rows:
        before = row.due_at
        clocks.recount(session, row, calendar.id, key, now)
        if row.due_at != before:
            moved += 1
            _tell(session, row, key)
    if len(rows) == MOST:
        tasks.owe(session, "recount_clocks", calendar, dedup=f"after-{rows[-1].id}")
    return moved


def count_moving(session: Session, code: str, from_: datetime) -> int:
    """How many running clocks a change from this instant on would move. One statement."""
    query = (
        select(func.count(Clock.id))
        .join(WorkingCalendar, WorkingCalendar.id == Clock.calendar_id)
        .where(WorkingCalendar.code == code, Clock.state != ClockState.STOPPED, Clock.due_at > from_)
    )
    return session.scalar(query) or 0


def _behind(calendar: WorkingCalendar, now: datetime) -> Select[Clock]:
    """Clocks that count by an older version and whose deadline lies ahead."""
    older = select(WorkingCalendar.id).where(
        WorkingCalendar.code == calendar.code, WorkingCalendar.version < calendar.version
    )
    return select(Clock).where(Clock.calendar_id.in_(older), Clock.state != ClockState.STOPPED, Clock.due_at > now)


def _newer(calendar: WorkingCalendar) -> Select[int]:
    today: date = wall.local(wall.now()).date()
    return (
        select(WorkingCalendar.id)
        .where(
            WorkingCalendar.code == calendar.code,
            WorkingCalendar.version > calendar.version,
            WorkingCalendar.valid_from <= today,
        )
        .limit(1)
    )


def _tell(session: Session, row: Clock, key: str) -> None:
    if row.kind is ClockKind.RESOLVE:
        mirror = update(Case).where(Case.id == row.case_id).values(resolve_due_at=row.due_at)
        session.execute(mirror, execution_options={"synchronize_session": False})
    case = session.get_one(Case, row.case_id)
    ledger.record(session, SYSTEM, "clock.recounted", case, clock=row.kind, calendar=key)
