"""To whom a case may be given: people by division, with what they have in hand, who is away and who is on duty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import Select, and_, bindparam, exists, func, select
from sqlalchemy.orm import Session, aliased

from feedback import clock
from feedback.models import Absence, Account, Division, Duty, Leg
from feedback.models.base import UtcDateTime
from feedback.queries.roster import holds_on
from feedback.rules.lifecycle import AGENCY, Actor
from feedback.terms import Role


@dataclass(frozen=True)
class Colleague:
    """Somebody who may hold a case. `division` is empty for those who work for the whole agency."""

    id: int
    name: str
    role: Role
    is_head: bool
    division_id: int | None
    division: str
    open: int
    away_until: date | None = None
    delegate: str = ""  # who gets the cases meanwhile
    is_on_duty: bool = False


def colleagues(session: Session, actor: Actor, at: datetime) -> list[Colleague]:
    """Whom this person may give a case: people outside divisions first, then division by division, its head first.

    People of a division choose among themselves. One statement.
    """
    query = _of_agency(are_of_divisions=actor.divisions is not None)
    given = {
        "agencies": list(actor.agencies),
        "at": at,
        "today": clock.day(at),
        "divisions": list(actor.divisions or ()),
    }
    found = (Colleague(*row) for row in session.execute(query, given))
    return sorted(found, key=lambda one: (one.division, not one.is_head, one.name))


@cache
def _of_agency(*, are_of_divisions: bool) -> Select:
    """The statement, built once: every inbox asks it."""
    agencies, at = bindparam("agencies", expanding=True), bindparam("at", type_=UtcDateTime())
    in_hand = (
        select(Leg.officer_id, func.count().label("open"))
        .where(Leg.agency_code.in_(agencies), Leg.ended_at.is_(None))
        .group_by(Leg.officer_id)
        .subquery()
    )
    delegate = aliased(Account)
    has_turn = exists().where(Duty.account_id == Account.id, Duty.starts_at <= at, Duty.ends_at > at).correlate(Account)
    query = (
        select(
            Account.id, Account.full_name, Account.role, Account.is_division_head, Account.division_id,
            func.coalesce(Division.name, ""), func.coalesce(in_hand.c.open, 0),
            Absence.ends_on, func.coalesce(delegate.full_name, ""), has_turn,
        )
        .outerjoin(Division, Division.id == Account.division_id)
        .outerjoin(in_hand, in_hand.c.officer_id == Account.id)
        .outerjoin(Absence, and_(Absence.account_id == Account.id, holds_on(bindparam("today"))))
        .outerjoin(delegate, delegate.id == Absence.delegate_id)
        .where(Account.agency_code.in_(agencies), Account.is_active, Account.role.in_(AGENCY))
    )  # fmt: skip
    if are_of_divisions:
        query = query.where(Account.division_id.in_(bindparam("divisions", expanding=True)))
    return query
