"""The dispatcher's tray: what at the centre waits for a person, what was answered and waits to be closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy import case as when
from sqlalchemy.orm import Session, aliased, joinedload

from feedback.errors import Missing
from feedback.models import Agency, Case, Clock, Decision, Extension, Field, Leg, Report, Ward
from feedback.queries import short_turns
from feedback.queries.cases import NO_SUCH_CASE
from feedback.queries.visible import visible_cases
from feedback.rules.lifecycle import AT_THE_CENTRE, OPEN, Actor
from feedback.rules.needs import RETURNS_TO_A_LEADER
from feedback.terms import Channel, ClockKind, ClockState, ExtensionState, Kind, LegState, Level, Publication, State

TRAY_MOST = 60
ANSWERS_MOST = 100
UNPUBLISHED_FOR = timedelta(days=90)
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
    """The first cases of the tray, urgent ones before the others, then by dispatch clock; `total` counts all."""

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


class Answers(StrEnum):
    """The two lists of answered cases."""

    OPEN = "open"  # answered, not closed
    UNPUBLISHED = "unpublished"  # closed, and neither published nor withheld


@dataclass(frozen=True)
class AnswerRow:
    """One answered case with the moments by which it should be closed and published."""

    number: str
    title: str
    field: Field | None
    ward: str
    agency: str
    level: Level
    state: State
    publication: Publication
    resolved_at: datetime
    close_due_at: datetime | None
    publish_due_at: datetime | None


@dataclass(frozen=True)
class Counts:
    """Numbers of the side bar: cases in the tray, answered cases not closed, a person's own reports still open,
    requests for more time and short turns to look at, cases that a leader must decide.
    """

    tray: int
    answers: int
    mine: int
    extensions: int = 0
    disputed: int = 0


def tray(session: Session, actor: Actor) -> Tray:
    """One statement."""
    running = _running(ClockKind.DISPATCH)
    due_at = func.coalesce(running.due_at, Case.received_at)
    query = (
        select(Case, Report.channel, Ward.name, running.started_at, running.due_at, func.count().over())
        .outerjoin(Report, Report.number == Case.number)  # a case has the number of its first report
        .outerjoin(Ward, Ward.code == Case.ward_code)
        .outerjoin(running, _of_case(running, ClockKind.DISPATCH))
        .where(Case.state.in_(AT_THE_CENTRE), visible_cases(actor))
        .order_by(when((Case.level == Level.URGENT, 0), else_=1), due_at, Case.id)
        .limit(TRAY_MOST)
    )
    found = session.execute(query).all()
    return Tray([_tray_row(*row[:5]) for row in found], found[0][5] if found else 0)


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


def answers(session: Session, actor: Actor, which: Answers, now: datetime) -> list[AnswerRow]:
    """Answered cases, the nearest clock first, at most ANSWERS_MOST. One statement."""
    closing, publishing = _running(ClockKind.CLOSE), _running(ClockKind.PUBLISH)
    query = (
        select(Case, Field, Ward.name, Agency.short_name, closing.due_at, publishing.due_at)
        .outerjoin(Field, Field.code == Case.field_code)
        .outerjoin(Ward, Ward.code == Case.ward_code)
        .join(Agency, Agency.code == Case.holder_code)
        .outerjoin(closing, _of_case(closing, ClockKind.CLOSE))
        .outerjoin(publishing, _of_case(publishing, ClockKind.PUBLISH))
        .where(visible_cases(actor), _waiting(which, now))
        .order_by(func.coalesce(closing.due_at, publishing.due_at, Case.resolved_at), Case.id)
        .limit(ANSWERS_MOST)
    )
    return [
        AnswerRow(
            number=case.number,
            title=case.title,
            field=field,
            ward=ward or "",
            agency=agency,
            level=case.level,
            state=case.state,
            publication=case.publication,
            resolved_at=case.resolved_at or case.received_at,
            close_due_at=close_due_at,
            publish_due_at=publish_due_at,
        )
        for case, field, ward, agency, close_due_at, publish_due_at in session.execute(query)
    ]


def counts(session: Session, actor: Actor, now: datetime) -> Counts:
    """One statement, on every page of the centre."""
    in_tray = select(func.count(Case.id)).where(Case.state.in_(AT_THE_CENTRE), visible_cases(actor))
    answered = select(func.count(Case.id)).where(Case.state == State.RESOLVED, visible_cases(actor))
    mine = (
        select(func.count(Report.id))
        .join(Case, Case.id == Report.case_id)
        .where(Report.created_by_id == actor.user_id, Report.received_at >= now - MINE_FOR, Case.state.in_(OPEN))
    )
    asked = select(func.count(Extension.id)).where(Extension.state == ExtensionState.ASKED)
    short = select(func.count(short_turns.Turn.id)).where(short_turns.waits())
    disputed = select(func.count(Case.id)).where(
        Case.state == State.RETURNED, Case.return_count >= RETURNS_TO_A_LEADER, visible_cases(actor)
    )
    found = session.execute(
        select(
            in_tray.scalar_subquery().label("tray"),
            answered.scalar_subquery().label("answers"),
            mine.scalar_subquery().label("mine"),
            (asked.scalar_subquery() + short.scalar_subquery()).label("extensions"),
            disputed.scalar_subquery().label("disputed"),
        )
    ).one()
    return Counts(**found._mapping)


def _waiting(which: Answers, now: datetime) -> ColumnElement[bool]:
    if which is Answers.OPEN:
        return Case.state == State.RESOLVED
    return and_(
        Case.state == State.CLOSED,
        Case.publication == Publication.PRIVATE,
        Case.received_at >= now - UNPUBLISHED_FOR,
    )


def _running(kind: ClockKind) -> type[Clock]:
    return aliased(Clock, name=kind.value)


def _of_case(running: type[Clock], kind: ClockKind) -> ColumnElement[bool]:
    """A case has at most one clock of each of these kinds that still runs."""
    return and_(running.case_id == Case.id, running.kind == kind, running.state != ClockState.STOPPED)


def _tray_row(
    case: Case, channel: Channel | None, ward: str | None, started_at: datetime | None, due_at: datetime | None
) -> TrayRow:
    return TrayRow(
        number=case.number,
        title=case.title,
        channel=channel or Channel.IMPORT,
        ward=ward or "",
        kind=case.kind,
        level=case.level,
        state=case.state,
        reason=case.tray_reason,
        waiting_since=started_at or case.received_at,
        dispatch_due_at=due_at,
    )
