"""Who answers for a report: the responsibility matrix applied to guesses, with the reason in a sentence.

Lines are ordered; the first that fits field, place, level, time and facts decides, as on the paper that the city
signs. Where field or place are uncertain, each possibility is followed through the matrix and the chances of each
agency add up: two places that lead to one agency need no question. A line that waits for something nobody knows
takes its share of the chance, the lines after it the rest. What stays unsure goes to the dispatcher's tray, with the
question that would settle it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from feedback.rules.keywords import Guess, top_level
from feedback.rules.matrix_walk import Matrix, Possibility, Reason, follow, spots
from feedback.rules.place_names import PlaceEvidence
from feedback.rules.rule_line import QUESTIONS, City, RuleRow, Situation, is_on

NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Thresholds:
    """How sure a decision without a person must be: of the agency, and of the field where that has its own measure.

    Sub-fields follow the field above them.
    """

    probability: float = 0.6  # that the agency is the right one
    margin: float = 0.15  # lead over the second agency
    by_field: Mapping[str, float] = field(default_factory=dict)

    def of(self, field_code: str) -> float:
        """The probability that the field must reach."""
        return self.by_field.get(field_code, self.by_field.get(top_level(field_code), self.probability))


@dataclass(frozen=True)
class AgencyChance:
    """An agency that may be the right one, how likely, and why, in Vietnamese."""

    agency_code: str
    probability: float
    why: str


@dataclass(frozen=True)
class Decision:
    """Where a report goes. `agency_code` is None when a dispatcher must decide; `candidates` are at most three.

    `missing` names what nobody knows although lines ask for it; `needed` is how sure the system had to be.
    """

    agency_code: str | None
    rule_id: int | None
    cooperating: tuple[str, ...]
    field_code: str
    ward_code: str | None
    candidates: tuple[AgencyChance, ...]
    is_sure: bool
    reason: Reason
    sentence_vi: str
    missing: tuple[str, ...] = ()
    needed: float = 0.0


@dataclass
class _Tally:
    probability: float = 0.0
    cases: list[Possibility] = field(default_factory=list)

    @property
    def field_probability(self) -> float:
        """How likely the field is one of those that lead here, wherever it happened."""
        return sum({case.guess.field_code: case.guess.probability for case in self.cases}.values())


def decide(
    guesses: Sequence[Guess],
    place: PlaceEvidence,
    situation: Situation,
    rows: Iterable[RuleRow],
    city: City,
    thresholds: Thresholds = Thresholds(),
    barred: AbstractSet[str] = NOBODY,
) -> Decision:
    """The agency that leads, or the best three for the dispatcher, with the sentence that explains it.

    `barred` are agencies that have returned this very report: the system does not send it to them again.
    """
    in_force = [row for row in sorted(rows, key=lambda row: row.position) if is_on(row, situation)]
    matrix = Matrix(in_force, situation.facts, city, barred)
    cases = [case for guess in guesses for spot, chance in spots(place) for case in follow(guess, spot, chance, matrix)]
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    for case in cases:
        if case.agency_code is not None:
            tallies[case.agency_code].probability += case.probability
            tallies[case.agency_code].cases.append(case)
    ranked = sorted(tallies.items(), key=lambda item: (-item[1].probability, item[0]))
    candidates = tuple(_chance(code, tally, city) for code, tally in ranked[:3])
    needed = thresholds.of(_likeliest(ranked[0][1].cases if ranked else cases).guess.field_code) if cases else 1.0
    if place.is_elsewhere or not _is_sure([tally for _, tally in ranked], needed, thresholds):
        return _for_the_tray(cases, candidates, place, city, needed)
    return _decided(ranked[0][0], _likeliest(ranked[0][1].cases), candidates, place, city, needed)


def _is_sure(ranked: Sequence[_Tally], needed: float, thresholds: Thresholds) -> bool:
    if (
        not ranked
        or ranked[0].field_probability < needed
        or ranked[0].probability < min(needed, thresholds.probability)
    ):
        return False
    return len(ranked) < 2 or ranked[0].probability - ranked[1].probability >= thresholds.margin


def _likeliest(cases: Sequence[Possibility]) -> Possibility:
    return max(cases, key=lambda case: case.probability)


def _chance(code: str, tally: _Tally, city: City) -> AgencyChance:
    case = _likeliest(tally.cases)
    return AgencyChance(code, round(min(tally.probability, 1.0), 4), _because(case, city))


def _because(case: Possibility, city: City) -> str:
    field_name = city.fields.get(case.guess.field_code, case.guess.field_code)
    said = f" (có chữ “{'”, “'.join(case.guess.words[:2])}”)" if case.guess.words else ""
    ward = city.wards.get(case.spot.ward_code or "")
    at = f", nơi xảy ra là {ward}" if ward else ""
    return f"nội dung thuộc lĩnh vực {field_name}{said}{at}{_asked(case, city)}"


def _asked(case: Possibility, city: City) -> str:
    """What else the line asks for, so that a reader sees why this one and not the next."""
    rule = case.rule
    if rule is None:
        return ""
    parts = []
    if rule.street or (rule.owner and case.spot.street):
        parts.append(f"trên {city.streets.get(case.spot.street or rule.street, rule.street)}")
    if rule.owner:
        parts.append(f"thuộc {rule.owner.vi.lower()} quản lý")
    if ("danger", "yes") in rule.facts:
        parts.append("có dấu hiệu nguy hiểm")
    if rule.hours:
        parts.append(f"trong khung giờ {rule.hours}")
    doubt = f" (nếu đúng: chưa rõ {QUESTIONS[case.missing[-1]]})" if case.missing and _waits(case) else ""
    return "".join(f", {part}" for part in parts) + doubt


def _waits(case: Possibility) -> bool:
    """Whether this case's own line is one that may hold, not one that surely does."""
    rule = case.rule
    asks = {name for name, _ in rule.facts} | ({"street"} if rule.street else set()) if rule else set()
    return bool((asks | ({"owner"} if rule and rule.owner else set())) & set(case.missing))


def _decided(
    code: str,
    case: Possibility,
    candidates: tuple[AgencyChance, ...],
    place: PlaceEvidence,
    city: City,
    needed: float,
) -> Decision:
    why = candidates[0].why
    if case.spot.ward_code and place.words:
        why += f" (ghi “{place.words[0]}”)"
    return Decision(
        agency_code=code,
        rule_id=case.rule.id if case.rule else None,
        cooperating=tuple(c for c in (case.rule.cooperating if case.rule else ()) if c in city.agencies),
        field_code=case.guess.field_code,
        ward_code=case.spot.ward_code,
        candidates=candidates,
        is_sure=True,
        reason=Reason.SURE,
        sentence_vi=f"Chuyển {city.agencies[code]} vì {why}.",
        missing=case.missing,
        needed=needed,
    )


def _for_the_tray(
    cases: Sequence[Possibility],
    candidates: tuple[AgencyChance, ...],
    place: PlaceEvidence,
    city: City,
    needed: float,
) -> Decision:
    reason = _doubt(cases, place, needed)
    best = _likeliest(cases) if cases else None
    missing = _missing(cases)
    asked = f"chưa rõ {QUESTIONS[missing[0]]}" if reason is Reason.UNSURE_FACT else DOUBTS[reason]
    sentence = f"Chờ điều phối viên vì {asked}."
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
        missing=missing,
        needed=needed,
    )


DOUBTS = {
    Reason.UNSURE_FIELD: "nội dung chưa đủ rõ thuộc lĩnh vực nào",
    Reason.UNSURE_PLACE: "chưa rõ nơi xảy ra thuộc phường, xã nào",
    Reason.ELSEWHERE: "nơi xảy ra có vẻ nằm ngoài thành phố",
    Reason.NO_RULE: "bảng phân công chưa có dòng nào cho việc này",
    Reason.AGENCY_GONE: "cơ quan trong bảng phân công không còn hoạt động",
    Reason.UNSURE_FACT: "còn thiếu điều mà bảng phân công hỏi",
    Reason.HAS_RETURNED: "cơ quan trong bảng phân công đã trả lại vụ việc này",
}


def _doubt(cases: Sequence[Possibility], place: PlaceEvidence, needed: float) -> Reason:
    if place.is_elsewhere:
        return Reason.ELSEWHERE
    if not cases or cases[0].guess.probability < needed:
        return Reason.UNSURE_FIELD
    best = [case for case in cases if case.guess is cases[0].guess]
    problems = {case.problem for case in best if case.problem is not None and case.probability > 0}
    for reason in (Reason.AGENCY_GONE, Reason.HAS_RETURNED, Reason.NO_RULE, Reason.UNSURE_PLACE):
        if reason in problems:
            return reason
    if _missing(cases):
        return Reason.UNSURE_FACT
    return Reason.UNSURE_PLACE if place.needs_question else Reason.UNSURE_FIELD


def _missing(cases: Sequence[Possibility]) -> tuple[str, ...]:
    """What lines waited for while the likeliest field was followed, the first one first."""
    best = [case for case in cases if case.guess is cases[0].guess and case.probability > 0]
    return tuple(dict.fromkeys(name for case in best for name in case.missing))
