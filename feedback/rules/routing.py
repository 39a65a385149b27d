"""Who answers for a report: the responsibility matrix applied to guesses, with the reason in a sentence.

Lines are ordered; the first that fits a field, a ward and a level decides, as on the paper that the city signs.
Where field or place are uncertain, each possibility is followed through the matrix and the chances of each agency
add up: two places that lead to one agency need no question. What stays unsure goes to the dispatcher's tray.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from feedback.rules.keywords import Guess
from feedback.rules.place_names import PlaceEvidence
from feedback.terms import Level

WARD = "ward"  # in the matrix: the People's Committee of the ward where it happened
ANYWHERE = ""


@dataclass(frozen=True)
class RuleRow:
    """One line of the matrix. `place` is "", a ward code, or "kind:phường"; `level` None is every level.

    A line for a field holds for its sub-fields. `valid_to` is its last day.
    """

    id: int
    position: int
    field_code: str
    place: str
    level: Level | None
    agency: str
    cooperating: tuple[str, ...]
    legal_basis: str
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True)
class City:
    """What the matrix needs to know of the city. `agencies` holds the names of those in force on the day."""

    agencies: Mapping[str, str]
    fields: Mapping[str, str]
    wards: Mapping[str, str]  # ward code -> "phường Tân An"
    ward_agencies: Mapping[str, str]  # ward code -> its People's Committee


@dataclass(frozen=True)
class Thresholds:
    """How sure a decision without a person must be."""

    probability: float = 0.6
    margin: float = 0.15  # lead over the second agency


class Reason(StrEnum):
    """Why a report was sent, or why it waits in the tray."""

    SURE = "sure"
    UNSURE_FIELD = "unsure_field"
    UNSURE_PLACE = "unsure_place"
    ELSEWHERE = "elsewhere"
    NO_RULE = "no_rule"
    AGENCY_GONE = "agency_gone"


@dataclass(frozen=True)
class AgencyChance:
    """An agency that may be the right one, how likely, and why, in Vietnamese."""

    agency_code: str
    probability: float
    why: str


@dataclass(frozen=True)
class Decision:
    """Where a report goes. `agency_code` is None when a dispatcher must decide; `candidates` are at most three."""

    agency_code: str | None
    rule_id: int | None
    cooperating: tuple[str, ...]
    field_code: str
    ward_code: str | None
    candidates: tuple[AgencyChance, ...]
    is_sure: bool
    reason: Reason
    sentence_vi: str


@dataclass
class _Case:
    """One possibility followed through the matrix."""

    probability: float
    guess: Guess
    ward_code: str | None
    rule: RuleRow | None
    agency_code: str | None
    problem: Reason | None = None


@dataclass
class _Tally:
    probability: float = 0.0
    cases: list[_Case] = field(default_factory=list)


def decide(
    guesses: Sequence[Guess],
    place: PlaceEvidence,
    level: Level,
    rows: Iterable[RuleRow],
    on: date,
    city: City,
    thresholds: Thresholds = Thresholds(),
) -> Decision:
    """The agency that leads, or the best three for the dispatcher, with the sentence that explains it."""
    in_force = [row for row in sorted(rows, key=lambda row: row.position) if _holds(row, level, on)]
    cases = [_follow(guess, ward, chance, in_force, city) for guess in guesses for ward, chance in _wards(place)]
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    for case in cases:
        if case.agency_code is not None:
            tallies[case.agency_code].probability += case.probability
            tallies[case.agency_code].cases.append(case)
    ranked = sorted(tallies.items(), key=lambda item: (-item[1].probability, item[0]))
    candidates = tuple(_chance(code, tally, city) for code, tally in ranked[:3])
    if place.is_elsewhere or not _is_sure(candidates, thresholds):
        return _for_the_tray(cases, candidates, place, city, thresholds)
    return _decided(ranked[0][0], _likeliest(ranked[0][1].cases), candidates, place, city)


def first_match(rows: Iterable[RuleRow], field_code: str, ward_code: str | None, city: City) -> RuleRow | None:
    """The first line, in the order given, that fits a field and a ward (None: the place is not known)."""
    return next((row for row in rows if _covers(row.field_code, field_code) and _is_at(row, ward_code, city)), None)


def cooperating_with(
    lead: str, rows: Iterable[RuleRow], field_code: str, ward_code: str | None, level: Level, on: date, city: City
) -> tuple[str, ...]:
    """Whom the line that fits calls to help this lead; nobody where the line has another lead (a person chose it)."""
    in_force = [row for row in sorted(rows, key=lambda row: row.position) if _holds(row, level, on)]
    row = first_match(in_force, field_code, ward_code, city)
    if row is None:
        return ()
    named = row.agency if row.agency != WARD else city.ward_agencies.get(ward_code or "")
    return tuple(code for code in row.cooperating if code in city.agencies) if named == lead else ()


def _holds(row: RuleRow, level: Level, on: date) -> bool:
    return row.level in (None, level) and row.valid_from <= on and (row.valid_to is None or on <= row.valid_to)


def _covers(wide: str, narrow: str) -> bool:
    return narrow == wide or narrow.startswith(f"{wide}.")


def _is_at(row: RuleRow, ward_code: str | None, city: City) -> bool:
    if row.place == ANYWHERE:
        return True
    if ward_code is None:
        return False
    if row.place.startswith("kind:"):
        return city.wards.get(ward_code, "").startswith(row.place.removeprefix("kind:") + " ")
    return row.place == ward_code


def _wards(place: PlaceEvidence) -> Iterator[tuple[str | None, float]]:
    """The places it may be, with their chances; None is the chance that it is none of them."""
    known = sum(candidate.confidence for candidate in place.ward_candidates)
    for candidate in place.ward_candidates:
        yield candidate.ward_code, candidate.confidence
    yield None, max(0.0, 1.0 - known)


def _follow(guess: Guess, ward_code: str | None, chance: float, rows: Sequence[RuleRow], city: City) -> _Case:
    row = first_match(rows, guess.field_code, ward_code, city)
    case = _Case(guess.probability * chance, guess, ward_code, row, None)
    if row is None or (ward_code is None and _place_matters(rows, row, guess.field_code)):
        case.problem = Reason.NO_RULE if ward_code else Reason.UNSURE_PLACE
        return case
    agency_code = row.agency if row.agency != WARD else city.ward_agencies.get(ward_code or "")
    if agency_code is None:
        case.problem = Reason.UNSURE_PLACE if ward_code is None else Reason.AGENCY_GONE
    elif agency_code not in city.agencies:
        case.problem = Reason.AGENCY_GONE
    else:
        case.agency_code = agency_code
    return case


def _place_matters(rows: Sequence[RuleRow], found: RuleRow, field_code: str) -> bool:
    """Whether a line before the one found would fit some place: then an unknown place leaves the agency open."""
    earlier = rows[: rows.index(found)]
    return any(_covers(row.field_code, field_code) and row.place != ANYWHERE for row in earlier)


def _is_sure(candidates: Sequence[AgencyChance], thresholds: Thresholds) -> bool:
    if not candidates or candidates[0].probability < thresholds.probability:
        return False
    return len(candidates) < 2 or candidates[0].probability - candidates[1].probability >= thresholds.margin


def _likeliest(cases: Sequence[_Case]) -> _Case:
    return max(cases, key=lambda case: case.probability)


def _chance(code: str, tally: _Tally, city: City) -> AgencyChance:
    case = _likeliest(tally.cases)
    return AgencyChance(code, round(min(tally.probability, 1.0), 4), _because(case, city))


def _because(case: _Case, city: City) -> str:
    field_name = city.fields.get(case.guess.field_code, case.guess.field_code)
    said = f" (có chữ “{'”, “'.join(case.guess.words[:2])}”)" if case.guess.words else ""
    ward = city.wards.get(case.ward_code or "")
    at = f", nơi xảy ra là {ward}" if ward else ""
    return f"nội dung thuộc lĩnh vực {field_name}{said}{at}"


def _decided(
    code: str, case: _Case, candidates: tuple[AgencyChance, ...], place: PlaceEvidence, city: City
) -> Decision:
    why = candidates[0].why
    if case.ward_code and place.words:
        why += f" (ghi “{place.words[0]}”)"
    return Decision(
        agency_code=code,
        rule_id=case.rule.id if case.rule else None,
        cooperating=tuple(c for c in (case.rule.cooperating if case.rule else ()) if c in city.agencies),
        field_code=case.guess.field_code,
        ward_code=case.ward_code,
        candidates=candidates,
        is_sure=True,
        reason=Reason.SURE,
        sentence_vi=f"Chuyển {city.agencies[code]} vì {why}.",
    )


def _for_the_tray(
    cases: Sequence[_Case],
    candidates: tuple[AgencyChance, ...],
    place: PlaceEvidence,
    city: City,
    thresholds: Thresholds,
) -> Decision:
    reason = _doubt(cases, place, thresholds)
    best = _likeliest(cases) if cases else None
    sentence = f"Chờ điều phối viên vì {DOUBTS[reason]}."
    if candidates:
        listed = ", ".join(f"{city.agencies[c.agency_code]} ({round(100 * c.probability)}%)" for c in candidates)
        sentence += f" Có thể là {listed}."
    return Decision(
        agency_code=None,
        rule_id=None,
        cooperating=(),
        field_code=best.guess.field_code if best else "khac",
        ward_code=place.ward_code,
        candidates=candidates,
        is_sure=False,
        reason=reason,
        sentence_vi=sentence,
    )


DOUBTS = {
    Reason.UNSURE_FIELD: "nội dung chưa đủ rõ thuộc lĩnh vực nào",
    Reason.UNSURE_PLACE: "chưa rõ nơi xảy ra thuộc phường, xã nào",
    Reason.ELSEWHERE: "nơi xảy ra có vẻ nằm ngoài thành phố",
    Reason.NO_RULE: "bảng phân công chưa có dòng nào cho việc này",
    Reason.AGENCY_GONE: "cơ quan trong bảng phân công không còn hoạt động",
}


def _doubt(cases: Sequence[_Case], place: PlaceEvidence, thresholds: Thresholds) -> Reason:
    if place.is_elsewhere:
        return Reason.ELSEWHERE
    if not cases or _likeliest(cases).guess.probability < thresholds.probability:
        return Reason.UNSURE_FIELD
    best = [case for case in cases if case.guess is cases[0].guess]
    problems = {case.problem for case in best if case.problem is not None and case.probability > 0}
    for reason in (Reason.AGENCY_GONE, Reason.NO_RULE, Reason.UNSURE_PLACE):
        if reason in problems:
            return reason
    return Reason.UNSURE_PLACE if place.needs_question else Reason.UNSURE_FIELD
