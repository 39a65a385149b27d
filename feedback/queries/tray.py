"""The dispatcher's tray: what at the centre waits for a person; and the numbers of the side bar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy import case as when
from sqlalchemy.orm import Session, aliased, joinedload

from feedback.errors import Missing
from feedback.models import Case, Clock, Decision, Extension, Leg, Report
from feedback.queries import short_turns
from feedback.queries.bounded import bounded
from feedback.queries.cases import NO_SUCH_CASE
from feedback.queries.known_names import Names, known_names
from feedback.queries.visible import visible_cases
from feedback.rules.lifecycle import AT_THE_CENTRE, OPEN, Actor
from feedback.rules.needs import RETURNS_TO_A_LEADER
from feedback.terms import Channel, ClockKind, ClockState, ExtensionState, Kind, LegState, Level, State

TRAY_MOST = 60
MINE_FOR = timedelta(days=30)


@dataclass(frozen=True)
class TrayRow:
    """One case that waits. `dispatch_due_at` is None for kinds outside the process: they have no clocks."""

    number: str
    title: str
    channel: Channel
    ward: str
    kind: Kind
    level: Level
    state: State
    reason: str  # empty while the system has not looked at it yet
    waiting_since: datetime
    dispatch_due_at: datetime | None


@dataclass(frozen=True)
class Tray:
    """The first cases of the tray, urgent ones before the others, then by dispatch clock; `total` is bounded."""

    rows: list[TrayRow]
    total: int


@dataclass(frozen=True)
class Chosen:
    """The case on the table, and the newest explanation that names candidates (None: the system gave none)."""

    case: Case
    decision: Decision | None

    @property
    def report(self) -> Report:
        return self.case.reports[0]

    @property
    def returned(self) -> Leg | None:
        """The turn that an agency ended by giving the case back, if that was the last one."""
        last = self.case.leads[-1] if self.case.leads else None
        return last if last is not None and last.state is LegState.RETURNED else None


@dataclass(frozen=True)
class Counts:
    """Numbers of the side bar, each up to its bound: cases in the tray, answered cases not closed, a person's own
    reports still open, requests for more time and short turns to look at, cases that a leader must decide.
    """

    tray: int
    answers: int
    mine: int
    extensions: int = 0
    disputed: int = 0


def tray(session: Session, actor: Actor) -> Tray:
    """One statement: the cases at the centre are put in order by what that needs, and those shown are then read."""
    running = aliased(Clock)
    dispatching = and_(
        running.case_id == Case.id, running.kind == ClockKind.DISPATCH, running.state != ClockState.STOPPED
    )
    order = (when((Case.level == Level.URGENT, 0), else_=1), func.coalesce(running.due_at, Case.received_at), Case.id)
    first = (
        select(Case.id, running.started_at, running.due_at, func.row_number().over(order_by=order).label("place"))
        .outerjoin(running, dispatching)
        .where(Case.state.in_(AT_THE_CENTRE), visible_cases(actor))
        .order_by(*order)
        .limit(TRAY_MOST)
        .subquery()
    )
    query = (
        select(
            Case.number, Case.title, Report.channel, Case.ward_code, Case.kind, Case.level, Case.state,
            Case.tray_reason, Case.received_at, first.c.started_at, first.c.due_at, bounded(_in_tray(actor)),
        )
        .join(first, first.c.id == Case.id)
        .outerjoin(Report, Report.number == Case.number)  # a case has the number of its first report
        .order_by(first.c.place)
    )  # fmt: skip
    found, names = session.execute(query).all(), known_names(session)
    return Tray([_tray_row(row, names) for row in found], found[0][-1] if found else 0)


def chosen(session: Session, actor: Actor, number: str) -> Chosen:
    """Everything about one case that the tray shows. Raises Missing. One statement."""
    earlier = aliased(Decision)
    newest = (
        select(func.max(earlier.id))
        .where(earlier.case_id == Case.id, earlier.decided_by_id.is_(None))
        .correlate(Case)
        .scalar_subquery()
    )
    query = (
        select(Case, Decision)
        .outerjoin(Decision, Decision.id == newest)
        .where(Case.number == number, visible_cases(actor))
        .options(
            joinedload(Case.field),
            joinedload(Case.ward),
            joinedload(Case.reports),
            joinedload(Case.extensions),
            joinedload(Case.legs).joinedload(Leg.agency),
        )
    )
    row = session.execute(query).unique().first()
    if row is None:
        raise Missing(NO_SUCH_CASE)
    return Chosen(row[0], row[1])


def counts(session: Session, actor: Actor, now: datetime) -> Counts:
    """One statement, on every page of the centre."""
    answered = select(Case.id).where(Case.state == State.RESOLVED, visible_cases(actor))
    mine = (
        select(Report.id)
        .join(Case, Case.id == Report.case_id)
        .where(Report.created_by_id == actor.user_id, Report.received_at >= now - MINE_FOR, Case.state.in_(OPEN))
    )
    asked = select(Extension.id).where(Extension.state == ExtensionState.ASKED, ~Extension.is_from_centre)
    short = select(short_turns.Turn.id).where(short_turns.waits())
    disputed = select(Case.id).where(
        Case.state == State.RETURNED, Case.return_count >= RETURNS_TO_A_LEADER, visible_cases(actor)
    )
    found = session.execute(
        select(
            bounded(_in_tray(actor)).label("tray"),
            bounded(answered).label("answers"),
            bounded(mine).label("mine"),
            (bounded(asked) + bounded(short)).label("extensions"),
            bounded(disputed).label("disputed"),
        )
    ).one()
    return Counts(**found._mapping)


def _in_tray(actor: Actor) -> Select[Any]:
    return select(Case.id).where(Case.state.in_(AT_THE_CENTRE), visible_cases(actor))


def _tray_row(row: Any, names: Names) -> TrayRow:
    return TrayRow(
        number=row.number,
        title=row.title,
        channel=row.channel or Channel.IMPORT,
        ward=names.wards[row.ward_code].vi if row.ward_code else "",
        kind=row.kind,
        level=row.level,
        state=row.state,
        reason=row.tray_reason,
        waiting_since=row.started_at or row.received_at,
        dispatch_due_at=row.due_at,
    )
