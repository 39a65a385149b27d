"""What the desk proposes while a report is being written: field, danger, ward, promise, agency. Nothing is decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from feedback import clock
from feedback.queries import calendars, limits
from feedback.queries.city import City, thresholds
from feedback.queries.knowledge import Knowledge
from feedback.rules import routing
from feedback.rules.deadline import Target, first_due
from feedback.rules.gazetteer import Candidate
from feedback.rules.keywords import OTHER, Guess
from feedback.rules.kinds import look_first
from feedback.rules.place_names import PlaceEvidence, find_places
from feedback.rules.rule_line import Situation
from feedback.rules.urgency import danger
from feedback.terms import ClockKind, Kind, Level, Unit

CHOSEN = 0.95  # what a person chose is nearly certain, as routing takes it
BY_HAND = ""


@dataclass(frozen=True)
class Said:
    """What has been typed so far; codes are None until somebody chose them."""

    text: str
    place_text: str = ""
    field_code: str | None = None
    ward_code: str | None = None
    level: Level = Level.NORMAL


@dataclass(frozen=True)
class Promise:
    """By when the citizen would have an answer, and the limit that says so."""

    due_at: datetime
    amount: int
    unit: Unit
    legal_basis: str


@dataclass(frozen=True)
class Suggestion:
    """Everything comes best first with its probability; `place` has no candidates when nothing names a place."""

    guesses: tuple[Guess, ...]  # what the words alone say
    fields: tuple[Guess, ...]
    field_code: str | None  # chosen, or sure enough
    dangers: tuple[str, ...]
    kind: Kind | None  # a kind outside the process that the words hint at
    place: PlaceEvidence
    ward_code: str | None
    agencies: tuple[routing.AgencyChance, ...]
    promise: Promise | None


def suggest(session: Session, said: Said, known: Knowledge, settings: City, now: datetime) -> Suggestion:
    """Three statements at most beside the knowledge (limits, calendars, days off), and none of them grows."""
    text = f"{said.place_text}\n{said.text}"
    fields = _fields(said, known)
    place = _place(said, text, known)
    field_code = said.field_code or _sure(fields, known, settings)
    return Suggestion(
        guesses=known.reader.classify(said.text) if said.field_code else fields,
        fields=fields,
        field_code=field_code,
        dangers=tuple(danger(said.text, known.danger)),
        kind=_kind(said.text, known),
        place=place,
        ward_code=place.ward_code,
        agencies=chances(fields, place, said.level, known, now),
        promise=promise(session, field_code, said.level, now),
    )


def chances(
    fields: tuple[Guess, ...], place: PlaceEvidence, level: Level, known: Knowledge, now: datetime
) -> tuple[routing.AgencyChance, ...]:
    """The agencies that the matrix leads to, at most three, the likeliest first."""
    at = clock.local(now)
    situation = Situation(level, at)
    return routing.decide(fields, place, situation, known.rules, known.city_on(at.date())).candidates


def promise(session: Session, field_code: str | None, level: Level, now: datetime) -> Promise | None:
    """What the citizen would be promised from now on; None when nobody has set a limit."""
    today = clock.day(now)
    limit = limits.applicable(session, ClockKind.RESOLVE, field_code, level, today)
    if limit is None:
        return None
    held = calendars.for_clock(session, today, limit.unit)
    due_at = first_due(held.calendar, now, Target(limit.amount, limit.unit))
    return Promise(due_at, limit.amount, limit.unit, limit.legal_basis)


def guess(said: Said, known: Knowledge) -> tuple[tuple[Guess, ...], PlaceEvidence]:
    """Field and place of what was said, without a database."""
    return _fields(said, known), _place(said, f"{said.place_text}\n{said.text}", known)


def sure_field(text: str, known: Knowledge, settings: City) -> str | None:
    """The field that words alone are surely about."""
    return _sure(_fields(Said(text), known), known, settings)


def _fields(said: Said, known: Knowledge) -> tuple[Guess, ...]:
    if said.field_code:
        return (Guess(said.field_code, CHOSEN, ()),)
    return known.reader.classify(said.text) if said.text.strip() else ()


def _sure(fields: tuple[Guess, ...], known: Knowledge, settings: City) -> str | None:
    best = fields[0] if fields else None
    if best is None or best.field_code == OTHER:
        return None
    is_sure = best.probability >= thresholds(settings, known.reader).of(best.field_code)
    return best.field_code if is_sure else None


def _place(said: Said, text: str, known: Knowledge) -> PlaceEvidence:
    if said.ward_code:
        return PlaceEvidence(ward_candidates=(Candidate(said.ward_code, CHOSEN, BY_HAND),))
    return find_places(text, known.gazetteer) if text.strip() else PlaceEvidence()


def _kind(text: str, known: Knowledge) -> Kind | None:
    hint = look_first(text, known.kinds)
    return Kind(hint.kind) if hint and hint.kind in set(Kind) else None
