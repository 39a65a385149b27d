"""What the call desk asks: what I logged, what this caller said before, the report I have just written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from feedback.errors import Missing
from feedback.models import Agency, Case, Interaction, Report
from feedback.queries.cases import NO_SUCH_CASE
from feedback.queries.visible import visible_cases
from feedback.rules.lifecycle import Actor
from feedback.terms import Channel, InteractionOutcome, Role, State

RECENT_MOST = 100
EARLIER_MOST = 3


@dataclass(frozen=True)
class LoggedCall:
    """One interaction of an operator; the report's fields are empty when it became none."""

    started_at: datetime
    ended_at: datetime
    channel: Channel
    outcome: InteractionOutcome
    caller_phone: str
    topic: str
    number: str
    title: str
    state: State | None
    holder: str


@dataclass(frozen=True)
class EarlierReport:
    """What this caller reported before, and how it ended."""

    number: str
    title: str
    received_at: datetime
    state: State
    rating: int | None


@dataclass(frozen=True)
class Caller:
    """`times` counts all earlier reports; `reports` holds the newest few."""

    times: int
    reports: tuple[EarlierReport, ...]


NOBODY = Caller(0, ())


def recent_calls(session: Session, actor: Actor, since: datetime) -> list[LoggedCall]:
    """What this person logged since an instant, newest first, at most RECENT_MOST. One statement."""
    query = (
        select(Interaction, Report.number, Case.title, Case.state, Agency.short_name)
        .outerjoin(Report, Report.id == Interaction.report_id)
        .outerjoin(Case, Case.id == Report.case_id)
        .outerjoin(Agency, Agency.code == Case.holder_code)
        .where(Interaction.operator_id == actor.user_id, Interaction.started_at >= since)
        .order_by(Interaction.started_at.desc(), Interaction.id.desc())
        .limit(RECENT_MOST)
    )
    return [
        LoggedCall(
            started_at=call.started_at,
            ended_at=call.ended_at,
            channel=call.channel,
            outcome=call.outcome,
            caller_phone=call.caller_phone,
            topic=call.topic,
            number=number or "",
            title=title or "",
            state=state,
            holder=holder or "",
        )
        for call, number, title, state, holder in session.execute(query)
    ]


def call_logged(session: Session, actor: Actor, started_at: datetime) -> bool:
    """Whether this person has logged the call that began at this instant: two calls never begin in one microsecond."""
    query = select(Interaction.id).where(Interaction.operator_id == actor.user_id, Interaction.started_at == started_at)
    return session.scalar(query.limit(1)) is not None


def caller(session: Session, actor: Actor, phone: str) -> Caller:
    """What was reported from this number (+84…), as far as this person may see it. One statement."""
    if not phone:
        return NOBODY
    query = (
        select(Report.number, Case.title, Report.received_at, Case.state, Report.rating, func.count().over())
        .join(Case, Case.id == Report.case_id)
        .where(Report.submitter_phone == phone, visible_cases(actor))
        .order_by(Report.received_at.desc(), Report.id.desc())
        .limit(EARLIER_MOST)
    )
    rows: Sequence = session.execute(query).all()
    return Caller(rows[0][5], tuple(EarlierReport(*row[:5]) for row in rows)) if rows else NOBODY


def logged_report(session: Session, actor: Actor, number: str) -> Report:
    """A report with its case, for who logged it and for dispatchers. Raises Missing for anyone else."""
    query = (
        select(Report)
        .where(Report.number == number)
        .options(joinedload(Report.submission), joinedload(Report.case).joinedload(Case.holder))
    )
    report = session.scalars(query).first()
    if report is None or (actor.role is not Role.DISPATCHER and report.created_by_id != actor.user_id):
        raise Missing(NO_SUCH_CASE)
    return report
