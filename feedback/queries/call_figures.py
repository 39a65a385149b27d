"""What may be counted of calls, chats and visits: a closed list like that of facts, over rows that never change.

No figure of calls is divided by operator: it would measure people, not the hotline.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, literal, or_, select, true
from sqlalchemy.orm import Session

from feedback.models import Case, Indicator, Interaction, Report
from feedback.queries.measures import Scope
from feedback.rules import spread
from feedback.terms import InteractionOutcome as Outcome

CALLS: dict[str, Callable[[], ColumnElement[bool]]] = {
    "calls": true,
    "calls_heard": lambda: Interaction.outcome != Outcome.DROPPED,
    "calls_answered": lambda: Interaction.outcome == Outcome.ANSWERED,
    "calls_reported": lambda: Interaction.outcome == Outcome.REPORTED,
    "calls_followed_up": lambda: Interaction.outcome == Outcome.FOLLOWED_UP,
    "calls_dropped": lambda: Interaction.outcome == Outcome.DROPPED,
}
CALL_MEASURES = ("call_s",)
CALL_DIMENSIONS: dict[str, Any] = {
    "channel": Interaction.channel,
    "field": Interaction.topic_code,
    "day": Interaction.started_on,
}


def counted(
    session: Session, whats: Sequence[Indicator], scope: Scope, by: str
) -> dict[str, dict[str, tuple[int, int]]]:
    """Population and part of each indicator, by key of a division and code. One statement."""
    columns = [func.count().filter(fits) for what in whats for fits in _conditions(what)]
    query = select(_column(by), *columns).where(_within(scope))
    codes = [what.code for what in whats]
    return {
        "" if key is None else str(key): dict(zip(codes, zip(found[::2], found[1::2], strict=True), strict=True))
        for key, *found in session.execute(query.group_by(_column(by)) if by else query)
    }


def durations(session: Session, what: Indicator, scope: Scope, by: str) -> dict[str, list[bytes]]:
    """How long they took, as sorted lists by key. One statement."""
    each: dict[str, list[int]] = {}
    query = select(_column(by), Interaction.started_at, Interaction.ended_at)
    for key, began, ended in session.execute(query.where(_within(scope), CALLS[what.population]())):
        each.setdefault("" if key is None else str(key), []).append(int((ended - began).total_seconds()))
    return {key: [spread.pack(sorted(seconds))] for key, seconds in each.items()}


def numbers_behind(session: Session, what: Indicator, scope: Scope, name: str) -> list[str]:
    """The cases that counted calls became; the others left no case."""
    query = select(Case.number).join(Report, Report.case_id == Case.id)
    query = query.join(Interaction, Interaction.report_id == Report.id)
    return list(session.scalars(query.where(_within(scope), CALLS[what.population](), CALLS[name]()).order_by(Case.id)))


def _conditions(what: Indicator) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    population = CALLS[what.population]()
    return population, and_(population, CALLS[what.condition or what.population]())


def _within(scope: Scope) -> ColumnElement[bool]:
    """Those begun in the period and known at the instant. A call is of no agency and of no ward."""
    fits = [
        Interaction.started_on.between(scope.period.first, scope.period.last),
        Interaction.ended_at <= scope.as_of.at,
    ]
    if scope.agency_code or scope.ward_code:
        fits.append(false())
    if scope.field_code:
        topic = Interaction.topic_code
        fits.append(or_(topic == scope.field_code, topic.startswith(f"{scope.field_code}.")))
    return and_(*fits)


def _column(by: str) -> Any:
    return CALL_DIMENSIONS[by] if by else literal("")
