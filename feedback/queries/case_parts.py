"""The parts of cooperating agencies on a case file: all of them for the lead and the centre, its own for an agency."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from feedback.models import Attachment, Case, Leg
from feedback.queries.clock_rows import ClockRow
from feedback.queries.visible import NOT_CONFIDENTIAL, their_turns
from feedback.rules.lifecycle import AGENCY, Actor
from feedback.terms import LegRole


@dataclass(frozen=True)
class Part:
    """One cooperating leg with its own clock; `files` prove its answer."""

    leg: Leg
    clock: ClockRow | None
    files: Sequence[Attachment]


def is_guest(actor: Actor, case: Case) -> bool:
    """Whether this person's agency only helps with the case and has never led it."""
    return actor.role in AGENCY and not any(leg.agency_code in actor.agencies for leg in case.leads)


def parts_of(actor: Actor, case: Case, clocks: Iterable[ClockRow], files: Sequence[Attachment]) -> list[Part]:
    """In the order in which agencies were asked. Nothing is read: legs, clocks and files are those of the file."""
    running = {row.leg_id: row for row in clocks if row.leg_id is not None}
    guest = is_guest(actor, case)
    return [
        Part(leg, running.get(leg.id), [one for one in files if one.leg_id == leg.id])
        for leg in case.legs
        if leg.role is LegRole.COOPERATING and (not guest or leg.agency_code in actor.agencies)
    ]


def of_the_case(case: Case, clocks: Iterable[ClockRow]) -> list[ClockRow]:
    """The clocks of the case and of its leads; a cooperating agency's own stands with its part."""
    apart = {leg.id for leg in case.legs if leg.role is LegRole.COOPERATING}
    return [row for row in clocks if row.leg_id not in apart]


def has_ended_part(session: Session, actor: Actor, number: str) -> bool:
    """Whether this person's agency was asked to help with this case and is not any more. Tells nothing else of it."""
    ended = exists().where(
        Leg.case_id == Case.id, Leg.role == LegRole.COOPERATING, Leg.ended_at.is_not(None), their_turns(actor)
    )
    return bool(session.scalar(select(exists().where(Case.number == number, NOT_CONFIDENTIAL, ended))))
