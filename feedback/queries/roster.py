"""Who is away and who acts for them, who is on duty now, and the roster of a week."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from feedback import clock
from feedback.errors import N_, Missing
from feedback.models import Absence, Account, Duty
from feedback.queries.city import city
from feedback.rules import roster
from feedback.rules.lifecycle import AGENCY, Actor
from feedback.rules.roster import Shift
from feedback.terms import Role

WHOLE_DAY = Shift("ca-ngay", "Cả ngày", "All day", time(), time())  # where the city has set no shifts
NO_SUCH_LINE = N_("Không có dòng này trong lịch.")


@dataclass(frozen=True)
class Away:
    """Who is away from one agency on a day: account → account that acts."""

    delegates: dict[int, int | None]
    people: dict[int, Account]

    def stood_in_for(self, person: int) -> list[Account]:
        """The colleagues in whose place this person acts."""
        return [self.people[one] for one in roster.stood_in_for(person, self.delegates)]


def shifts(session: Session) -> list[Shift]:
    """The city's parts of the day, in its order."""
    given = city(session).more.get("duty.shifts", [])
    found = [
        Shift(one["code"], one["vi"], one["en"], time.fromisoformat(one["from"]), time.fromisoformat(one["to"]))
        for one in given
    ]
    return found or [WHOLE_DAY]


def holds_on(day: date | BindParameter[Any]) -> ColumnElement[bool]:
    """Absences in force on a day."""
    return (Absence.starts_on <= day) & (Absence.ends_on >= day) & Absence.called_off_at.is_(None)


def away_by(found: Iterable[Absence]) -> Away:
    """Who is away by these absences, whose accounts are loaded."""
    rows = list(found)
    return Away({one.account_id: one.delegate_id for one in rows}, {one.account_id: one.account for one in rows})


def away(session: Session, agency_code: str, at: datetime) -> Away:
    """One statement."""
    return away_from(session, [agency_code], at)[agency_code]


def away_from(session: Session, agency_codes: Collection[str], at: datetime) -> dict[str, Away]:
    """Who is away from each of these agencies. One statement."""
    query = (
        select(Absence)
        .join(Account, Account.id == Absence.account_id)
        .where(Account.agency_code.in_(agency_codes), holds_on(clock.day(at)))
        .options(joinedload(Absence.account))
        .order_by(Absence.id)
    )
    found = session.scalars(query).all()
    return {code: away_by(row for row in found if row.account.agency_code == code) for code in agency_codes}


def on_duty(session: Session, agency_code: str, at: datetime, division_id: int | None = None) -> Sequence[Duty]:
    """Who has a turn now: those of the division first, then those for the whole agency. One statement."""
    query = (
        select(Duty)
        .where(Duty.agency_code == agency_code, Duty.starts_at <= at, Duty.ends_at > at)
        .where(or_(Duty.division_id.is_(None), Duty.division_id == division_id))
        .options(joinedload(Duty.account))
    )
    return sorted(session.scalars(query), key=lambda one: (one.division_id is None, one.id))


def acting_for(session: Session, person: Account, at: datetime, gone: Away | None = None) -> Account | None:
    """Who acts for somebody now: themselves, their delegate, or who is on duty in their place; None: nobody.

    `gone` is who is away from their agency, where the caller knows it.
    """
    gone = gone or away(session, person.agency_code, at)
    found = roster.acting(person.id, gone.delegates)
    if found == person.id:
        return person
    delegate = session.get(Account, found) if found is not None else None
    if delegate is not None and delegate.is_active and delegate.agency_code == person.agency_code:
        return delegate
    turns = on_duty(session, person.agency_code, at, person.division_id)
    there = (turn.account for turn in turns if turn.account_id not in gone.delegates)
    return next((one for one in there if one.is_active and one.role in AGENCY), None)


def here(gone: Away, people: Sequence[int]) -> list[int]:
    """These people, each replaced by who acts for them while they are away; all of them where nobody is left."""
    acting = (roster.acting(one, gone.delegates) for one in people)
    return list(dict.fromkeys(one for one in acting if one is not None)) or list(people)


def week(session: Session, agency_code: str, monday: date) -> Sequence[Duty]:
    """Every turn of seven days. One statement."""
    query = (
        select(Duty)
        .where(Duty.agency_code == agency_code, Duty.on >= monday, Duty.on < monday + timedelta(days=7))
        .options(joinedload(Duty.account), joinedload(Duty.division))
        .order_by(Duty.on, Duty.starts_at, Duty.id)
    )
    return session.scalars(query).all()


def absences(session: Session, actor: Actor, today: date) -> Sequence[Absence]:
    """Present and coming absences of the people this person may ask after: the agency's, or the division's."""
    person, delegate = aliased(Account), aliased(Account)
    query = (
        select(Absence)
        .join(person, Absence.account.of_type(person))
        .outerjoin(delegate, Absence.delegate.of_type(delegate))
        .where(person.agency_code.in_(actor.agencies), Absence.ends_on >= today, Absence.called_off_at.is_(None))
        .options(joinedload(Absence.account), joinedload(Absence.delegate))
        .order_by(Absence.starts_on, Absence.id)
    )
    if actor.divisions is not None:
        query = query.where(or_(person.division_id.in_(actor.divisions), person.id == actor.user_id))
    return session.scalars(query).all()


def absence_for(session: Session, actor: Actor, absence_id: int) -> Absence:
    """Raises Missing for absences of other agencies' people."""
    found = session.get(Absence, absence_id)
    if found is None or found.account.agency_code not in actor.agencies:
        raise Missing(NO_SUCH_LINE)
    return found


def duty_for(session: Session, actor: Actor, duty_id: int) -> Duty:
    """Raises Missing for turns of other agencies."""
    found = session.get(Duty, duty_id)
    if found is None or found.agency_code != home(actor):
        raise Missing(NO_SUCH_LINE)
    return found


def home(actor: Actor) -> str:
    """The agency whose roster this person reads; the centre's people have one too. Empty once it has ended."""
    if actor.role in (Role.OPERATOR, Role.DISPATCHER):
        return actor.agency_code
    return actor.agency_code if actor.agency_code in actor.agencies else ""
