"""What one person is warned of, and what the city's leaders watch: cases long overdue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from feedback.models import Agency, Case, Clock, ClockFiring, Notice
from feedback.queries.alerts import TEMPLATES
from feedback.queries.clock_rows import ClockRow, clock_rows
from feedback.queries.ladder import ladder
from feedback.queries.visible import visible_cases
from feedback.rules.lifecycle import OPEN, Actor
from feedback.terms import ClockKind, ClockState, Level

DAYS = 14
MOST = 30


@dataclass(frozen=True)
class Warned:
    """One case with what its reader was told last (None in the leaders' list)."""

    number: str
    title: str
    agency: str
    is_urgent: bool
    notice: Notice | None
    promise: ClockRow | None


def warnings(session: Session, actor: Actor, now: datetime) -> list[Warned]:
    """What this person (or who they stand in for) was warned of and is still open; of each case the newest.

    A digest stands for every case that it counts. Three statements.
    """
    query = (
        select(Notice)
        .where(Notice.account_id.in_(actor.people), Notice.created_at >= now - timedelta(days=DAYS))
        .where(Notice.template.not_in(TEMPLATES), Notice.case_id.is_not(None))
        .order_by(Notice.created_at.desc(), Notice.id.desc())
        .limit(MOST * 3)
    )
    newest: dict[int, Notice] = {}
    for notice in session.scalars(query):
        for case_id in (notice.case_id, *notice.values.get("cases", ())):
            newest.setdefault(case_id or 0, notice)
    ids = list(newest)[: MOST * 3]
    found = {case.id: (case, agency) for case, agency in session.execute(_cases(actor).where(Case.id.in_(ids)))}
    return _warned(session, [(*found[one], newest[one]) for one in ids if one in found][:MOST], now)


def long_overdue(session: Session, actor: Actor, now: datetime) -> list[Warned]:
    """Cases whose promise has reached a step that tells the city's leaders, the oldest first. Two statements."""
    steps = [step.code for step in ladder(session) if "city" in step.tells]
    reached = (
        exists()
        .where(Clock.case_id == Case.id, Clock.kind == ClockKind.RESOLVE, Clock.state == ClockState.RUNNING)
        .where(ClockFiring.clock_id == Clock.id, ClockFiring.due_version == Clock.due_version)
        .where(ClockFiring.step.in_(steps))
        .correlate(Case)
    )
    query = _cases(actor).where(reached).order_by(Case.resolve_due_at).limit(MOST)
    return _warned(session, [(case, agency, None) for case, agency in session.execute(query)], now)


def _cases(actor: Actor) -> Select:
    query = select(Case, Agency.short_name).join(Agency, Agency.code == Case.holder_code)
    return query.where(Case.state.in_(OPEN), visible_cases(actor))


def _warned(session: Session, found: Sequence[tuple[Case, str, Notice | None]], now: datetime) -> list[Warned]:
    promises = {
        row.case_id: row for row in clock_rows(session, [case.id for case, _, _ in found], now, (ClockKind.RESOLVE,))
    }
    return [
        Warned(case.number, case.title, agency, case.level is Level.URGENT, notice, promises.get(case.id))
        for case, agency, notice in found
    ]
