"""Reminding owners of the programme's items, and climbing to the city's leaders when a day has passed.

Each step is told at most once for a due day, whoever sweeps and however often; after an outage only the highest step
that has come. Nobody is told outside office hours. Many at once are one line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from feedback import clock
from feedback.actions import ledger, notices
from feedback.actions.warn import FEW, Reader
from feedback.actions.write_item import NOTICE_MAX
from feedback.database import insert_into
from feedback.models import Account, PlanItem, PlanItemFiring
from feedback.queries import calendars, roster
from feedback.queries.city import city
from feedback.queries.people import leaders_of
from feedback.rules import programme_steps, say
from feedback.rules.ladder import first_quiet_end
from feedback.rules.lifecycle import SYSTEM
from feedback.rules.programme_steps import Step
from feedback.rules.text import excerpt
from feedback.terms import ProgrammeStatus, Role, Unit


@dataclass(frozen=True)
class Due:
    """An item that has just reached a step."""

    item: PlanItem
    step: Step
    due_on: date


def remind_programme(session: Session, at: datetime) -> int:
    """Tell what has come; how many items that were."""
    today = clock.day(at)
    office = calendars.in_force(session, today)[calendars.OFFICE].calendar
    if first_quiet_end(office, at, Unit.WORKING_DAYS) is not None:
        return 0
    found = [due for due in _reached(session, today) if _is_first(session, due, at)]
    lines: dict[Reader, list[Due]] = defaultdict(list)
    leaders = _city_leaders(session) if found else []
    for due in found:
        for reader in _readers(session, due, leaders, at):
            lines[reader].append(due)
    for reader in sorted(lines):
        _tell(session, reader, lines[reader])
    return len(found)


def _reached(session: Session, today: date) -> list[Due]:
    """Items whose highest step has not been told yet, the most urgent first."""
    ladder = programme_steps.steps(city(session).more)
    query = (
        select(PlanItem)
        .where(PlanItem.removed_at.is_(None), PlanItem.status != ProgrammeStatus.DONE)
        .where(PlanItem.due_on <= today + timedelta(days=-ladder[0].days))
        .options(joinedload(PlanItem.plan), joinedload(PlanItem.owner_person))
        .order_by(PlanItem.due_on, PlanItem.id)
    )
    items = session.scalars(query).all()
    told = {
        (one.item_id, one.step, one.due_on)
        for one in session.scalars(
            select(PlanItemFiring).where(PlanItemFiring.item_id.in_([item.id for item in items]))
        )
    }
    steps = [(item, item.due_on, programme_steps.reached(ladder, item.due_on, today)) for item in items if item.due_on]
    return [
        Due(item, step, due_on)
        for item, due_on, step in steps
        if step is not None and (item.id, step.code, due_on) not in told
    ]


def _is_first(session: Session, due: Due, at: datetime) -> bool:
    key = {"item_id": due.item.id, "step": due.step.code, "due_on": due.due_on}
    firing = insert_into(session, PlanItemFiring).values(**key, fired_at=at).on_conflict_do_nothing()
    if session.scalars(firing.returning(PlanItemFiring.item_id)).first() is None:
        return False
    ledger.record(
        session, SYSTEM, "programme.item.reminded", due.item,
        plan=due.item.plan_code, item=due.item.id, step=due.step.code,
    )  # fmt: skip
    return True


def _readers(session: Session, due: Due, leaders: list[int], at: datetime) -> set[Reader]:
    """Who is told: people where they are known, else the agency's board; where nobody owns it, who keeps the plan."""
    item, tells = due.item, due.step.tells
    secretary = item.plan.secretary_id
    people: set[int] = set()
    boards: set[str] = set()
    person = _acting(session, item.owner_person, at)
    if person is not None:
        people.add(person)
    elif item.owner_code is not None:
        boards.add(item.owner_code)
    if "head" in tells and item.owner_code is not None:
        heads = leaders_of(session, [item.owner_code])[item.owner_code]
        people |= set(roster.here(roster.away(session, item.owner_code, at), heads))
    if secretary is not None and ("secretary" in tells or not (people or boards)):
        people.add(secretary)
    if "city" in tells or not (people or boards):
        people |= set(leaders)
    return {Reader(account_id=one) for one in people} | {Reader(agency_code=one) for one in boards}


def _acting(session: Session, person: Account | None, at: datetime) -> int | None:
    found = roster.acting_for(session, person, at) if person is not None and person.is_active else None
    return found.id if found is not None else None


def _city_leaders(session: Session) -> list[int]:
    query = select(Account.id).where(Account.role == Role.CITY_LEADER, Account.is_active)
    return list(session.scalars(query.order_by(Account.id)))


def _tell(session: Session, reader: Reader, dues: list[Due]) -> None:
    if len(dues) > FEW:
        first = dues[0]
        values = {"count": len(dues), "item": excerpt(first.item.name, NOTICE_MAX), "due": _day(first)}
        _give(session, reader, first, "plan_items_digest", values)
        return
    for due in dues:
        values = {"item": excerpt(due.item.name, NOTICE_MAX), "due": _day(due), "owner": due.item.owner or "–"}
        _give(session, reader, due, due.step.template, values)


def _give(session: Session, reader: Reader, due: Due, template: str, values: Mapping[str, object]) -> None:
    if reader.account_id:
        notices.tell_person(session, due.item, reader.account_id, template, **values)
    else:
        notices.tell_agency(session, due.item, reader.agency_code, template, **values)


def _day(due: Due) -> str:
    return say.numeric_date(due.due_on)
