"""Where in a sentence the names of places stand, and what the words beside them say about each.

It only reads; what the names add up to is weighed in `place_names`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from feedback.rules.gazetteer import Gazetteer, LegacyRow, WardRow
from feedback.rules.phrases import Match, PhraseBook, Token, is_accented, tokens

LINK = re.compile(r"(?:https?://|www\.)\S+")
# words before a name and what they announce; abbreviations are written out already where a stop or capital shows them
WARD_WORDS = {"phuong": "phường", "p": "phường", "f": "phường", "xa": "xã", "x": "xã", "tt": "thị trấn"}
REGION_WORDS = {"quan": "Quận", "q": "Quận", "huyen": "Huyện", "h": "Huyện", "tinh": "Tỉnh"}
TWO_WORDS = {("thi", "tran"): "thị trấn", ("thi", "xa"): "Thị xã", ("thanh", "pho"): "Thành phố"}
REGIONS = frozenset({"Quận", "Huyện", "Tỉnh", "Thị xã", "Thành phố"})
SHORT = frozenset({"p", "f", "x", "tt", "q", "h"})
ACCENTED = {word: tokens(word)[0].marks for word in ("phường", "xã", "quận", "huyện", "tỉnh")}
MARKS = {"phuong": ACCENTED["phường"], "xa": ACCENTED["xã"], "quan": ACCENTED["quận"], "huyen": ACCENTED["huyện"],
         "tinh": ACCENTED["tỉnh"]}  # fmt: skip
STREET_WORDS = frozenset({"duong", "d", "pho", "hem", "tuyen", "lo", "goc"})
ROADS = frozenset({"quoc", "dai", "tinh", "huong"})  # "quốc lộ 91" needs no "đường" before it
CROSSINGS = frozenset({("nga", "ba"), ("nga", "tu"), ("nga", "nam"), ("giao", "lo"), ("vong", "xoay"), ("nut", "giao")})
OTHER_THINGS = frozenset({"cau", "cho", "truong", "ben", "kenh", "song", "rach", "chua"})  # "cầu Tây Đô" is no street

OLD_AFTER = ("cu", "xua", "truoc day", "truoc kia", "hoi truoc", "ngay truoc", "truoc sap nhap", "truoc khi sap nhap")
NEW_AFTER = ("moi", "hien nay", "hien tai", "ngay nay", "bay gio", "sau sap nhap", "sau khi sap nhap")
OLD_BEFORE = ("truoc day la", "truoc day thuoc", "truoc la", "truoc thuoc", "dia chi cu", "ten cu", "ten cu la",
              "von la")  # fmt: skip
NEW_BEFORE = ("nay la", "nay thuoc", "hien la", "hien thuoc", "gio la", "gio thuoc", "doi thanh", "doi ten thanh",
              "sap nhap vao", "dia chi moi")  # fmt: skip
BREAKS = frozenset(",;:()!?\n")
LEADS_ON = frozenset({"la", "thuoc", "ten"})  # "Tân An, trước đây là Hưng Lợi": the words tell of the next name


@dataclass(frozen=True)
class Mention:
    """A unit's name in the text, with the kind before it and the district or province beside it.

    `kind` is None when no kind stands before it, or one that no unit of this name has.
    """

    first: int
    last: int
    kind: str | None
    districts: tuple[str, ...]  # several where two old ones share a name ("Long Mỹ")
    province: str | None
    era: str | None
    wards: tuple[WardRow, ...]
    legacy: tuple[LegacyRow, ...]


class PlaceWords:
    """One text with the names found in it."""

    def __init__(self, text: str, gazetteer: Gazetteer) -> None:
        self.text, self.gazetteer = unicodedata.normalize("NFC", text), gazetteer
        self.tokens = tokens(LINK.sub(lambda link: " " * len(link[0]), self.text))
        self.folded = [token.folded for token in self.tokens]
        self.accented = is_accented(self.tokens)
        self._regions_named = self._longest(gazetteer.regions)
        self._units_named = self._longest(gazetteer.units)
        self.regions = [match for match in self._regions_named if self._announces_region(match)]
        self.streets = self._streets()
        self.landmarks = [match for match in self._longest(gazetteer.landmark_names) if match.last - match.first > 1]
        self.strangers = self._strangers()
        self.mentions = [mention for mention in self._mentions() if not self._lies_elsewhere(mention)]

    @property
    def names_another_city(self) -> bool:
        return any(self._announced(first) in REGIONS for first in self.strangers)

    @cached_property
    def district(self) -> str | None:
        """The only old district that the text names."""
        return _only({match.meaning for match in self.regions if match.meaning in self.gazetteer.districts})

    @cached_property
    def province(self) -> str | None:
        """The only former province that the text names; one that still is a city says nothing about before."""
        return _only({match.meaning for match in self.regions if match.meaning.startswith("Tỉnh ")})

    def start_of(self, mention: Mention) -> int:
        """Where the mention begins, with the words that announce it."""
        if mention.kind is None:
            return mention.first
        return mention.first - (2 if tuple(self.folded[mention.first - 2 : mention.first]) in TWO_WORDS else 1)

    def slice(self, first: int, last: int) -> str:
        return self.text[self.tokens[max(first, 0)].start : self.tokens[last - 1].end]

    def _mentions(self) -> list[Mention]:
        by_span: dict[tuple[int, int], list[Match]] = defaultdict(list)
        for match in self._units_named:
            by_span[match.first, match.last].append(match)
        covered = [(m.first, m.last) for m in (*self.streets, *self.landmarks, *self.regions)]
        return [
            mention
            for mention in (self._mention(span, matches) for span, matches in sorted(by_span.items()))
            if mention.kind
            or self._announced(mention.first) in WARD_WORDS.values()
            or (self._stands_alone(mention) and not _inside((mention.first, mention.last), covered))
        ]

    def _mention(self, span: tuple[int, int], matches: list[Match]) -> Mention:
        kind = self._announced(span[0])
        codes = [match.meaning.split(":", 1) for match in matches]
        wards = [self.gazetteer.wards[code] for what, code in codes if what == "ward"]
        legacy = [self.gazetteer.legacy[code] for what, code in codes if what == "legacy"]
        is_known = any(row.kind == kind for row in (*wards, *legacy))
        kind = kind if is_known else None
        return Mention(
            *span,
            kind,
            self._districts_beside(span),
            self.province,
            self._era(span, bool(wards), bool(legacy)),
            tuple(row for row in wards if kind in (None, row.kind)),
            tuple(row for row in legacy if kind in (None, row.kind)),
        )

    def _stands_alone(self, mention: Mention) -> bool:
        """Whether a name without its kind looks like a unit here: capitals, not a street, not another district."""
        inside = self.tokens[mention.first : mention.last]
        before = self.folded[mention.first - 1] if mention.first else ""
        if len(inside) < 2 or not all(token.is_capital for token in inside) or not any(t.marks for t in inside):
            return False
        return not (before in STREET_WORDS or self._announced(mention.first) in REGIONS or self._is_province(mention))

    def _is_province(self, mention: Mention) -> bool:
        return any(row.name in self.gazetteer.province_names for row in (*mention.wards, *mention.legacy))

    def _announced(self, first: int) -> str | None:
        """What the words before a name announce: "phường", "xã", "thị trấn", a kind of region or nothing."""
        if first >= 2:
            pair = (self.folded[first - 2], self.folded[first - 1])
            if pair in TWO_WORDS:
                return TWO_WORDS[pair]
        if first == 0 or not self._is_word(self.tokens[first - 1]):
            return None
        word = self.folded[first - 1]
        return REGION_WORDS.get(word) or WARD_WORDS.get(word)

    def _is_word(self, token: Token) -> bool:
        """Whether a kind is really meant: "quán" is no "quận", and "xa" is "xã" only where nobody writes accents."""
        if token.folded in SHORT:
            return True
        right = MARKS.get(token.folded)
        return right is not None and (token.marks == right or (not token.marks and not self.accented))

    def _announces_region(self, match: Match) -> bool:
        """A region is named with its kind, or right beside a ward: "P. Tân An, Ninh Kiều"."""
        kind = self._announced(match.first)
        if kind in REGIONS:
            same = [other.meaning for other in self._regions_named if other.first == match.first]
            return match.meaning.startswith(f"{kind} ") or not any(one.startswith(f"{kind} ") for one in same)
        if kind or match.last - match.first < 2:
            return False
        near = (*range(max(0, match.first - 4), match.first), match.last + 1, match.last + 2)
        return any(at <= len(self.tokens) and self._announced(at) in WARD_WORDS.values() for at in near)

    def _districts_beside(self, span: tuple[int, int]) -> tuple[str, ...]:
        beside = tuple(
            match.meaning
            for match in self.regions
            if match.meaning in self.gazetteer.districts
            and (0 <= match.first - span[1] <= 3 or 0 <= span[0] - match.last <= 2)
        )
        return beside or ((self.district,) if self.district else ())

    def _era(self, span: tuple[int, int], has_wards: bool, has_legacy: bool) -> str | None:
        """What the words around say of the time: only where there is a unit of that time to mean."""
        first = span[0] - (2 if tuple(self.folded[span[0] - 2 : span[0]]) in TWO_WORDS else 1)
        before = " ".join(self.folded[max(0, first - 4) : max(0, first)])
        after = " ".join([*self.folded[span[1] : span[1] + 5], ""])
        if has_legacy and (_ends(before, OLD_BEFORE) or _begins(after, OLD_AFTER)):
            return "old"
        return "new" if has_wards and (_ends(before, NEW_BEFORE) or _begins(after, NEW_AFTER)) else None

    def _strangers(self) -> list[int]:
        """Where a kind of place is followed by a name this city does not know, in a text that does not name ours."""
        if self.regions:
            return []
        units = {match.first for match in self._units_named}
        regions = {match.first for match in self._regions_named}
        return [
            first
            for first, token in enumerate(self.tokens)
            if token.is_capital
            and self._announces_stranger(first, token)
            and first not in (regions if self._announced(first) in REGIONS else units)
        ]

    def _announces_stranger(self, first: int, token: Token) -> bool:
        what = self._announced(first)
        before = self.folded[first - 1] if first else ""
        if what is None or token.folded in MARKS or (before in {"h", "x", "f"} and token.folded.isdigit()):
            return False  # "7 h 30" is a time of day
        return self.accented or token.folded.isdigit()

    def _lies_elsewhere(self, mention: Mention) -> bool:
        """ "phường 5, quận 10": the district beside it is not of this city."""
        return any(0 <= first - mention.last <= 2 and self._announced(first) in REGIONS for first in self.strangers)

    def _streets(self) -> list[Match]:
        found: list[Match] = []
        for match in self._longest(self.gazetteer.street_names):
            crosses = bool(found) and match.first - found[-1].last <= 1 and self.folded[found[-1].last] != "phuong"
            if self._is_street(match) or crosses:
                found.append(match)
        return found

    def _is_street(self, match: Match) -> bool:
        before = self.folded[match.first - 1] if match.first else ""
        inside = self.tokens[match.first : match.last]
        if tuple(self.folded[max(0, match.first - 2) : match.first]) in CROSSINGS:
            return True
        if before in STREET_WORDS or inside[0].folded in STREET_WORDS | ROADS:
            return True
        if before in OTHER_THINGS:
            return False
        return match.belief == 1.0 and len(inside) > 1 and self._announced(match.first) is None and inside[0].is_capital

    def _is_cut(self, match: Match) -> bool:
        """A comma or bracket inside: "phường Bình, thành phố …" does not say "Bình Thạnh"."""
        inside = self.tokens[match.first : match.last]
        return any(not BREAKS.isdisjoint(self.text[one.end : other.start]) for one, other in pairwise(inside))

    def _longest(self, book: PhraseBook) -> list[Match]:
        """Matches within one clause that no longer match of the same book covers."""
        found = [match for match in book.find(self.tokens) if not self._is_cut(match)]
        spans = {(match.first, match.last) for match in found}
        return [match for match in found if not _inside((match.first, match.last), spans - {(match.first, match.last)})]


def _only(found: set[str]) -> str | None:
    return next(iter(found)) if len(found) == 1 else None


def _begins(after: str, phrases: Iterable[str]) -> bool:
    """Whether one of the phrases comes next, and does not lead on to another name."""
    return any(
        after.startswith(f"{phrase} ") and after[len(phrase) :].split()[:1] not in ([word] for word in LEADS_ON)
        for phrase in phrases
    )


def _ends(before: str, phrases: Iterable[str]) -> bool:
    return any(f" {before}".endswith(f" {phrase}") for phrase in phrases)


def _inside(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(first <= span[0] and span[1] <= last for first, last in others)
