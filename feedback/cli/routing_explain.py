"""The whole explanation of one text, in Vietnamese, a line a fact."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from feedback import clock
from feedback.queries.city import City, city, thresholds
from feedback.queries.knowledge import Knowledge, knowledge
from feedback.rules import routing
from feedback.rules.keywords import Guess
from feedback.rules.kinds import kind_hints
from feedback.rules.place_names import PlaceEvidence, find_places
from feedback.rules.rule_line import Situation
from feedback.rules.urgency import danger
from feedback.terms import Kind, Level

NOTHING = "không thấy"


def explanation(session: Session, text: str) -> Iterator[str]:
    """What the system would think of a text, and where it would send it."""
    known, settings = knowledge(session), city(session)
    guesses = known.reader.classify(text)
    place = find_places(text, known.gazetteer)
    dangers = danger(text, known.danger)
    yield from _fields(guesses, known, settings)
    yield from _place(place, known)
    yield f"Loại: {_kind(text, known)}"
    yield f"Khẩn: {', '.join(f'“{phrase}”' for phrase in dangers) if dangers else NOTHING}"
    yield from _agency(guesses, place, Level.URGENT if dangers else Level.NORMAL, known, settings)
    yield f"Mô hình: {known.reader.version}. {known.reader.problem}".rstrip(". ") + "."


def _fields(guesses: tuple[Guess, ...], known: Knowledge, settings: City) -> Iterator[str]:
    yield "Lĩnh vực:"
    for guess in guesses:
        words = f" vì có chữ {', '.join(f'“{word}”' for word in guess.words)}" if guess.words else ""
        yield f"  {guess.probability:.0%} {_named(guess.field_code, known)}{words}"
    best = guesses[0]
    threshold = thresholds(settings, known.reader).of(best.field_code)
    if threshold > 1:
        yield "  Lĩnh vực này luôn cần người xem."
        return
    sure = "đủ chắc để chuyển" if best.probability >= threshold else "chưa đủ chắc, cần người chọn"
    yield f"  Ngưỡng của lĩnh vực này: {threshold:.0%}; {sure}."


def _named(code: str, known: Knowledge) -> str:
    """A field's name; of a sub-field both names."""
    top = code.partition(".")[0]
    return known.fields[code] if top == code else f"{known.fields[top]} ({known.fields[code]})"


def _place(place: PlaceEvidence, known: Knowledge) -> Iterator[str]:
    if not place.ward_candidates:
        yield f"Nơi: {NOTHING}"
        return
    yield "Nơi:"
    for candidate in place.ward_candidates[:3]:
        yield f"  {candidate.confidence:.0%} {known.wards[candidate.ward_code]}: {candidate.why}"


def _kind(text: str, known: Knowledge) -> str:
    hints = [hint for hint in kind_hints(text, known.kinds) if hint.kind in set(Kind)]
    if not hints:
        return Kind.FEEDBACK.vi
    best = hints[0]
    return f"có thể là {Kind(best.kind).vi.lower()} vì có chữ “{best.words[0]}”"


def _agency(
    guesses: tuple[Guess, ...], place: PlaceEvidence, level: Level, known: Knowledge, settings: City
) -> Iterator[str]:
    now = clock.local(clock.now())
    city_today = known.city_on(now.date())
    situation = Situation(level, now, {"danger": "yes"} if level is Level.URGENT else {})
    decided = routing.decide(guesses, place, situation, known.rules, city_today, thresholds(settings, known.reader))
    names = city_today.agencies
    for chance in decided.candidates:
        yield f"Đơn vị: {chance.probability:.0%} {names[chance.agency_code]} ({chance.why})"
    yield decided.sentence_vi
