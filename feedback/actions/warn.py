"""Telling people that a clock has reached a step of the ladder: each of them once, many at once as one digest (R13).

The owner is the officer of the turn, the heads are the leaders of the agency: each has a line on their own page. Where
there is no such person the agency's board has it. The centre has its board; the city's leaders have a list of what
is long overdue (queries/mine.py), not a line for each clock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from feedback.actions import notices
from feedback.database import hold
from feedback.models import Account, Agency, Case, Clock, Leg, Notice
from feedback.queries import roster
from feedback.queries.case_facts import lead_leg
from feedback.queries.city import city
from feedback.queries.people import leaders_of
from feedback.queries.roster import Away
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


@dataclass(frozen=True)
class Known:
    """The agencies of these warnings, who leads them, who is away, and the officers of the turns."""

    centre: str
    agencies: dict[str, Agency]
    leaders: dict[str, list[int]]
    away: dict[str, Away]
    owners: dict[int, Account]


@dataclass(frozen=True)
class Recent:
    """What each reader was told in the last while."""

    digests: dict[Reader, Notice]
    lines: dict[Reader, int]


def warn(session: Session, warnings: Sequence[Reached], at: datetime) -> None:
    """Tell everybody whom these warnings concern. Whatever their number, what they need is read at once."""
    if not warnings:
        return
    known = _known(session, warnings, at)
    lines: dict[Reader, list[Line]] = defaultdict(list)
    for warning in warnings:
        for reader, line in _lines(session, known, warning, at):
            lines[reader].append(line)
    hold(session, *(f"warn:{reader.account_id}:{reader.agency_code}" for reader in lines))
    recent = _recent(session, lines, at)
    for reader in sorted(lines):
        each = _once_a_case(lines[reader])
        urgent = [line for line in each if line.warning.clock.unit is Unit.MINUTES]
        others = [line for line in each if line not in urgent]
        for line in urgent:
            _give(session, reader, line)
        if others:
            _few_or_many(session, reader, others, recent)


def _known(session: Session, warnings: Sequence[Reached], at: datetime) -> Known:
    legs = [_leg(warning) for warning in warnings]
    holders = {_holder(warning) for warning in warnings}
    agencies = session.scalars(select(Agency).where(Agency.code.in_(holders))).all()
    officers = {leg.officer_id for leg in legs if leg is not None and leg.officer_id}
    owners = session.scalars(select(Account).where(Account.id.in_(officers))).all() if officers else []
    return Known(
        city(session).centre_agency,
        {agency.code: agency for agency in agencies},
        leaders_of(session, holders),
        roster.away_from(session, holders, at),
        {owner.id: owner for owner in owners},
    )


def _leg(warning: Reached) -> Leg | None:
    """The turn of a clock; of the citizen's promise, that of the lead."""
    clock, case = warning.clock, warning.case
    return next((leg for leg in case.legs if leg.id == clock.leg_id), None) if clock.leg_id else lead_leg(case)


def _holder(warning: Reached) -> str:
    leg = _leg(warning)
    return leg.agency_code if leg else warning.case.holder_code


def _lines(session: Session, known: Known, warning: Reached, at: datetime) -> list[tuple[Reader, Line]]:
    clock, step = warning.clock, warning.step
    leg, holder = _leg(warning), _holder(warning)
    is_over = step.share is None or step.share >= 100
    words = {"due": say.moment(clock.due_at, at)}
    own = Line(warning, "agency_overdue" if is_over else "agency_due_soon", words)
    found = [(reader, own) for reader in sorted(_readers(session, known, step, leg, holder, at))]
    if "centre" in step.tells and holder != known.centre:
        theirs = Line(warning, "centre_overdue", words | {"agency": known.agencies[holder].short_name})
        found.append((Reader(agency_code=known.centre), theirs))
    return found


def _readers(session: Session, known: Known, step: Step, leg: Leg | None, holder: str, at: datetime) -> set[Reader]:
    """Owner and heads as people, or who acts for those who are away; the agency's board where there is nobody."""
    people: list[int] = []
    board = {Reader(agency_code=holder)}
    if "owner" in step.tells:
        owner = known.owners.get(leg.officer_id or 0) if leg is not None else None
        is_theirs = owner is not None and owner.is_active and owner.agency_code == holder
        here = roster.acting_for(session, owner, at, known.away[holder]) if owner is not None and is_theirs else None
        if here is not None:
            people.append(here.id)
            board = set()
    if "head" in step.tells:
        heads = roster.here(known.away[holder], known.leaders[holder])
        people += heads
        board = set() if heads and "owner" not in step.tells else board
    wanted = {"owner", "head"} & set(step.tells)
    return ({Reader(account_id=one) for one in people} | board) if wanted else set()


def _once_a_case(lines: list[Line]) -> list[Line]:
    """The promise and the agency's own target often come at one moment: one line is enough, the earlier one."""
    ordered = sorted(lines, key=lambda line: line.warning.clock.due_at)
    return list({(line.warning.case.id, line.template): line for line in reversed(ordered)}.values())[::-1]


def _few_or_many(session: Session, reader: Reader, lines: list[Line], recent: Recent) -> None:
    """Line by line while they are few; beyond that, and for a while after, one digest that counts them."""
    digest = recent.digests.get(reader)
    if digest is None and len(lines) + recent.lines.get(reader, 0) <= FEW:
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


def _recent(session: Session, readers: Collection[Reader], at: datetime) -> Recent:
    """What these readers have been told, in two statements. Whoever else would tell them something waits meanwhile."""
    to_them = or_(
        Notice.account_id.in_([reader.account_id for reader in readers if reader.account_id]),
        Notice.agency_code.in_([reader.agency_code for reader in readers if reader.agency_code]),
    )
    lately = to_them, Notice.created_at > at - A_WHILE
    digests = session.scalars(select(Notice).where(Notice.template == DIGEST, *lately).order_by(Notice.id))
    counts = (
        select(Notice.account_id, Notice.agency_code, func.count())
        .where(Notice.template.in_(TEMPLATES), *lately)
        .group_by(Notice.account_id, Notice.agency_code)
    )
    lines = {Reader(person or 0, agency or ""): count for person, agency, count in session.execute(counts)}
    return Recent({Reader(row.account_id or 0, row.agency_code or ""): row for row in digests}, lines)


def _give(session: Session, reader: Reader, line: Line) -> None:
    _notice(session, reader, line.warning.case, line.template, line.values)


def _notice(session: Session, reader: Reader, case: Case, template: str, values: Mapping[str, Any]) -> None:
    if reader.account_id:
        notices.tell_person(session, case, reader.account_id, template, **values)
    else:
        notices.tell_agency(session, case, reader.agency_code, template, **values)
