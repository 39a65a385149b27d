"""The parts of cooperating agencies on a case file: all of them for the lead and the centre, its own for an agency."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from feedback.models import Attachment, Case, Entry, Leg
from feedback.queries.clock_rows import ClockRow
from feedback.queries.visible import NOT_CONFIDENTIAL, their_turns
from feedback.rules.lifecycle import AGENCY, Act, Actor
from feedback.terms import ClockKind, LegRole

# what an agency that only helps does not read: requests for more time until one is granted, and contractors
THE_LEADS_OWN = (
    "case.extension.asked", "case.extension.refused", "case.extension.expired", "case.extension.lapsed",
    "case.contractor.hired", "case.contractor.revoked", "case.contractor.started", "case.contractor.finished",
)  # fmt: skip
THE_LEADS_ACTS = (Act.ASK_EXTENSION, Act.REFUSE_EXTENSION, Act.HIRE)


@dataclass(frozen=True)
class Part:
    """One cooperating leg with its own clock; `files` prove its answer."""

    leg: Leg
    clock: ClockRow | None
    files: Sequence[Attachment]


def is_guest(actor: Actor, case: Case) -> bool:
    """Whether this person's agency only helps with the case and has never led it."""
    return actor.role in AGENCY and not any(leg.agency_code in actor.agencies for leg in case.leads)


def is_the_leads_own(entry: Entry) -> bool:
    """Whether only the lead and the centre read this entry; a clock or an act for somebody else may tell of it too."""
    facts = entry.facts
    return entry.event in THE_LEADS_OWN or facts.get("act") in THE_LEADS_ACTS or facts.get("clock") == ClockKind.APPROVE


def parts_of(actor: Actor, case: Case, clocks: Iterable[ClockRow], files: Sequence[Attachment]) -> list[Part]:
    """In the order in which agencies were asked. Nothing is read: legs, clocks and files are those of the file."""
    running = {row.leg_id: row for row in clocks if row.leg_id is not None}
    guest = is_guest(actor, case)
    return [
        Part(leg, running.get(leg.id), [one for one in files if one.leg_id == leg.id])
        for leg in case.legs
        if leg.role is LegRole.COOPERATING and (not guest or leg.agency_code in actor.agencies)
    ]


def of_the_case(case: Case, clocks: Iterable[ClockRow], *, guest: bool) -> list[ClockRow]:
    """The clocks of the case and of its leads; a cooperating agency's own stands with its part.

    A guest does not see the clock of a request for more time either.
    """
    apart = {leg.id for leg in case.legs if leg.role is LegRole.COOPERATING}
    return [row for row in clocks if row.leg_id not in apart and not (guest and row.kind is ClockKind.APPROVE)]


def has_ended_part(session: Session, actor: Actor, number: str) -> bool:
    """Whether this person's agency was asked to help with this case and is not any more. Tells nothing else of it."""
    ended = exists().where(
        Leg.case_id == Case.id, Leg.role == LegRole.COOPERATING, Leg.ended_at.is_not(None), their_turns(actor)
    )
    return bool(session.scalar(select(exists().where(Case.number == number, NOT_CONFIDENTIAL, ended))))
