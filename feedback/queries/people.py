"""The people of one's own agency."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from feedback.errors import N_, Missing
from feedback.models import Account
from feedback.rules.lifecycle import AGENCY, Actor
from feedback.rules.programme import ENTERS
from feedback.terms import AGENCY_ROLES, CENTRE_ROLES, Role

NO_SUCH_PERSON = N_("Không có tài khoản này.")


def people_of(session: Session, actor: Actor) -> Sequence[Account]:
    """Officers and leaders, also those who may no longer sign in; by name. One statement."""
    return session.scalars(
        select(Account)
        .where(_ours(actor))
        .options(joinedload(Account.division))
        .order_by(Account.is_active.desc(), Account.full_name, Account.id)
    ).all()


def person_for(session: Session, actor: Actor, account_id: int) -> Account:
    """Raises Missing for anybody else's people."""
    found = session.scalars(select(Account).where(Account.id == account_id, _ours(actor))).first()
    if found is None:
        raise Missing(NO_SUCH_PERSON)
    return found


def leaders_of(session: Session, agency_codes: Collection[str]) -> dict[str, list[int]]:
    """The leaders who work at each of these agencies now. One statement."""
    query = select(Account.agency_code, Account.id).where(
        Account.agency_code.in_(agency_codes), Account.role == Role.AGENCY_LEADER, Account.is_active
    )
    found: dict[str, list[int]] = {code: [] for code in agency_codes}
    for code, number in session.execute(query.order_by(Account.id)):
        found[code].append(number)
    return found


def city_leaders(session: Session) -> Sequence[int]:
    """The leaders of the city who may sign in. One statement."""
    leaders = select(Account.id).where(Account.role == Role.CITY_LEADER, Account.is_active)
    return session.scalars(leaders.order_by(Account.id)).all()


def working_people(session: Session, agencies: Collection[str]) -> Sequence[Account]:
    """Who works on cases or calls at these agencies now, by name. One statement."""
    roles = (*AGENCY_ROLES, *CENTRE_ROLES)
    query = select(Account).where(Account.agency_code.in_(agencies), Account.role.in_(roles), Account.is_active)
    return session.scalars(query.order_by(Account.full_name, Account.id)).all()


def officials_of(session: Session, agency_code: str) -> Sequence[Account]:
    """Officers and leaders who work at an agency now, by name. One statement."""
    query = select(Account).where(Account.agency_code == agency_code, Account.role.in_(AGENCY), Account.is_active)
    return session.scalars(query.order_by(Account.full_name, Account.id)).all()


def programme_people(session: Session) -> Sequence[Account]:
    """Whoever may be the secretary of a plan, by name. One statement."""
    query = select(Account).where(Account.role.in_(ENTERS), Account.is_active)
    return session.scalars(query.order_by(Account.full_name, Account.id)).all()


def _ours(actor: Actor) -> ColumnElement[bool]:
    return Account.agency_code.in_(actor.agencies) & Account.role.in_(AGENCY)
