"""The work queues of an inbox: those every inbox has, and filters kept under a name; with live counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy import case as when
from sqlalchemy.orm import Session, joinedload

from feedback.models import Case, SavedFilter
from feedback.queries.bounded import bounded
from feedback.queries.inbox_filters import ACTIVE, Turn, conditions, in_queue, one_turn, queue_marks
from feedback.queries.visible import visible_filters, visible_turns
from feedback.queries.wanted import Saved, Wanted, wanted_of
from feedback.rules.lifecycle import Actor

KEPT_MOST = 24  # of one's own and the agency's together


@dataclass(frozen=True)
class Kept:
    """A filter kept under a name, with how many cases it finds now. `owner` is named where it is not the reader's."""

    id: int
    name: str
    wanted: Wanted
    is_shared: bool
    is_mine: bool
    owner: str
    count: int


@dataclass(frozen=True)
class Queues:
    """`matching`: how many cases the wish of the moment finds."""

    counts: dict[Saved, int]
    kept: list[Kept]
    matching: int


def queues(session: Session, actor: Actor, wanted: Wanted, now: datetime) -> Queues:
    """Two statements: the kept filters, and the counts of all of them."""
    saved = _saved(session, actor)
    counts, (matching, *found) = _counts(session, actor, [wanted, *(wanted_of(one.query) for one in saved)], now)
    return Queues(counts, [_kept(one, actor, count) for one, count in zip(saved, found, strict=True)], matching)


def _saved(session: Session, actor: Actor) -> Sequence[SavedFilter]:
    """The filters this person may use: the agency's first, then their own, by name."""
    query = select(SavedFilter).where(visible_filters(actor)).options(joinedload(SavedFilter.owner, innerjoin=True))
    return session.scalars(query.order_by(SavedFilter.is_shared.desc(), SavedFilter.name).limit(KEPT_MOST)).all()


def _kept(saved: SavedFilter, actor: Actor, count: int) -> Kept:
    is_mine = saved.owner_id == actor.user_id
    owner = "" if is_mine else saved.owner.full_name
    return Kept(saved.id, saved.name, wanted_of(saved.query), saved.is_shared, is_mine, owner, count)


def _counts(
    session: Session, actor: Actor, wishes: Sequence[Wanted], now: datetime
) -> tuple[dict[Saved, int], list[int]]:
    """How many cases each queue holds and how many each wish finds, in one statement.

    What asks for open cases is summed in one walk over them: as many as one agency has in hand, whatever the city has
    seen. What was answered grows with the city: it is looked up beside it, up to a bound.
    """
    found = {queue.value: _sum(mark) for queue, mark in queue_marks(now).items()}
    found[Saved.ANSWERED.value] = _count(actor, in_queue(Saved.ANSWERED, now))
    for number, wish in enumerate(wishes):
        if not wish.is_filtered:
            continue  # a whole queue, which is counted already
        so = [in_queue(wish.queue, now), *conditions(session, wish, actor, now)]
        found[f"wish_{number}"] = _count(actor, *so) if wish.queue is Saved.ANSWERED else _sum(and_(*so))
    query = select(func.count().label(Saved.OPEN.value), *(column.label(name) for name, column in found.items()))
    query = (
        query.select_from(Turn)
        .join(Case, Case.id == Turn.case_id)
        .where(visible_turns(actor, Turn), ACTIVE, *one_turn(actor))
    )
    row = {name: int(count) for name, count in session.execute(query).one()._mapping.items()}
    counts = {queue: row[queue.value] for queue in Saved}
    return counts, [row.get(f"wish_{number}", counts[wish.queue]) for number, wish in enumerate(wishes)]


def _sum(so: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.coalesce(func.sum(when((so, 1), else_=0)), 0)


def _count(actor: Actor, *so: ColumnElement[bool]) -> ColumnElement[Any]:
    return bounded(select(Turn.id).join(Case, Case.id == Turn.case_id).where(visible_turns(actor, Turn), *so))
