"""The case file: everything one page shows about one case, in a constant number of statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from feedback.models import (
    Attachment,
    Case,
    ClockEvent,
    ContractorLink,
    Decision,
    Leg,
    Letter,
    Question,
    Report,
    Result,
)
from feedback.queries import case_links, timeline
from feedback.queries.case_facts import case_facts, lead_leg, open_extension
from feedback.queries.case_links import Links
from feedback.queries.case_of_report import answered_by
from feedback.queries.case_parts import Part, is_guest, of_the_case, parts_of
from feedback.queries.city import city
from feedback.queries.clock_replay import clock_events, story
from feedback.queries.clock_rows import ClockRow, clock_rows
from feedback.queries.contacts import Contact, masked_contact, may_view_contact
from feedback.queries.contractors import links_of
from feedback.queries.extensions import due_if_granted
from feedback.queries.letters import letters_of
from feedback.queries.routing_story import Routing, routing_story
from feedback.queries.surroundings import NearCase, Place, open_cases_near, places
from feedback.queries.timeline import Line, Names
from feedback.queries.visible import visible_cases
from feedback.rules.deadline import Span
from feedback.rules.deadline_sum import SumLine, day_by_day
from feedback.rules.lifecycle import Actor, Offer, offers
from feedback.terms import ClockEventKind, ClockKind

MOST_ABSORBED = 10
BESIDE = (joinedload(Case.field), joinedload(Case.ward), joinedload(Case.holder), joinedload(Case.extensions))
MOST_REPORTS = 20  # of an incident the first ones are shown, and how many there are


@dataclass(frozen=True)
class Reporter:
    """One report of the case. `contact` is masked; `may_open` says whether this reader may see it whole."""

    report: Report
    contact: Contact
    may_open: bool


@dataclass(frozen=True)
class CaseFile:
    case: Case
    leg: Leg | None
    reporters: list[Reporter]
    clocks: list[ClockRow]
    sum: list[SumLine]
    stories: dict[int, list[str]]
    routing: Routing | None
    questions: Sequence[Question]
    results: Sequence[Result]
    attachments: Sequence[Attachment]
    letters: Sequence[Letter]
    contractors: Sequence[ContractorLink]
    absorbed: Sequence[Case]
    history: list[Line]
    offers: list[Offer]
    names: Names
    parts: list[Part]
    is_guest: bool  # the reader's agency only helps
    links: Links
    places: tuple[Place, ...]
    near_cases: list[NearCase]
    due_if_granted: datetime | None = None  # the new deadline, while a request for more time waits

    def clock(self, kind: ClockKind) -> ClockRow | None:
        """The newest clock of a kind."""
        return next((row for row in reversed(self.clocks) if row.kind is kind), None)


def case_file(session: Session, actor: Actor, case: Case, now: datetime, language: str) -> CaseFile:
    """The whole file as this reader may see it. `case` comes from case_for, with what stands BESIDE it."""
    legs = (
        select(Leg)
        .where(Leg.case_id == case.id)
        .options(
            joinedload(Leg.agency),
            joinedload(Leg.officer),
            joinedload(Leg.division),
            joinedload(Leg.cooperation),
        )
        .order_by(Leg.id)
    )
    set_committed_value(case, "legs", list(session.scalars(legs)))
    guest = is_guest(actor, case)
    leg, found = lead_leg(case), timeline.entries(session, case)
    questions = session.scalars(select(Question).where(Question.case_id == case.id).order_by(Question.id)).all()
    results = session.scalars(select(Result).where(Result.case_id == case.id).order_by(Result.id.desc())).all()
    decisions = session.scalars(select(Decision).where(Decision.case_id == case.id).order_by(Decision.id.desc())).all()
    people = timeline.people_in(found) | _signers(results, questions, decisions)
    people |= _helpers(case)
    people |= {person for one in case.extensions for person in (one.asked_by_id, one.decided_by_id) if person}
    asked = open_extension(case)
    known = timeline.names(session, city(session), language, people)
    known.divisions = timeline.divisions_named(session, found)
    reports = _reports(session, case)
    every_clock = clock_rows(session, [case.id], now)
    clocks, attachments = of_the_case(case, every_clock, guest=guest), _attachments(session, case)
    events = clock_events(session, case.id)
    return CaseFile(
        case=case,
        leg=leg,
        reporters=[_reporter(actor, report, leg) for report in reports],
        clocks=clocks,
        sum=_sum(clocks, events),
        stories={clock_id: story(session, rows) for clock_id, rows in events.items()},
        routing=routing_story(session, decisions, known),
        questions=questions,
        results=[one for one in results if one.approved_at] if guest else results,
        attachments=attachments,
        letters=letters_of(session, case) if results else [],  # a letter says what a result says
        contractors=[] if guest else links_of(session, case),
        absorbed=_absorbed(session, actor, case),
        history=timeline.history(session, actor, case, known, found, reports),
        offers=offers(case_facts(session, case), actor),
        names=known,
        parts=parts_of(actor, case, every_clock, attachments),
        is_guest=guest,
        links=case_links.links_of(session, actor, case),
        places=places(session),
        near_cases=open_cases_near(session, actor, case),
        due_if_granted=due_if_granted(session, asked, now) if asked else None,
    )


def _absorbed(session: Session, actor: Actor, case: Case) -> Sequence[Case]:
    """The newest cases merged into it that this reader may open; the case itself knows when there are none."""
    if case.report_count == 1:
        return []
    query = select(Case).where(Case.merged_into_id == case.id, visible_cases(actor))
    return session.scalars(query.order_by(Case.id.desc()).limit(MOST_ABSORBED)).all()


def _attachments(session: Session, case: Case) -> Sequence[Attachment]:
    return session.scalars(select(Attachment).where(Attachment.case_id == case.id).order_by(Attachment.id)).all()


def _reports(session: Session, case: Case) -> Sequence[Report]:
    """Its own reports and those of the cases that were merged into it."""
    query = select(Report).where(answered_by(case))
    return session.scalars(query.order_by(Report.id).limit(MOST_REPORTS)).all()


def _reporter(actor: Actor, report: Report, leg: Leg | None) -> Reporter:
    contact = masked_contact(report)
    may_open = not contact.is_empty and may_view_contact(actor, report, leg.agency_code if leg else None)
    return Reporter(report, contact, may_open)


def _helpers(case: Case) -> set[int]:
    """Who asked for cooperation, who answered and who ended it."""
    said = [leg.cooperation for leg in case.legs if leg.cooperation is not None]
    people = {person for one in said for person in (one.asked_by_id, one.answered_by_id, one.ended_by_id)}
    return {person for person in people if person is not None}


def _signers(results: Sequence[Result], questions: Sequence[Question], decisions: Sequence[Decision]) -> set[int]:
    people = {result.submitted_by_id for result in results} | {result.approved_by_id for result in results}
    people |= {question.asked_by_id for question in questions} | {row.decided_by_id for row in decisions}
    return {person for person in people if person is not None}


def _sum(clocks: list[ClockRow], events: dict[int, list[ClockEvent]]) -> list[SumLine]:
    """How the citizen's promise adds up, day by day."""
    clock = next((row for row in reversed(clocks) if row.kind is ClockKind.RESOLVE), None)
    if clock is None:
        return []
    rests = _rests(events.get(clock.id, []))
    return day_by_day(clock.calendar, clock.unit, clock.started_at, clock.due_at, rests)


def _rests(events: Sequence[ClockEvent]) -> list[Span]:
    """When the clock did not run. A rest that goes on is taken as ending where it began, as the ledger does."""
    spans: list[Span] = []
    since: datetime | None = None
    for event in events:
        if event.kind in (ClockEventKind.PAUSE, ClockEventKind.STOP) and since is None:
            since = event.at
        elif event.kind is ClockEventKind.RESUME and since is not None:
            if not event.payload.get("undone"):
                spans.append((since, event.at))
            since = None
    return spans
