"""The parts of an agency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.errors import N_, Missing
from feedback.models import Account, Division, Leg
from feedback.rules.lifecycle import Actor
from feedback.terms import Role

NO_SUCH_DIVISION = N_("Không có phòng, đội này.")


@dataclass(frozen=True)
class DivisionRow:
    """One part of an agency: who leads it, how many people and open turns it has."""

    id: int
    name: str
    is_active: bool
    heads: str
    people: int
    open: int


def of_agency(session: Session, agency_code: str) -> list[DivisionRow]:
    """Those at work first, by name. Two statements."""
    open_ones = select(func.count()).where(Leg.division_id == Division.id, Leg.ended_at.is_(None)).scalar_subquery()
    query = select(Division, open_ones).where(Division.agency_code == agency_code)
    found = session.execute(query.order_by(Division.is_active.desc(), Division.name)).all()
    people = session.execute(
        select(Account.division_id, Account.full_name, Account.is_division_head)
        .where(Account.agency_code == agency_code, Account.is_active, Account.division_id.is_not(None))
        .order_by(Account.full_name)
    ).all()
    return [
        DivisionRow(
            row.id, row.name, row.is_active,
            heads=", ".join(one.full_name for one in people if one.division_id == row.id and one.is_division_head),
            people=sum(one.division_id == row.id for one in people),
            open=count,
        )
        for row, count in found
    ]  # fmt: skip


def active(session: Session, agency_code: str) -> Sequence[Division]:
    """Those that people may belong to."""
    query = select(Division).where(Division.agency_code == agency_code, Division.is_active)
    return session.scalars(query.order_by(Division.name)).all()


def division_for(session: Session, actor: Actor, division_id: int) -> Division:
    """Raises Missing for a division of another agency; administrators look after all of them."""
    found = session.get(Division, division_id)
    if found is None or (actor.role is not Role.ADMIN and found.agency_code not in actor.agencies):
        raise Missing(NO_SUCH_DIVISION)
    return found
