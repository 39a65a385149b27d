"""What the sender of one report may know about it: never a name, a number, a house, a note, or another person's words.

Of a merged case the answer and the progress are shown, not what the others wrote. Words of the agency that were meant
for somebody else's report are shown with private facts hidden.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from feedback.models import Agency, Attachment, Case, ClockEvent, Entry, Incident, Leg, Question, Reason, Report
from feedback.queries.case_facts import case_facts
from feedback.queries.case_links import LinkedReport, linked_reports
from feedback.queries.case_of_report import answering_case
from feedback.queries.clock_rows import ClockRow, clock_rows
from feedback.rules import lifecycle
from feedback.rules.deadline import Span
from feedback.rules.events import EVENTS
from feedback.rules.lifecycle import ANSWERED, AT_AN_AGENCY, CITIZEN, Act
from feedback.rules.redaction import redact
from feedback.rules.text import excerpt
from feedback.terms import ClockEventKind, ClockKind, LegRole, State

TITLE_LENGTH = 110
REST = (ClockEventKind.PAUSE, ClockEventKind.STOP)


@dataclass(frozen=True)
class Promise:
    """The citizen's clock, with the spans in which it rested."""

    clock: ClockRow
    rests: tuple[Span, ...]


@dataclass(frozen=True)
class Answer:
    """The approved answer. `files` are what proves it, by their names in the blob store."""

    agency: str
    text: str
    at: datetime
    files: tuple[Attachment, ...]


@dataclass(frozen=True)
class Happening:
    """One line that a citizen is told; `names` fills the sentence of its event."""

    at: datetime
    event: str
    names: dict[str, str]
    is_by_citizen: bool


@dataclass(frozen=True)
class PublicStatus:
    """`agency` is empty while the centre holds the case; `reporters`: how many reported the same, the reader too."""

    report_id: int
    number: str
    title: str
    state: State
    is_confidential: bool
    reporters: int
    incident: str
    ward: str
    agency: str
    received_at: datetime
    promise: Promise | None
    answer: Answer | None
    asked_by: str
    question: str
    refusal: str
    referred_to: str
    rating: int | None
    may: frozenset[Act]
    happenings: tuple[Happening, ...]  # newest first
    linked: tuple[LinkedReport, ...]  # other matters that the same report held

    @property
    def is_shared(self) -> bool:
        return self.reporters > 1


def public_status(session: Session, report_id: int, language: str, now: datetime) -> PublicStatus | None:
    """One report as its sender may see it; None when it is gone. The number of statements does not grow."""
    report = session.scalars(
        select(Report).where(Report.id == report_id).options(joinedload(Report.case).joinedload(Case.merged_into))
    ).first()
    if report is None:
        return None
    case = answering_case(report)
    is_own = case is report.case
    facts = case_facts(session, case, report)
    question = _question(session, case)
    return PublicStatus(
        report_id=report.id,
        number=report.number,
        title="" if case.is_confidential else excerpt(redact(report.text), TITLE_LENGTH),
        state=case.state,
        is_confidential=case.is_confidential,
        reporters=case.report_count,
        incident=_incident(session, case),
        ward=f"{case.ward.kind.capitalize()} {case.ward.name}" if case.ward else "",
        agency=_called(case.holder, language) if case.state in AT_AN_AGENCY or case.state in ANSWERED else "",
        received_at=report.received_at,
        promise=_promise(session, case, now),
        answer=_answer(session, case, language, is_own=is_own),
        asked_by=_called(session.get_one(Leg, question.leg_id).agency, language) if question else "",
        question=(question.text if is_own else redact(question.text)) if question else "",
        refusal=_refusal(session, case, language),
        referred_to=case.referred_to or "",
        rating=report.rating,
        may=frozenset(act for act in Act if lifecycle.refusal(act, facts, CITIZEN) is None),
        happenings=tuple(_happenings(session, report, case, language)),
        linked=tuple(linked_reports(session, report)),
    )


def _incident(session: Session, case: Case) -> str:
    incident = session.get(Incident, case.id)
    return incident.name if incident is not None else ""


def _called(agency: Agency, language: str) -> str:
    return agency.name_en if language == "en" and agency.name_en else agency.short_name


def _question(session: Session, case: Case) -> Question | None:
    if case.state is not State.AWAITING_INFO:
        return None
    query = select(Question).where(Question.case_id == case.id, Question.ended_at.is_(None))
    return session.scalars(query.order_by(Question.id.desc()).limit(1)).first()


def _promise(session: Session, case: Case, now: datetime) -> Promise | None:
    """The newest promise; none for what is excluded from the process or was never promised."""
    if case.is_confidential:
        return None
    rows = clock_rows(session, [case.id], now, (ClockKind.RESOLVE,))
    if not rows:
        return None
    events = session.scalars(select(ClockEvent).where(ClockEvent.clock_id == rows[-1].id).order_by(ClockEvent.seq))
    return Promise(rows[-1], tuple(_rests(list(events))))


def _rests(events: list[ClockEvent]) -> list[Span]:
    """Each pause or stop with the moment at which the clock ran again."""
    found, since = [], None
    for event in events:
        if event.kind in REST and since is None:
            since = event.at
        elif event.kind is ClockEventKind.RESUME and since is not None:
            if not event.payload.get("undone"):
                found.append((since, event.at))
            since = None
    return found


def _answer(session: Session, case: Case, language: str, *, is_own: bool) -> Answer | None:
    result = case.result
    if case.state not in ANSWERED or result is None or case.resolved_at is None:
        return None
    leg = session.get(Leg, result.leg_id) if result.leg_id else None
    files = session.scalars(select(Attachment).where(Attachment.result_id == result.id).order_by(Attachment.id))
    return Answer(
        agency=_called(leg.agency if leg else case.holder, language),
        text=result.text if is_own else redact(result.text),
        at=case.resolved_at,
        files=tuple(files),
    )


def _refusal(session: Session, case: Case, language: str) -> str:
    if case.refusal_code is None:
        return ""
    reason = session.get(Reason, ("refusal", case.refusal_code))
    if reason is None:
        return case.refusal_text or case.refusal_code
    told = reason.text_en if language == "en" and reason.text_en else reason.text_vi
    return case.refusal_text or told or reason.label(language)


def _happenings(session: Session, report: Report, case: Case, language: str) -> list[Happening]:
    """What a citizen is told, newest first: their own case until it was merged, then the one that answers."""
    told = [name for name, event in EVENTS.items() if event.citizen]
    query = select(Entry).where(Entry.case_id.in_({report.case_id, case.id}), Entry.event.in_(told)).order_by(Entry.seq)
    entries = list(session.scalars(query))
    joined = _joined(entries, report, case)
    shown = [entry for entry in entries if _is_told(entry, report, joined)]
    names = _Names(session, shown, language)
    return [
        Happening(
            at=report.received_at if entry.event == "report.received" else entry.at,
            event=entry.event,
            names={fact: names.of(fact, value) for fact, value in entry.facts.items()},
            is_by_citizen=entry.actor_role == CITIZEN.role,
        )
        for entry in reversed(shown)
    ]


def _joined(entries: list[Entry], report: Report, case: Case) -> int | None:
    """The line at which its case was merged into the one that answers now; None where it answers itself."""
    if report.case_id == case.id:
        return None
    return max((e.seq for e in entries if e.case_id == report.case_id and e.event == "case.merged"), default=None)


def _is_told(entry: Entry, report: Report, joined: int | None) -> bool:
    is_own = entry.case_id == report.case_id
    if joined is not None and (entry.seq > joined if is_own else entry.seq <= joined):
        return False
    if entry.event == "report.received":
        return entry.object_id == str(report.id)
    if entry.event == "report.rated":
        return str(entry.facts["report"]) == str(report.id)
    return entry.event != "case.forwarded" or entry.facts["role"] != LegRole.COOPERATING


class _Names:
    """The names of the agencies and refusal reasons that some entries mention."""

    def __init__(self, session: Session, entries: list[Entry], language: str) -> None:
        codes = {str(value) for entry in entries for fact, value in entry.facts.items() if "agency" in fact}
        agencies = session.scalars(select(Agency).where(Agency.code.in_(codes))) if codes else []
        self.known = {agency.code: _called(agency, language) for agency in agencies}
        refused = {str(entry.facts["reason"]) for entry in entries if entry.event == "case.refused"}
        if refused:
            reasons = session.scalars(select(Reason).where(Reason.purpose == "refusal", Reason.code.in_(refused)))
            self.known |= {reason.code: reason.label(language) for reason in reasons}

    def of(self, fact: str, value: object) -> str:
        return self.known.get(str(value), str(value)) if "agency" in fact or fact == "reason" else str(value)
