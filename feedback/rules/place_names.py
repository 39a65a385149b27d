"""Which ward a sentence speaks of: old names, new names, streets and landmarks weighed against one another.

A name that was one place before 1 July 2025 and is another now stays two candidates until a district, the word
"cũ", a street or a landmark decides; a split unit stays several. Then the answer is a question, never a guess.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from feedback.rules.gazetteer import Candidate, Gazetteer, LegacyRow, WardRow, bare_name
from feedback.rules.phrases import Match
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


@dataclass(frozen=True)
class PlaceEvidence:
    """What a sentence says about where. Candidates come best first; their confidences add up to at most one."""

    ward_candidates: tuple[Candidate, ...] = ()
    legacy: tuple[str, ...] = ()  # codes of the old units that were named
    district: str | None = None  # whole name of the old district, "Quận Ninh Kiều"
    street: str | None = None
    landmark: str | None = None
    house_number: str | None = None
    words: tuple[str, ...] = ()
    needs_question: bool = False  # several places fit: ask which one
    is_elsewhere: bool = False  # it names a place outside the city

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
        self.mentions = [mention for mention in words.mentions if mention.kind or self._fits_district(mention)]
        self.used: list[tuple[int, int]] = []
        self.is_open = False  # several places fit

    def evidence(self) -> PlaceEvidence:
        named = [mention for mention in self.mentions if mention.kind or mention.era]
        is_elsewhere = self.words.names_another_city and not self.mentions
        candidates = self._by_names(named or self.mentions)
        if not candidates and not is_elsewhere:
            candidates = self._by_streets() or self._by_district()
        if self.words.strangers:
            candidates = [c._replace(confidence=round(c.confidence / 2, 3)) for c in candidates]
        for match in (*self.words.streets[:1], *self.words.landmarks[:1], *self.words.regions[:1]):
            self.used.append((match.first, match.last))
        return PlaceEvidence(
            ward_candidates=tuple(candidates),
            legacy=tuple(dict.fromkeys(row.code for mention in named for row in self._legacy_of(mention))),
            district=self.words.district,
            street=self.words.streets[0].meaning if self.words.streets else None,
            landmark=self.words.landmarks[0].meaning if self.words.landmarks else None,
            house_number=self.words.house_number(),
            words=tuple(dict.fromkeys(self.words.slice(first, last) for first, last in sorted(self.used))),
            needs_question=self.is_open,
            is_elsewhere=is_elsewhere,
        )

    def _by_names(self, mentions: list[Mention]) -> list[Candidate]:
        self.used += [(self.words.start_of(mention), mention.last) for mention in mentions]
        meanings = [list(self._meanings(mention)) for mention in mentions]
        if not any(meanings):
            return []
        weights: dict[str, float] = defaultdict(float)
        why: dict[str, str] = {}
        for code, weight, reason in chain.from_iterable(meanings):
            weights[code] += weight
            why.setdefault(code, reason)
        common = set.intersection(*({code for code, _, _ in meaning} for meaning in meanings))
        if len(common) == 1 and RENAMED.search(fold(self.words.text)):
            weights = {code: weights[code] for code in common}
        strength = NAMED if any(mention.kind for mention in mentions) else UNPREFIXED
        fitting = self._hinted() & set(weights)
        if len(weights) > 1 and len(fitting) == 1:
            strength, weights = NARROWED, {code: weights[code] for code in fitting}
            why = {code: f"{why[code]}, hợp với đường hoặc địa điểm đã nêu" for code in fitting}
        self.is_open = len(weights) > 1
        return _shared(weights, strength, why)

    def _meanings(self, mention: Mention) -> Iterable[tuple[str, float, str]]:
        """(ward, weight, reason) for each place the mention may be."""
        legacy = self._legacy_of(mention)
        for ward in () if mention.era == "old" else mention.wards:
            # a district belongs to the old map: today's unit is meant only if no old one there has this name
            if not (mention.district and (legacy or not self._was_in((ward,), mention.district))):
                yield ward.code, 1.0, f"{ward.kind} {ward.name} hiện nay"
        for row in legacy:
            for code in row.successors:
                yield code, 1 / len(row.successors), f"{row.kind} {row.name} cũ ({row.district})"
        for district in () if mention.kind else self._districts_named(mention):
            inside = self.gazetteer.made_from(district)
            for code in sorted(inside):
                yield code, 1 / len(inside), f"thuộc {district} cũ"

    def _legacy_of(self, mention: Mention) -> tuple[LegacyRow, ...]:
        """The old units the mention may be: those of the district beside it, when there is one that fits."""
        if mention.era == "new" or not mention.district:
            return () if mention.era == "new" else mention.legacy
        inside = tuple(row for row in mention.legacy if row.district == mention.district)
        return inside if inside or self._was_in(mention.wards, mention.district) else mention.legacy

    def _districts_named(self, mention: Mention) -> list[str]:
        """The old districts of the same name: "ở Ninh Kiều" may be the ward or the district."""
        names = {row.name for row in (*mention.wards, *mention.legacy)}
        return [district for district in self.gazetteer.districts if bare_name(district) in names]

    def _fits_district(self, mention: Mention) -> bool:
        """Whether a name without its kind can lie in the district that the text names."""
        district = self.words.district
        inside = self.gazetteer.made_from(district) if district else set()
        return district is None or any(code in inside for code, _, _ in self._meanings(mention))

    def _was_in(self, wards: Iterable[WardRow], district: str) -> bool:
        """Whether one of the wards was made from units of this district."""
        inside = self.gazetteer.made_from(district)
        return any(ward.code in inside for ward in wards)

    def _by_streets(self) -> list[Candidate]:
        hinted = self._hinted()
        if not hinted:
            return []
        strength = BY_LANDMARK if any(self._landmark_ward(match) for match in self.words.landmarks) else BY_STREET
        match = (self.words.landmarks or self.words.streets)[0]
        self.is_open = len(hinted) > 1
        named = self.words.slice(match.first, match.last)
        return _shared(dict.fromkeys(hinted, 1.0), strength, dict.fromkeys(hinted, named))

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


def _shared(weights: dict[str, float], strength: float, why: dict[str, str]) -> list[Candidate]:
    whole = sum(weights.values())
    ranked = sorted(weights, key=lambda code: (-weights[code], code))
    return [Candidate(code, round(strength * weights[code] / whole, 3), why[code]) for code in ranked]
