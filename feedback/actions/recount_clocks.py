"""A calendar changed: the clocks that still run count by its newest version, each with an event of its own (R12).

So do the turns of agencies that have come over to this calendar from another.

A deadline that lies behind is never moved. Where a deadline moves, the case gets an entry; its version and the time
of its last change stay as they are, so that nobody's open form becomes outdated.
"""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import ColumnElement, Select, and_, or_, select, update
from sqlalchemy.orm import Session

from feedback import clock as wall
from feedback.actions import clocks, ledger, tasks
from feedback.database import claim
from feedback.models import Case, Clock, Leg, WorkingCalendar
from feedback.queries import calendars
from feedback.rules.lifecycle import SYSTEM
from feedback.terms import ClockKind, ClockState, Unit

MOST = 500


def owe_recount(session: Session, calendar: WorkingCalendar, why: str = "") -> None:
    """Let the running clocks follow this version from the day it is in force; `why` tells several times apart."""
    begins = datetime.combine(calendar.valid_from, time(), wall.HO_CHI_MINH)
    tasks.owe(session, "recount_clocks", calendar, dedup=why, run_at=max(wall.now(), begins))


def recount_clocks(session: Session, calendar: WorkingCalendar) -> int:
    """Move up to MOST clocks to this version, and owe the rest; how many deadlines moved."""
    now, moved = wall.now(), 0
    if session.scalar(_newer(calendar)):
        return 0  # a newer version is in force, and has a task of its own
    key = f"{calendar.code}@{calendar.version}"
    rows = session.scalars(claim(session, behind(session, calendar, now).order_by(Clock.id).limit(MOST))).all()
    for row in rows:
        before = row.due_at
        clocks.recount(session, row, calendar.id, key, now)
        if row.due_at != before:
            moved += 1
            _tell(session, row, key)
    if len(rows) == MOST:
        tasks.owe(session, "recount_clocks", calendar, dedup=f"after-{rows[-1].id}-{now.timestamp()}")
    return moved


def behind(session: Session, calendar: WorkingCalendar, now: datetime) -> Select[Clock]:
    """Clocks whose deadline lies ahead and that count by an older version, or are turns of agencies that now use it."""
    older = select(WorkingCalendar.id).where(
        WorkingCalendar.code == calendar.code, WorkingCalendar.version < calendar.version
    )
    elsewhere = select(WorkingCalendar.id).where(WorkingCalendar.code != calendar.code)
    coming = and_(
        Clock.leg_id.in_(select(Leg.id).where(_uses(session, calendar.code))),
        Clock.unit != Unit.MINUTES,
        Clock.calendar_id.in_(elsewhere),
    )
    ahead = and_(Clock.state != ClockState.STOPPED, Clock.due_at > now)
    return select(Clock).where(ahead, or_(Clock.calendar_id.in_(older), coming))


def _uses(session: Session, code: str) -> ColumnElement[bool]:
    """Turns of the agencies that count by this calendar: for the city's, all that have no other."""
    uses = calendars.uses(session)
    if code == calendars.OFFICE:
        return Leg.agency_code.not_in([agency for agency, used in uses.items() if used != code])
    return Leg.agency_code.in_([agency for agency, used in uses.items() if used == code])


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
