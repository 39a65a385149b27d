"""Finding known phrases in what people write, with their accents or without.

Whole words only. Where a letter carries marks, the marks must agree; where it carries none, it may be a person
typing without accents, which is believed more readily for long phrases than for short, ambiguous words.
"Hòa" and "hoà" are one spelling.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from feedback.rules.text import ETH, WORD, fold

# "P14", "q7": a kind of place written against its number
GLUED = re.compile(r"^(p|q|f)(\d{1,2})$", re.ASCII)
# how far an unaccented phrase of one, two, three or more words is believed
BELIEF_BARE_TEXT = (0.3, 0.8, 0.95)
BELIEF_ACCENTED_TEXT = (0.0, 0.5, 0.7)  # whoever writes accents leaves them out only by accident
ACCENTED_SHARE = 0.25


class Token(NamedTuple):
    """One word: its folded form, its sorted marks ("" when it has none), and where it stands in the text."""

    folded: str
    marks: str
    start: int
    end: int
    is_capital: bool


class Match(NamedTuple):
    """A phrase found: what it means, which words it covers [first, last), and how far to believe it, 0 to 1."""

    meaning: str
    phrase: str
    weight: float
    first: int
    last: int
    belief: float


@dataclass(frozen=True)
class _Phrase:
    meaning: str
    phrase: str
    weight: float
    folded: tuple[str, ...]
    marks: tuple[str, ...]


class PhraseBook:
    """Phrases with their meanings, indexed by first word. Build once, use from many threads."""

    def __init__(self, rows: Iterable[tuple[str, str, float]]) -> None:
        self._by_first_word: dict[str, list[_Phrase]] = defaultdict(list)
        for meaning, phrase, weight in rows:
            parts = tokens(phrase)
            if parts:
                folded, marks = tuple(part.folded for part in parts), tuple(part.marks for part in parts)
                self._by_first_word[folded[0]].append(_Phrase(meaning, phrase, weight, folded, marks))

    def find(self, found: list[Token]) -> Iterator[Match]:
        """Every phrase of the book in these tokens, in the order of the text."""
        beliefs = BELIEF_ACCENTED_TEXT if is_accented(found) else BELIEF_BARE_TEXT
        for first, token in enumerate(found):
            for phrase in self._by_first_word.get(token.folded, ()):
                belief = _belief(phrase, found[first : first + len(phrase.folded)], beliefs)
                if belief:
                    last = first + len(phrase.folded)
                    yield Match(phrase.meaning, phrase.phrase, phrase.weight, first, last, belief)


def tokens(text: str) -> list[Token]:
    """The words of a text in NFC, in order."""
    found: list[Token] = []
    for match in WORD.finditer(unicodedata.normalize("NFC", text)):
        word = match[0]
        folded, marks = _shape(word)
        glued = GLUED.match(folded)
        if glued:
            found.append(Token(glued[1], "", match.start(), match.start() + 1, word[0].isupper()))
            found.append(Token(glued[2], "", match.start() + 1, match.end(), False))
        else:
            found.append(Token(folded, marks, match.start(), match.end(), word[0].isupper() or word[0].isdigit()))
    return found


def is_accented(found: list[Token]) -> bool:
    """Whether the writer uses accents at all."""
    return sum(bool(token.marks) for token in found) >= ACCENTED_SHARE * max(len(found), 1)


@lru_cache(maxsize=8192)
def _shape(word: str) -> tuple[str, str]:
    lowered = unicodedata.normalize("NFD", word.translate(ETH).casefold())
    marks = sorted(c for c in lowered if unicodedata.combining(c) or c == "đ")
    return fold(word), "".join(marks)


def _belief(phrase: _Phrase, found: list[Token], beliefs: tuple[float, float, float]) -> float:
    if len(found) < len(phrase.folded):
        return 0.0
    bare = False
    for token, folded, marks in zip(found, phrase.folded, phrase.marks, strict=True):
        if token.folded != folded or token.marks not in ("", marks):
            return 0.0
        bare = bare or token.marks != marks
    return beliefs[min(len(found), 3) - 1] if bare else 1.0
