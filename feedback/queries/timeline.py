"""What happened to a case, in order: its entries, with codes turned into names and people's own words beside them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models import Account, Agency, Case, Division, Entry, Field, Note, Reason, Report, Ward
from feedback.queries import reference
from feedback.queries.case_parts import is_guest, is_the_leads_own
from feedback.queries.city import City
from feedback.queries.visible import visible_notes
from feedback.rules.deadline import parse_target
from feedback.rules.lifecycle import BY_ACT, Act, Actor
from feedback.rules.matrix_walk import Reason as Doubt
from feedback.rules.routing import DOUBTS
from feedback.terms import Channel, ClockKind, InteractionOutcome, Kind, LegRole, Level, Role, Term, Verdict

TERMS: dict[str, type[Term]] = {
    "channel": Channel,
    "kind": Kind,
    "level": Level,
    "role": LegRole,
    "via": Role,
    "clock": ClockKind,
    "outcome": InteractionOutcome,
    "verdict": Verdict,
}
AGENCIES = ("agency", "from_agency", "proposed")
PURPOSES = {
    "case.leg.returned": "return",
    "case.part.returned": "return",
    "case.question.asked": "question",
    "case.extension.asked": "extension",
    "case.refused": "refusal",
    "case.result.submitted": "result",
    "case.withheld": "withhold",
}
STEPS = {
    "75": ("đã dùng ba phần tư thời gian", "three quarters of the time are used"),
    "90": ("sắp hết thời gian", "the time is nearly used up"),
    "due": ("đến hạn", "due"),
    "due+1": ("quá hạn 1 ngày làm việc", "1 working day overdue"),
    "due+3": ("quá hạn 3 ngày làm việc", "3 working days overdue"),
}
DOUBTS_IN_ENGLISH = {
    Doubt.UNSURE_FIELD: "the content does not show clearly which field it belongs to",
    Doubt.UNSURE_PLACE: "it is unclear which ward or commune it happened in",
    Doubt.ELSEWHERE: "it seems to be outside the city",
    Doubt.NO_RULE: "the routing table has no row for it yet",
    Doubt.AGENCY_GONE: "the agency in the routing table is no longer active",
    Doubt.HAS_RETURNED: "the agency in the routing table has returned this case",
    Doubt.UNSURE_FACT: "the routing table asks for something that is not known",
}
TRAY_REASONS = {str(doubt): (words, DOUBTS_IN_ENGLISH[doubt]) for doubt, words in DOUBTS.items()} | {
    "dissolved": ("cơ quan đang giữ đã kết thúc hoạt động", "the agency that had it has ended"),
    "kind": ("cần người xem đây là loại nội dung nào", "someone must see what kind of content this is"),
}
UNKNOWN = ("chưa rõ", "not known")


@dataclass(frozen=True)
class Line:
    """One entry. `values` holds its facts as names, for the sentence of its event; `text` what somebody wrote."""

    at: datetime
    event: str
    values: dict[str, str]
    role: Role
    by: str
    agency: str
    text: str = ""
    seq: int = 0  # its number in the chain: a later line was committed later


@dataclass
class Names:
    """The names behind codes, in one language."""

    language: str
    agencies: dict[str, str]
    fields: dict[str, str]
    wards: dict[str, str]
    reasons: dict[tuple[str, str], str]
    people: dict[int, str]
    ratings: dict[int, str] = field(default_factory=dict)
    divisions: dict[int, str] = field(default_factory=dict)

    def of(self, event: str, fact: str, value: object) -> str:
        """The name of one fact of one event; the value itself where it is no code."""
        if value is None:
            return UNKNOWN[self.language == "en"]
        code = str(value)
        if fact in TERMS:
            return TERMS[fact](code).label(self.language)
        if fact == "target":
            target = parse_target(code)
            return f"{target.amount} {target.unit.label(self.language)}"
        if fact == "act":
            return BY_ACT[Act(code)].label(self.language).lower()
        if fact in AGENCIES:
            return self.agencies.get(code, code)
        return self._coded(event, fact, code)

    def _coded(self, event: str, fact: str, code: str) -> str:
        lists = {"field": self.fields, "ward": self.wards}
        if fact in lists:
            return lists[fact].get(code, code)
        if fact in ("reason", "code") and event in PURPOSES:
            return self.reasons.get((PURPOSES[event], code), code)
        if event == "case.to_tray":
            return TRAY_REASONS[code][self.language == "en"] if code in TRAY_REASONS else code
        numbered = {"officer": self.people, "division": self.divisions, "rating": self.ratings}
        if fact in numbered:
            return numbered[fact].get(int(code), code)
        return STEPS[code][self.language == "en"] if fact == "step" and code in STEPS else code


def names(session: Session, city: City, language: str, people: Iterable[int] = ()) -> Names:
    """The names of everything an entry may mention. One statement; what the city has set is kept by the process."""
    english = language == "en"
    known = reference.kept(session, f"names_{language}", lambda reading: _coded_names(reading, language))
    return replace(
        known,
        people=people_named(session, people),
        ratings={score: en if english else vi for score, vi, en in city.rating_words},
        divisions={},
    )


def _coded_names(session: Session, language: str) -> Names:
    """The names of agencies, fields, wards and reasons. Four statements."""
    english = language == "en"
    agencies = session.execute(select(Agency.code, Agency.short_name, Agency.name_en))
    return Names(
        language=language,
        agencies={code: (name_en if english and name_en else name) for code, name, name_en in agencies},
        fields={row.code: row.label(language) for row in session.scalars(select(Field))},
        wards=dict(session.execute(select(Ward.code, Ward.name)).all()),
        reasons={(row.purpose, row.code): row.label(language) for row in session.scalars(select(Reason))},
        people={},
    )


def people_named(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """The full names of these accounts."""
    wanted = set(ids)
    if not wanted:
        return {}
    return dict(session.execute(select(Account.id, Account.full_name).where(Account.id.in_(wanted))).all())


def entries(session: Session, case: Case) -> list[Entry]:
    """The case's entries, oldest first."""
    return list(session.scalars(select(Entry).where(Entry.case_id == case.id).order_by(Entry.seq)))


def people_in(found: Iterable[Entry]) -> set[int]:
    """The accounts that these entries mention."""
    rows = list(found)
    return {row.actor_id for row in rows if row.actor_id} | {
        int(row.facts["officer"]) for row in rows if row.facts.get("officer")
    }


def divisions_named(session: Session, found: Iterable[Entry]) -> dict[int, str]:
    """The names of the divisions that these entries mention; no statement when they mention none."""
    wanted = {int(row.facts["division"]) for row in found if row.facts.get("division")}
    if not wanted:
        return {}
    return dict(session.execute(select(Division.id, Division.name).where(Division.id.in_(wanted))).all())


def history(
    session: Session, actor: Actor, case: Case, known: Names, found: list[Entry], reports: Iterable[Report]
) -> list[Line]:
    """What happened, newest first. A note that this reader may not see leaves no line."""
    said = _Words(session, actor, case, found, reports)
    lines = [_line(entry, known, said.of(entry)) for entry in found if said.may_show(entry)]
    return lines[::-1]


def _line(entry: Entry, known: Names, text: str) -> Line:
    return Line(
        at=entry.at,
        event=entry.event,
        values={fact: known.of(entry.event, fact, value) for fact, value in entry.facts.items()},
        role=entry.actor_role,
        by=known.people.get(entry.actor_id or 0, entry.actor_role.label(known.language)),
        agency=known.agencies.get(entry.actor_agency, ""),
        text=text,
        seq=entry.seq,
    )


class _Words:
    """What people wrote, by the entry that mentions it; questions and results stand in their own rows.

    Reopening and returning keep their words without a key: those are paired in their order.
    """

    def __init__(
        self, session: Session, actor: Actor, case: Case, found: list[Entry], reports: Iterable[Report]
    ) -> None:
        notes = session.execute(
            select(Note, visible_notes(actor)).where(Note.case_id == case.id).order_by(Note.id)
        ).all()
        named = {str(entry.facts["note"]) for entry in found if entry.event == "case.noted"}
        self.is_guest = is_guest(actor, case)
        self.notes = {str(note.id): note.text for note, is_visible in notes if is_visible}
        self.ratings = {str(report.id): report.rating_comment for report in reports}
        again = [note.text if is_visible else "" for note, is_visible in notes if str(note.id) not in named]
        returned = [leg.return_note for leg in case.leads if leg.return_code]
        self.in_order = dict([*_paired(found, "case.reopened", again), *_paired(found, "case.leg.returned", returned)])
        self.endings = {"case.refused": case.refusal_text, "case.withheld": case.withheld_note}

    def may_show(self, entry: Entry) -> bool:
        if self.is_guest and is_the_leads_own(entry):
            return False
        return entry.event != "case.noted" or str(entry.facts["note"]) in self.notes

    def of(self, entry: Entry) -> str:
        if entry.event == "case.noted":
            return self.notes.get(str(entry.facts["note"]), "")
        if entry.event == "report.rated":
            return self.ratings.get(str(entry.facts["report"]), "")
        return self.endings.get(entry.event) or self.in_order.get(entry.id, "")


def _paired(found: list[Entry], event: str, texts: list[str]) -> list[tuple[int, str]]:
    """Entries of one kind and the words written with them, both in their order."""
    return [(entry.id, text) for entry, text in zip((e for e in found if e.event == event), texts, strict=False)]
