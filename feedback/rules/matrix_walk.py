"""Following one possibility, a field at a place, down the lines of the matrix to the agencies that it may lead to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from feedback.rules.keywords import Guess
from feedback.rules.place_names import PlaceEvidence
from feedback.rules.rule_line import WARD, City, RuleRow, Situation, Spot, at_ward, both, conditions, covers, is_on


class Reason(StrEnum):
    """Why a report was sent, or why it waits in the tray."""

    SURE = "sure"
    UNSURE_FIELD = "unsure_field"
    UNSURE_PLACE = "unsure_place"
    UNSURE_FACT = "unsure_fact"
    ELSEWHERE = "elsewhere"
    NO_RULE = "no_rule"
    AGENCY_GONE = "agency_gone"
    HAS_RETURNED = "has_returned"


@dataclass
class Possibility:
    """One way it may be: a field at a place, the line it met, and the agency or what stands in the way."""

    probability: float
    guess: Guess
    spot: Spot
    rule: RuleRow | None = None
    agency_code: str | None = None
    problem: Reason | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Matrix:
    """Everything that is the same for all possibilities of one report."""

    rows: Sequence[RuleRow]  # in force now, in their order
    facts: Mapping[str, str]
    city: City
    barred: AbstractSet[str]


def cooperating_with(
    lead: str, rows: Iterable[RuleRow], field_code: str, ward_code: str | None, situation: Situation, city: City
) -> tuple[str, ...]:
    """Whom the line that led to this agency calls to help; nobody where no line leads there (a person chose it)."""
    in_force = [row for row in sorted(rows, key=lambda row: row.position) if is_on(row, situation)]
    matrix = Matrix(in_force, situation.facts, city, frozenset())
    found = follow(Guess(field_code, 1.0, ()), Spot(ward_code), 1.0, matrix)
    line = next((one.rule for one in found if one.agency_code == lead), None)
    return tuple(code for code in line.cooperating if code in city.agencies) if line else ()


def spots(place: PlaceEvidence) -> Iterator[tuple[Spot, float]]:
    """The places it may be, with their chances; no ward is the chance that it is none of them."""
    known = sum(candidate.confidence for candidate in place.ward_candidates)
    for candidate in place.ward_candidates:
        yield Spot(candidate.ward_code, place.street), candidate.confidence
    yield Spot(None, place.street), max(0.0, 1.0 - known)


def follow(guess: Guess, spot: Spot, chance: float, matrix: Matrix) -> Iterator[Possibility]:
    """Walk the lines until one surely holds; each that may hold takes its share on the way."""
    left = guess.probability * chance
    missing: tuple[str, ...] = ()
    waiting: list[RuleRow] = []  # lines that hold or not depending on a ward that nobody knows
    for row in matrix.rows:
        if not covers(row.field_code, guess.field_code):
            continue
        here = at_ward(row, spot.ward_code, matrix.city)
        truths = list(conditions(row, guess.field_code, spot, matrix.facts, matrix.city))
        holds = both(truth for _, truth in truths)
        if here is False or holds is False:
            continue
        if here is None:
            waiting.append(row)
            continue
        if holds is None:
            missing = tuple(dict.fromkeys((*missing, *(name for name, truth in truths if truth is None))))
            yield _landed(Possibility(left * row.share_unknown, guess, spot, row, missing=missing), waiting, matrix)
            left *= 1 - row.share_unknown
            continue
        yield _landed(Possibility(left, guess, spot, row, missing=missing), waiting, matrix)
        return
    problem = Reason.UNSURE_PLACE if waiting else Reason.NO_RULE
    yield Possibility(left, guess, spot, problem=problem, missing=missing)


def _landed(case: Possibility, waiting: Sequence[RuleRow], matrix: Matrix) -> Possibility:
    """The case with the agency that its line names, or with what stands in the way."""
    if case.rule is None or any(row.agency == WARD or row.agency != case.rule.agency for row in waiting):
        case.problem = Reason.UNSURE_PLACE  # a line before this one would lead elsewhere, if only we knew the ward
        return case
    ward_code, named = case.spot.ward_code, case.rule.agency
    agency_code = named if named != WARD else matrix.city.ward_agencies.get(ward_code or "")
    if agency_code is None:
        case.problem = Reason.UNSURE_PLACE if ward_code is None else Reason.AGENCY_GONE
    elif agency_code not in matrix.city.agencies:
        case.problem = Reason.AGENCY_GONE
    elif agency_code in matrix.barred:
        case.problem = Reason.HAS_RETURNED
    else:
        case.agency_code = agency_code
    return case
