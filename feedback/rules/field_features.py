"""What the field model sees in a text: words, pairs and triples of words, folded and as written, and pieces of words.

Names of places and numbers are left out, so that "đường Cây Sộp" says nothing about trees and the same sentence with
another address gives the same features. Each feature knows which words of the text it came from, for the reasons.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from feedback.rules.text import ETH, fold, words

SPEC = "2"  # changes whenever the same text would give other features; a model of another spec is refused
PART = re.compile(r"[^\W_]+|[.!?;:\n()\"“”…]")
LONGEST = 400  # words; what follows a page of text does not change its field
PIECE = 4  # letters
SHORTHAND = {
    "ko": "không", "k": "không", "hok": "không", "hong": "không", "hông": "không", "kg": "không", "kh": "không",
    "khg": "không", "dc": "được", "đc": "được", "đx": "được", "dk": "được", "đk": "được", "mn": "mọi người",
    "ng": "người", "nc": "nước", "bt": "bình thường", "bthg": "bình thường", "vs": "với", "trc": "trước",
    "ntn": "như thế nào", "z": "vậy", "wa": "quá", "lun": "luôn", "rùi": "rồi", "ubnd": "ủy ban", "đt": "điện thoại",
    "xd": "xây dựng", "gpxd": "giấy phép xây dựng", "vsmt": "vệ sinh môi trường", "attp": "an toàn thực phẩm",
    "vsattp": "an toàn thực phẩm", "antt": "an ninh trật tự", "gtvt": "giao thông vận tải", "bhxh": "bảo hiểm xã hội",
    "bhyt": "bảo hiểm y tế", "bhtn": "bảo hiểm thất nghiệp", "gcn": "giấy chứng nhận", "qsdđ": "quyền sử dụng đất",
    "qsdd": "quyền sử dụng đất", "tthc": "thủ tục hành chính", "hs": "học sinh", "gv": "giáo viên", "bv": "bệnh viện",
    "csgt": "cảnh sát giao thông", "nvh": "nhà văn hóa", "wc": "nhà vệ sinh", "sđt": "số điện thoại", "cty": "công ty",
    "ktx": "ký túc xá", "kdc": "khu dân cư", "kcn": "khu công nghiệp", "pccc": "phòng cháy chữa cháy",
}  # fmt: skip
# a name written in capitals after one of these is a place or a person, whatever it means
CUES = frozenset(
    words(
        "duong p phuong q quan xa huyen h tp tx thi tran tinh thon ap kp pho khu to tdp kiet hem ngo ngach so cau cho"
        " truong song rach kenh kinh ho nui chua benh vien chung cu ong ba anh chi em co chu bac doan tu den va toi lo"
        " quoc dai hoc tieu mam non cong ty nga nam sau quay vong xoay bai bien ben"
    )
)
SHORT_CUES = frozenset({"p", "q", "h", "x", "tp", "tx", "tt"})  # "P.Tân Quý": a full stop that ends nothing
SHOUTED, TITLED = 0.4, 0.9  # from these shares of words in capitals, and with one, capitals mean nothing


class Feature(NamedTuple):
    """A feature and the words it covers: indices [first, last) into the words of the text."""

    name: str
    first: int
    last: int


class Word(NamedTuple):
    """A word that counts, where it stands in the text (NFC), and whether it opens a new stretch."""

    folded: str
    written: str
    start: int
    end: int
    opens: bool


def words_of(text: str) -> list[Word]:
    """The words that count, in order. Offsets are into the NFC form of the text."""
    parts = list(_parts(unicodedata.normalize("NFC", text)))
    names = _names(parts)
    found: list[Word] = []
    opens = True
    for at, (written, start, end) in enumerate(parts):
        if not written[0].isalnum():
            opens = True
        elif at not in names and not any(c.isdigit() for c in written):
            for shape in _shapes(written):
                found.append(Word(*shape, start, end, opens))
                opens = False
    return found[:LONGEST]


def features(words: list[Word]) -> Iterator[Feature]:
    """Every feature of these words, in the order of the text; the same feature may come again."""
    for first, word in enumerate(words):
        yield Feature(word.folded, first, first + 1)
        yield Feature(f"'{word.written}", first, first + 1)
        folded, written = word.folded, word.written
        for last in range(first + 1, min(first + 3, len(words))):
            if words[last].opens:
                break
            folded, written = f"{folded} {words[last].folded}", f"{written} {words[last].written}"
            yield Feature(folded, first, last + 1)
            if last == first + 1:
                yield Feature(f"'{written}", first, last + 1)
    yield from _pieces(words)


def _pieces(words: list[Word]) -> Iterator[Feature]:
    """Letters in a row within a word: they survive a typing slip in the others."""
    for first, word in enumerate(words):
        padded = f"_{word.folded}_"
        for at in range(len(padded) - PIECE + 1):
            yield Feature(f"~{padded[at : at + PIECE]}", first, first + 1)


def _parts(text: str) -> Iterator[tuple[str, int, int]]:
    for match in PART.finditer(text):
        yield match[0], match.start(), match.end()


def _names(parts: list[tuple[str, int, int]]) -> set[int]:
    """The indices of words that belong to a name: capitals after a cue, or two capitals in the middle of a sentence."""
    words = [written for written, _, _ in parts if written[0].isalpha()]
    shouted = sum(len(word) > 1 and word.isupper() for word in words)
    titled = sum(word[0].isupper() for word in words)
    if len(words) > 12 and (shouted >= SHOUTED * len(words) or titled >= TITLED * len(words)):
        return set()
    names: set[int] = set()
    at = 0
    while at < len(parts):
        end = at
        while end < len(parts) and parts[end][0][0].isupper() and parts[end][0][0].isalpha():
            end += 1
        if end > at and _is_name(parts, at, end):
            names.update(range(at, end))
        at = max(end, at + 1)
    return names


def _is_name(parts: list[tuple[str, int, int]], first: int, last: int) -> bool:
    before = parts[first - 1][0] if first else "."
    if before == "." and first >= 2 and fold(parts[first - 2][0]) in SHORT_CUES:
        return True
    if not before[0].isalnum():
        return False  # the first word of a sentence is always written so
    return last - first >= 2 or before[0].isdigit() or fold(before) in CUES


@lru_cache(maxsize=16384)
def _shapes(written: str) -> tuple[tuple[str, str], ...]:
    """The word folded and in small letters; shorthand is written out, and may be two words."""
    small = written.translate(ETH).lower()
    return tuple((fold(word), word) for word in SHORTHAND.get(small, small).split())
