"""Which ward a sentence speaks of: old names, new names, streets and landmarks weighed against one another.

A name that was one place before 1 July 2025 and is another now means today's, unless a district, a former province or
a word such as "cũ" says otherwise (docs/decisions/2026-11-25-todays-name-first.md). A split unit, a numbered ward, a
street of two wards stay several places. Then the answer is a question, never a guess.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from feedback.rules.gazetteer import Candidate, Gazetteer, LegacyRow, WardRow, bare_name, nearest_wards
from feedback.rules.phrases import Match
from feedback.rules.place_spots import NOWHERE, Spot, read_spot
from feedback.rules.place_words import Mention, PlaceWords
from feedback.rules.text import fold

RENAMED = re.compile(r"\b(?:nay la|truoc (?:day|kia|la)|ten cu)\b")  # one place by both of its names

NAMED = 0.95  # "phường Cái Khế"
UNPREFIXED = 0.6  # "Cái Khế", with capitals
BY_LANDMARK = 0.75
BY_STREET = 0.7
BY_DISTRICT = 0.5
NARROWED = 0.85  # an ambiguous name with a street or landmark that fits one of its places
SURE = 0.65
TODAY = 4.0  # today's place of a name against all former ones together
DOUBTED = 0.6  # ... when a street or landmark is known to lie in the former place only


@dataclass(frozen=True)
class PlaceEvidence:
    """What a sentence says about where. Candidates come best first; their confidences add up to at most one."""

    ward_candidates: tuple[Candidate, ...] = ()
    legacy: tuple[str, ...] = ()  # codes of the old units that were named
    district: str | None = None  # whole name of the old district, "Quận Ninh Kiều"
    street: str | None = None
    landmark: str | None = None
    streets: tuple[str, ...] = ()  # every street named; two of them where it is a crossing
    spot: Spot = NOWHERE
    words: tuple[str, ...] = ()
    needs_question: bool = False  # several places fit: ask which one
    is_elsewhere: bool = False  # it names a place outside the city

    @property
    def house_number(self) -> str | None:
        return self.spot.house_number

    @property
    def ward_code(self) -> str | None:
        """The ward that is meant, when that is sure enough to act on."""
        if self.needs_question or not self.ward_candidates or self.ward_candidates[0].confidence < SURE:
            return None
        return self.ward_candidates[0].ward_code


def find_places(text: str, gazetteer: Gazetteer) -> PlaceEvidence:
    """Everything the text says about its place; empty evidence when it says nothing."""
    return _Weighing(PlaceWords(text, gazetteer), gazetteer).evidence()


class _Weighing:
    """One reading while its names are weighed."""

    def __init__(self, words: PlaceWords, gazetteer: Gazetteer) -> None:
        self.words, self.gazetteer = words, gazetteer
        street_at = words.tokens[words.streets[0].first].start if words.streets else None
        self.spot = read_spot(words.text, street_at, is_accented=words.accented)
        self.mentions = [mention for mention in words.mentions if mention.kind or self._fits_district(mention)]
        self.used: list[tuple[int, int]] = []
        self.is_open = False  # several places fit

    def evidence(self) -> PlaceEvidence:
        named = [mention for mention in self.mentions if mention.kind]
        is_elsewhere = self.words.names_another_city and not self.mentions
        candidates = self._by_names(named or self.mentions)
        if not candidates and not is_elsewhere:
            candidates = self._by_streets() or self._by_point() or self._by_district()
        if self.words.strangers:
            candidates = [c._replace(confidence=round(c.confidence / 2, 3)) for c in candidates]
        for match in (*self.words.streets[:2], *self.words.landmarks[:1], *self.words.regions[:1]):
            self.used.append((match.first, match.last))
        return PlaceEvidence(
            ward_candidates=tuple(candidates),
            legacy=tuple(dict.fromkeys(row.code for mention in named for row in self._legacy_of(mention))),
            district=self.words.district,
            street=self.words.streets[0].meaning if self.words.streets else None,
            landmark=self.words.landmarks[0].meaning if self.words.landmarks else None,
            streets=tuple(dict.fromkeys(match.meaning for match in self.words.streets)),
            spot=self.spot,
            words=tuple(dict.fromkeys(self.words.slice(first, last) for first, last in sorted(self.used))),
            needs_question=self.is_open,
            is_elsewhere=is_elsewhere,
        )

    def _by_names(self, mentions: list[Mention]) -> list[Candidate]:
        self.used += [(self.words.start_of(mention), mention.last) for mention in mentions]
        meanings = [meaning for mention in mentions if (meaning := list(self._meanings(mention)))]
        if not meanings:
            return []
        weights, why = _added(meanings)
        common = set.intersection(*({code for code, _, _ in meaning} for meaning in meanings))
        if len(common) == 1 and RENAMED.search(fold(self.words.text)):
            weights = {code: weights[code] for code in common}
        strength = NAMED if any(mention.kind for mention in mentions) else UNPREFIXED
        fitting = self._hinted() & set(weights)
        todays = {ward.code for mention in mentions for ward in self._wards_of(mention)} & set(weights)
        if len(weights) > 1 and len(fitting) == 1:
            if fitting <= todays or not todays:
                strength, weights = NARROWED, {code: weights[code] for code in fitting}
                why = {code: f"{why[code]}, hợp với đường hoặc địa điểm đã nêu" for code in fitting}
            else:
                weights = {code: weight * (DOUBTED if code in todays else 1) for code, weight in weights.items()}
                why |= {code: f"{why[code]}, nhưng đường đã nêu lại hợp với nơi mang tên cũ" for code in todays}
        return self._asked(_shared(weights, strength, why))

    def _asked(self, candidates: list[Candidate]) -> list[Candidate]:
        """Several places and none of them likely enough: somebody must be asked."""
        self.is_open = len(candidates) > 1 and candidates[0].confidence < SURE
        return candidates

    def _meanings(self, mention: Mention) -> Iterable[tuple[str, float, str]]:
        """(ward, weight, reason) for each place the mention may be."""
        legacy, wards = self._legacy_of(mention), self._wards_of(mention)
        for ward in wards:
            yield ward.code, TODAY if legacy else 1.0, f"{ward.kind} {ward.name} hiện nay"
        for row in legacy:
            for code in row.successors:
                weight = 1 / len(row.successors) / len(legacy)
                yield code, weight, f"{row.kind} {row.name} cũ ({row.district})"
        for district in () if mention.kind else self._districts_named(mention):
            inside = self.gazetteer.made_from(district)
            for code in sorted(inside):
                yield code, 1 / len(inside), f"thuộc {district} cũ"

    def _wards_of(self, mention: Mention) -> tuple[WardRow, ...]:
        """Today's units it may be. Districts and former provinces are of the old map: an old name there goes first."""
        if mention.era == "old":
            return ()
        inside = self._inside(mention)
        if inside is None:
            return mention.wards
        return () if inside else tuple(ward for ward in mention.wards if self._was_in(ward, mention))

    def _legacy_of(self, mention: Mention) -> tuple[LegacyRow, ...]:
        """The old units the mention may be: those of the district or province beside it, when they fit."""
        if mention.era == "new":
            return ()
        inside = self._inside(mention)
        return mention.legacy if inside is None else inside

    def _inside(self, mention: Mention) -> tuple[LegacyRow, ...] | None:
        """Its old units in the district and province named; None when neither says anything about this name."""
        for rows in (
            [row for row in mention.legacy if row.district in mention.districts and row.province == mention.province],
            [row for row in mention.legacy if row.district in mention.districts],
            [row for row in mention.legacy if row.province == mention.province],
        ):
            if rows:
                return tuple(rows)
        return () if any(self._was_in(ward, mention) for ward in mention.wards) else None

    def _was_in(self, ward: WardRow, mention: Mention) -> bool:
        """Whether today's unit was made from units of the district or province beside its name."""
        if mention.districts:
            return any(ward.code in self.gazetteer.made_from(district) for district in mention.districts)
        return ward.code in self.gazetteer.made_in(mention.province or "")

    def _districts_named(self, mention: Mention) -> list[str]:
        """The old districts of the same name: "ở Ninh Kiều" may be the ward or the district."""
        names = {row.name for row in (*mention.wards, *mention.legacy)}
        return [district for district in self.gazetteer.districts if bare_name(district) in names]

    def _fits_district(self, mention: Mention) -> bool:
        """Whether a name without its kind can lie in the district that the text names."""
        district = self.words.district
        inside = self.gazetteer.made_from(district) if district else set()
        return district is None or any(code in inside for code, _, _ in self._meanings(mention))

    def _by_streets(self) -> list[Candidate]:
        hinted = self._hinted()
        if not hinted:
            return []
        has_landmark = any(self._landmark_ward(match) for match in self.words.landmarks)
        match = (self.words.landmarks or self.words.streets)[0]
        named = self.words.slice(match.first, match.last)
        weights = {code: self._hint_weight(code) for code in hinted}
        strength = BY_LANDMARK if has_landmark else BY_STREET
        return self._asked(_shared(weights, strength, dict.fromkeys(hinted, named)))

    def _hint_weight(self, code: str) -> float:
        """A landmark is a point; a street may run through many wards."""
        weight = sum(float(self._landmark_ward(match) == code) for match in self.words.landmarks)
        for match in self.words.streets:
            wards = self.gazetteer.streets[match.meaning].ward_codes
            weight += (code in wards) / max(len(wards), 1)
        return weight

    def _by_point(self) -> list[Candidate]:
        return self._asked(list(nearest_wards(self.gazetteer, *self.spot.point))) if self.spot.point else []

    def _by_district(self) -> list[Candidate]:
        district = self.words.district
        if district is None:
            return []
        inside = self.gazetteer.made_from(district)
        self.is_open = True
        return _shared(dict.fromkeys(inside, 1.0), BY_DISTRICT, dict.fromkeys(inside, f"thuộc {district} cũ"))

    def _hinted(self) -> set[str]:
        """The wards that every street and landmark named fits; those any of them fits when none fits all."""
        sets = [set(self.gazetteer.streets[match.meaning].ward_codes) for match in self.words.streets]
        sets += [{code} for match in self.words.landmarks if (code := self._landmark_ward(match))]
        known = [codes for codes in sets if codes]
        if not known:
            return set()
        hinted = set.intersection(*known) or set.union(*known)
        return (hinted & self.gazetteer.made_from(self.words.district or "")) or hinted

    def _landmark_ward(self, match: Match) -> str | None:
        return self.gazetteer.landmarks[match.meaning].ward_code


def _added(meanings: list[list[tuple[str, float, str]]]) -> tuple[dict[str, float], dict[str, str]]:
    """The weight of each ward, every mention counting as much as any other, and the first reason for each."""
    weights: dict[str, float] = defaultdict(float)
    why: dict[str, str] = {}
    for meaning in meanings:
        whole = sum(weight for _, weight, _ in meaning)
        for code, weight, reason in meaning:
            weights[code] += weight / whole
            why.setdefault(code, reason)
    return dict(weights), why


def _shared(weights: dict[str, float], strength: float, why: dict[str, str]) -> list[Candidate]:
    whole = sum(weights.values())
    ranked = sorted(weights, key=lambda code: (-weights[code], code))
    return [Candidate(code, round(strength * weights[code] / whole, 3), why[code]) for code in ranked]
