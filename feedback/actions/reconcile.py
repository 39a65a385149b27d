"""Looking for what must never happen and mending it: the count of each finding is normally zero (durability §4.3.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, exists, or_, select
from sqlalchemy.orm import Session

from feedback import clock as time
from feedback.actions import clocks, notices, tasks
from feedback.models import Case, Clock, Leg, Notice, Report, Task, TimetableSlot
from feedback.queries.health import undecided
from feedback.terms import EXCLUDED_KINDS, ClockKind, ClockState, LegRole, LegState, NoticeState, State, TaskState

AGE = timedelta(seconds=60)
MOST = 100
REMEMBERED = timedelta(days=30)
REPEATED = ("reconcile", "refresh_facts", "delete_exports", "publish_open_data", "owe_views")


@dataclass(frozen=True)
class Findings:
    """How many of each were found and mended."""

    unrouted: int = 0
    without_accept_clock: int = 0
    untold: int = 0
    clocks_without_next: int = 0


def reconcile(session: Session) -> Findings:
    """Mend everything that is older than a minute and still missing its next step."""
    before = time.now() - AGE
    _let_go(session)
    return Findings(
        unrouted=_route_again(session, before),
        without_accept_clock=_start_accept(session, before),
        untold=_tell_again(session, before),
        clocks_without_next=_wake_clocks(session),
    )


def unrouted(before: datetime) -> Select[Case]:
    """Received cases that nobody has decided about, and whose routing no undone task will do either."""
    pending = exists().where(
        Task.kind == "route", Task.subject_id == Case.id, Task.state.in_((*tasks.UNDONE, TaskState.DEAD))
    )
    return select(Case).where(undecided(), Case.received_at < before, ~pending)


def _let_go(session: Session) -> None:
    """What repeats by itself leaves its finished tasks and slots for a month; their keys are in order of time."""
    until = time.now() - REMEMBERED
    session.execute(delete(TimetableSlot).where(TimetableSlot.slot_at < until))
    for kind in REPEATED:
        old = Task.dedup_key.between(f"{kind}:0:", f"{kind}:0:{until.isoformat()}")
        session.execute(delete(Task).where(old, Task.state == TaskState.DONE))


def _route_again(session: Session, before: datetime) -> int:
    found = session.scalars(unrouted(before).limit(MOST)).all()
    for case in found:
        tasks.owe(session, "route", case, dedup=f"reconciled-{time.now().timestamp():.0f}")
    return len(found)


def _start_accept(session: Session, before: datetime) -> int:
    has_clock = exists().where(Clock.leg_id == Leg.id, Clock.kind == ClockKind.ACCEPT)
    missing = select(Leg).where(Leg.state == LegState.SENT, Leg.role == LegRole.LEAD, Leg.sent_at < before, ~has_clock)
    found = session.scalars(missing.limit(MOST)).all()
    for leg in found:
        clocks.start(session, leg.case, ClockKind.ACCEPT, leg.sent_at, leg)
    return len(found)


def _tell_again(session: Session, before: datetime) -> int:
    """Notices owed whose task is gone, and answered cases whose reporters were never told."""
    has_task = exists().where(Task.kind == "send_notice", Task.subject_id == Notice.id)
    lost = select(Notice).where(Notice.state == NoticeState.OWED, Notice.created_at < before, ~has_task)
    found = session.scalars(lost.limit(MOST)).all()
    for notice in found:
        tasks.owe(session, "send_notice", notice)
    reachable = exists().where(
        Report.case_id == Case.id, or_(Report.submitter_phone != "", Report.submitter_email != "")
    )
    told = exists().where(Notice.case_id == Case.id, Notice.template == "answered")
    silent = select(Case).where(
        Case.state == State.RESOLVED, Case.resolved_at < before, Case.kind.not_in(EXCLUDED_KINDS), reachable, ~told
    )
    mended = 0
    for case in session.scalars(silent.limit(MOST)).all():
        agency = next((leg.agency.short_name for leg in reversed(case.leads)), "1022")
        mended += bool(notices.tell_citizens(session, case, "answered", agency=agency))
    return len(found) + mended


def _wake_clocks(session: Session) -> int:
    """Running clocks that would never fire: no next step although their deadline has not fired yet."""
    asleep = select(Clock).where(
        Clock.state == ClockState.RUNNING, Clock.next_fire_at.is_(None), Clock.due_at > time.now()
    )
    found = session.scalars(asleep.limit(MOST)).all()
    for clock in found:
        clock.next_fire_at = clock.due_at
    return len(found)
