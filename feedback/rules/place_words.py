"""Where in a sentence the names of places stand, and what the words beside them say about each.

It only reads; what the names add up to is weighed in `place_names`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from feedback.rules.gazetteer import Gazetteer, LegacyRow, WardRow, bare_name
from feedback.rules.phrases import Match, PhraseBook, Token, is_accented, tokens

# words before a name: folded form, marks that make it that word, what it announces
WARD_WORDS = {"phuong": "phường", "p": "phường", "f": "phường", "xa": "xã", "x": "xã", "tt": "thị trấn"}
REGION_WORDS = frozenset({"quan", "q", "huyen", "h", "tx", "tp", "tinh"})
TWO_WORDS = {("thi", "tran"): "thị trấn", ("thi", "xa"): "region", ("thanh", "pho"): "region"}
SHORT = frozenset({"p", "f", "x", "tt", "q", "h", "tx", "tp"})
ACCENTED = {"phuong": "phường", "xa": "xã", "quan": "quận", "huyen": "huyện", "tinh": "tỉnh"}
STREET_WORDS = frozenset({"duong", "d", "pho", "hem", "tuyen", "lo", "goc"})
OTHER_THINGS = frozenset({"cau", "cho", "truong", "ben", "kenh", "song", "rach", "chua"})  # "cầu Tây Đô" is no street
OLD_WORDS = frozenset({"cu"})
NEW_WORDS = frozenset({"moi"})

HOUSE_BEFORE = re.compile(
    r"(?<![\w/])(\d{1,5}[A-Za-z]?(?:/\d{1,4}[A-Za-z]?)*)[\s,]*(?:đường\s*|duong\s*)?$", re.IGNORECASE
)
HOUSE_NAMED = re.compile(r"(?:số nhà|nhà số|so nha|nha so)\s*(\d{1,5}[A-Za-z]?(?:/\d{1,4}[A-Za-z]?)*)", re.IGNORECASE)
NOT_A_HOUSE = re.compile(r"(?:hẻm|hem|kiệt|ngõ|km|tổ|lô|khu vực)\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Mention:
    """A unit's name in the text, with the kind before it and the district beside it."""

    first: int
    last: int
    kind: str | None
    district: str | None
    era: str | None
    wards: tuple[WardRow, ...]
    legacy: tuple[LegacyRow, ...]


class PlaceWords:
    """One text with the names found in it."""

    def __init__(self, text: str, gazetteer: Gazetteer) -> None:
        self.text, self.gazetteer = unicodedata.normalize("NFC", text), gazetteer
        self.tokens = tokens(text)
        self.accented = is_accented(self.tokens)
        self.regions = [match for match in self._longest(gazetteer.regions()) if self._announces_region(match.first)]
        self.streets = [match for match in self._longest(gazetteer.street_names()) if self._is_street(match)]
        self.landmarks = [match for match in self._longest(gazetteer.landmark_names()) if match.last - match.first > 1]
        self.strangers = self._strangers()
        self.mentions = [mention for mention in self._mentions() if not self._lies_elsewhere(mention)]

    @property
    def names_another_city(self) -> bool:
        return any(self._announced(first) == "region" for first in self.strangers)

    def start_of(self, mention: Mention) -> int:
        """Where the mention begins, with the words that announce it."""
        if mention.kind is None:
            return mention.first
        pair = tuple(token.folded for token in self.tokens[max(mention.first - 2, 0) : mention.first])
        return mention.first - (2 if pair in TWO_WORDS else 1)

    def _mentions(self) -> list[Mention]:
        by_span: dict[tuple[int, int], list[Match]] = defaultdict(list)
        for match in self._longest(self.gazetteer.units()):
            by_span[match.first, match.last].append(match)
        covered = [(m.first, m.last) for m in (*self.streets, *self.landmarks, *self.regions)]
        found = [self._mention(span, matches) for span, matches in sorted(by_span.items())]
        found = [mention for mention in found if mention.wards or mention.legacy]
        alone = [mention for mention in found if not mention.kind and self._stands_alone(mention)]
        alone = [mention for mention in alone if not _inside((mention.first, mention.last), covered)]
        return [mention for mention in found if mention.kind or mention in alone]

    def _mention(self, span: tuple[int, int], matches: list[Match]) -> Mention:
        kind = self._announced(span[0])
        kind = None if kind == "region" else kind
        codes = [match.meaning.split(":", 1) for match in matches]
        wards = [self.gazetteer.wards[code] for what, code in codes if what == "ward"]
        legacy = [self.gazetteer.legacy[code] for what, code in codes if what == "legacy"]
        after = self.tokens[span[1]] if span[1] < len(self.tokens) else None
        return Mention(
            *span,
            kind,
            self._district_beside(span) if kind else None,
            _era(after),
            tuple(row for row in wards if kind in (None, row.kind)),
            tuple(row for row in legacy if kind in (None, row.kind)),
        )

    def _stands_alone(self, mention: Mention) -> bool:
        """Whether a name without its kind looks like a unit here: capitals, not a street, not another district."""
        inside = self.tokens[mention.first : mention.last]
        before = self.tokens[mention.first - 1].folded if mention.first else ""
        if len(inside) < 2 or not all(token.is_capital for token in inside) or not any(t.marks for t in inside):
            return False
        return not (before in STREET_WORDS or self._announced(mention.first) == "region" or self._is_province(mention))

    def _is_province(self, mention: Mention) -> bool:
        provinces = {bare_name(row.province) for row in self.gazetteer.legacy.values()}
        return bool(provinces & {row.name for row in (*mention.wards, *mention.legacy)})

    def _announced(self, first: int) -> str | None:
        """What the words before a name announce: "phường", "xã", "thị trấn", "region" or nothing."""
        if first >= 2:
            pair = (self.tokens[first - 2].folded, self.tokens[first - 1].folded)
            if pair in TWO_WORDS:
                return TWO_WORDS[pair]
        if first == 0 or not self._is_word(self.tokens[first - 1]):
            return None
        word = self.tokens[first - 1].folded
        return "region" if word in REGION_WORDS else WARD_WORDS.get(word)

    def _is_word(self, token: Token) -> bool:
        """Whether a kind is really meant: "quán" is no "quận", and "xa" is "xã" only where nobody writes accents."""
        if token.folded in SHORT:
            return True
        right = ACCENTED.get(token.folded)
        return right is not None and (self.text[token.start : token.end].lower() == right or not self.accented)

    def _announces_region(self, first: int) -> bool:
        """A region is named with its kind, or right after a ward: "P. Tân An, Ninh Kiều"."""
        if self._announced(first) == "region":
            return True
        return any(
            self._announced(before) in WARD_WORDS.values() and not self._announced(first)
            for before in range(max(0, first - 4), first)
        )

    def _district_beside(self, span: tuple[int, int]) -> str | None:
        beside = [
            match.meaning
            for match in self.regions
            if match.meaning in self.gazetteer.districts
            and (0 <= match.first - span[1] <= 3 or 0 <= span[0] - match.last <= 2)
        ]
        return beside[0] if beside else self.district

    @property
    def district(self) -> str | None:
        found = {match.meaning for match in self.regions if match.meaning in self.gazetteer.districts}
        return found.pop() if len(found) == 1 else None

    def _strangers(self) -> list[int]:
        """Where a kind of place is followed by a name this city does not know, in a text that does not name ours."""
        if self.regions:
            return []
        units = {match.first for match in self._longest(self.gazetteer.units())}
        regions = {match.first for match in self._longest(self.gazetteer.regions())}
        return [
            first
            for first, token in enumerate(self.tokens)
            if token.is_capital
            and self._announces_stranger(first, token)
            and first not in (regions if self._announced(first) == "region" else units)
        ]

    def _announces_stranger(self, first: int, token: Token) -> bool:
        what = self._announced(first)
        before = self.tokens[first - 1].folded if first else ""
        if what is None or token.folded in ACCENTED or (before in {"h", "x", "f"} and token.folded.isdigit()):
            return False  # "7 h 30" is a time of day
        return self.accented or token.folded.isdigit()

    def _lies_elsewhere(self, mention: Mention) -> bool:
        """ "phường 5, quận 10": the district beside it is not of this city."""
        return any(0 <= first - mention.last <= 2 and self._announced(first) == "region" for first in self.strangers)

    def _is_street(self, match: Match) -> bool:
        before = self.tokens[match.first - 1].folded if match.first else ""
        inside = self.tokens[match.first : match.last]
        if before in STREET_WORDS or inside[0].folded in STREET_WORDS:
            return True
        if before in OTHER_THINGS:
            return False
        return match.belief == 1.0 and len(inside) > 1 and self._announced(match.first) is None and inside[0].is_capital

    def _longest(self, book: PhraseBook) -> list[Match]:
        """Matches that no longer match of the same book covers."""
        found = list(book.find(self.tokens))
        spans = {(match.first, match.last) for match in found}
        return [match for match in found if not _inside((match.first, match.last), spans - {(match.first, match.last)})]

    def house_number(self) -> str | None:
        named = HOUSE_NAMED.search(self.text)
        if named or not self.streets:
            return named[1] if named else None
        before = self.text[: self.tokens[self.streets[0].first].start]
        found = HOUSE_BEFORE.search(before)
        return found[1] if found and not NOT_A_HOUSE.search(before[: found.start()]) else None

    def slice(self, first: int, last: int) -> str:
        return self.text[self.tokens[max(first, 0)].start : self.tokens[last - 1].end]


def _era(after: Token | None) -> str | None:
    if after is None or after.folded not in OLD_WORDS | NEW_WORDS:
        return None
    return "old" if after.folded in OLD_WORDS else "new"


def _inside(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(first <= span[0] and span[1] <= last for first, last in others)
