"""How the system is doing, in a few numbers and two statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from feedback.models import Case, ChainHead, Report, Task
from feedback.rules.lifecycle import AT_THE_CENTRE
from feedback.terms import EXCLUDED_KINDS, TaskState

WAITING = (TaskState.NEW, TaskState.LEASED)


@dataclass(frozen=True)
class Health:
    """Counts at one instant; `oldest_undone_s` is 0 when nothing waits."""

    reports: int
    cases: int
    unrouted: int
    tasks_undone: int
    tasks_dead: int
    oldest_undone_s: int
    entries: int


def health(session: Session, now: datetime) -> Health:
    tasks = select(
        func.count().filter(_undone(now)),
        func.count().filter(Task.state == TaskState.DEAD),
        func.min(case((_undone(now), _owed_since()))),
    ).where(Task.state.in_((*WAITING, TaskState.DEAD)))
    undone, dead, oldest = session.execute(tasks).one()
    counts = select(
        select(func.count(Report.id)).scalar_subquery(),
        select(func.count(Case.id)).scalar_subquery(),
        select(func.count(Case.id)).where(unrouted()).scalar_subquery(),
        select(func.coalesce(func.max(ChainHead.seq), 0)).scalar_subquery(),
    )
    reports, cases, without_owner, entries = session.execute(counts).one()
    waited = max(0, int((now - oldest).total_seconds())) if oldest else 0
    return Health(reports, cases, without_owner, undone, dead, waited, entries)


def undecided() -> ColumnElement[bool]:
    """Cases at the centre that were neither sent on nor given to a dispatcher with a reason."""
    return and_(Case.state.in_(AT_THE_CENTRE), Case.tray_reason == "")


def unrouted() -> ColumnElement[bool]:
    """Cases that nobody has sent on, and that no dispatcher was asked to look at.

    Excluded kinds always lie in the tray: a dispatcher refers them.
    """
    return and_(undecided(), Case.kind.not_in(EXCLUDED_KINDS))


def _undone(now: datetime) -> ColumnElement[bool]:
    """Work that is due, or that was tried and is to be tried again; not what was planned for a later day."""
    return and_(Task.state.in_(WAITING), or_(Task.run_at <= now, Task.attempts > 0))


def _owed_since() -> ColumnElement[datetime]:
    return case((Task.attempts == 0, Task.run_at), else_=Task.created_at)
