"""Telling people that a clock has reached a step of the ladder: each of them once, many at once as one digest (R13).

The owner is the officer of the turn, the heads are the leaders of the agency: each has a line on their own page. Where
there is no such person the agency's board has it. The centre has its board; the city's leaders have a list of what
is long overdue (queries/mine.py), not a line for each clock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from feedback.actions import notices
from feedback.database import hold
from feedback.models import Account, Agency, Case, Clock, Leg, Notice
from feedback.queries import roster
from feedback.queries.case_facts import lead_leg
from feedback.queries.city import city
from feedback.queries.people import leaders_of
from feedback.rules import say
from feedback.rules.ladder import Step
from feedback.terms import Unit

TEMPLATES = ("agency_due_soon", "agency_overdue", "centre_overdue")
DIGEST = "digest"
FEW = 3  # so many warnings within a while are read one by one
A_WHILE = timedelta(minutes=10)


@dataclass(frozen=True)
class Reached:
    """A clock that has just reached a step."""

    clock: Clock
    case: Case
    step: Step


@dataclass(frozen=True, order=True)
class Reader:
    """Who is told: a person, or an agency's board."""

    account_id: int = 0
    agency_code: str = ""


@dataclass(frozen=True)
class Line:
    """What one warning says to one reader."""

    warning: Reached
    template: str
    values: dict[str, str]


def warn(session: Session, warnings: Iterable[Reached], at: datetime) -> None:
    """Tell everybody whom these warnings concern; in order, so that two sweepers cannot wait for each other."""
    lines: dict[Reader, list[Line]] = defaultdict(list)
    for warning in warnings:
        for reader, line in _lines(session, warning, at):
            lines[reader].append(line)
    for reader in sorted(lines):
        each = _once_a_case(lines[reader])
        urgent = [line for line in each if line.warning.clock.unit is Unit.MINUTES]
        others = [line for line in each if line not in urgent]
        for line in urgent:
            _give(session, reader, line)
        if others:
            _few_or_many(session, reader, others, at)


def _lines(session: Session, warning: Reached, at: datetime) -> list[tuple[Reader, Line]]:
    clock, case, step = warning.clock, warning.case, warning.step
    leg = session.get_one(Leg, clock.leg_id) if clock.leg_id else lead_leg(case)
    holder, centre = leg.agency_code if leg else case.holder_code, city(session).centre_agency
    is_over = step.share is None or step.share >= 100
    words = {"due": say.moment(clock.due_at, at)}
    own = Line(warning, "agency_overdue" if is_over else "agency_due_soon", words)
    found = [(reader, own) for reader in sorted(_readers(session, step, leg, holder, at))]
    if "centre" in step.tells and holder != centre:
        agency = session.get_one(Agency, holder)
        theirs = Line(warning, "centre_overdue", words | {"agency": agency.short_name})
        found.append((Reader(agency_code=centre), theirs))
    return found


def _readers(session: Session, step: Step, leg: Leg | None, holder: str, at: datetime) -> set[Reader]:
    """Owner and heads as people, or who acts for those who are away; the agency's board where there is nobody."""
    people: list[int] = []
    board = {Reader(agency_code=holder)}
    if "owner" in step.tells:
        owner = session.get(Account, leg.officer_id) if leg is not None and leg.officer_id else None
        is_theirs = owner is not None and owner.is_active and owner.agency_code == holder
        here = roster.acting_for(session, owner, at) if owner is not None and is_theirs else None
        if here is not None:
            people.append(here.id)
            board = set()
    if "head" in step.tells:
        heads = roster.here(session, holder, leaders_of(session, holder), at)
        people += heads
        board = set() if heads and "owner" not in step.tells else board
    wanted = {"owner", "head"} & set(step.tells)
    return ({Reader(account_id=one) for one in people} | board) if wanted else set()


def _once_a_case(lines: list[Line]) -> list[Line]:
    """The promise and the agency's own target often come at one moment: one line is enough, the earlier one."""
    ordered = sorted(lines, key=lambda line: line.warning.clock.due_at)
    return list({(line.warning.case.id, line.template): line for line in reversed(ordered)}.values())[::-1]


def _few_or_many(session: Session, reader: Reader, lines: list[Line], at: datetime) -> None:
    """Line by line while they are few; beyond that, and for a while after, one digest that counts them."""
    hold(session, f"warn:{reader.account_id}:{reader.agency_code}")
    digest = _recent_digest(session, reader, at)
    if digest is None and len(lines) + _recent_lines(session, reader, at) <= FEW:
        for line in lines:
            _give(session, reader, line)
        return
    held = digest.values if digest is not None else {"cases": [], "due_at": ""}
    cases = sorted({*held["cases"], *(line.warning.case.id for line in lines)})
    first = min(lines, key=lambda line: line.warning.clock.due_at)
    due_at = first.warning.clock.due_at
    values = {"count": len(cases), "cases": cases, "due": first.values["due"], "due_at": due_at.isoformat()}
    if digest is None:
        _notice(session, reader, first.warning.case, DIGEST, values)
        return
    if held["due_at"] <= values["due_at"]:
        values |= {"due": held["due"], "due_at": held["due_at"]}
    else:
        digest.case_id = first.warning.case.id
    digest.values = values


def _recent_digest(session: Session, reader: Reader, at: datetime) -> Notice | None:
    query = select(Notice).where(_to(reader), Notice.template == DIGEST, Notice.created_at > at - A_WHILE)
    return session.scalars(query.order_by(Notice.id.desc()).limit(1)).first()


def _recent_lines(session: Session, reader: Reader, at: datetime) -> int:
    query = select(func.count(Notice.id)).where(_to(reader), Notice.template.in_(TEMPLATES))
    return session.scalar(query.where(Notice.created_at > at - A_WHILE)) or 0


def _to(reader: Reader) -> ColumnElement[bool]:
    if reader.account_id:
        return Notice.account_id == reader.account_id
    return Notice.agency_code == reader.agency_code


def _give(session: Session, reader: Reader, line: Line) -> None:
    _notice(session, reader, line.warning.case, line.template, line.values)


def _notice(session: Session, reader: Reader, case: Case, template: str, values: Mapping[str, Any]) -> None:
    if reader.account_id:
        notices.tell_person(session, case, reader.account_id, template, **values)
    else:
        notices.tell_agency(session, case, reader.agency_code, template, **values)
