"""Finding known phrases in what people write, with their accents or without.

Whole words of the normal form only (`normal_text`). Where a letter carries marks, the marks must agree; where some or
all are missing, it may be a person typing without accents or in haste, which is believed more readily for long phrases
than for short, ambiguous words.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from feedback.rules.normal_text import normal_words
from feedback.rules.text import fold

# how far an unaccented phrase of one, two, three or more words is believed
BELIEF_BARE_TEXT = (0.3, 0.8, 0.95)
BELIEF_ACCENTED_TEXT = (0.0, 0.5, 0.7)  # whoever writes accents leaves them out only by accident
ACCENTED_SHARE = 0.25


class Token(NamedTuple):
    """One word: its folded form, its sorted marks ("" when it has none), and where it stands in the text.

    `is_accented` tells of what was written: "ubnd" carries none though it stands for words that do.
    """

    folded: str
    marks: str
    start: int
    end: int
    is_capital: bool
    is_accented: bool = False


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
    marks: tuple[str, ...]


class PhraseBook:
    """Phrases with their meanings, found by their words. Build once, use from many threads."""

    def __init__(self, rows: Iterable[tuple[str, str, float]]) -> None:
        self._phrases: dict[tuple[str, ...], list[_Phrase]] = defaultdict(list)
        lengths: dict[str, set[int]] = defaultdict(set)
        for meaning, phrase, weight in rows:
            parts = tokens(phrase)
            if parts:
                folded, marks = tuple(part.folded for part in parts), tuple(part.marks for part in parts)
                self._phrases[folded].append(_Phrase(meaning, phrase, weight, marks))
                lengths[folded[0]].add(len(folded))
        self._lengths = {word: sorted(known) for word, known in lengths.items()}

    def find(self, found: list[Token]) -> Iterator[Match]:
        """Every phrase of the book in these tokens, in the order of the text."""
        beliefs = BELIEF_ACCENTED_TEXT if is_accented(found) else BELIEF_BARE_TEXT
        folded = tuple(token.folded for token in found)
        for first, word in enumerate(folded):
            for length in self._lengths.get(word, ()):
                last = first + length
                for phrase in self._phrases.get(folded[first:last], ()) if last <= len(folded) else ():
                    belief = _belief(phrase, found[first:last], beliefs)
                    if belief:
                        yield Match(phrase.meaning, phrase.phrase, phrase.weight, first, last, belief)


def tokens(text: str) -> list[Token]:
    """The words of a text, in order, with their places in it."""
    found: list[Token] = []
    for word, start, end in normal_words(text):
        folded, marks = _shape(word)
        first = text[start]
        is_accented = bool(marks) and not text[start:end].isascii()
        found.append(Token(folded, marks, start, end, first.isupper() or first.isdigit(), is_accented))
    return found


def is_accented(found: list[Token]) -> bool:
    """Whether the writer uses accents at all."""
    return sum(token.is_accented for token in found) >= ACCENTED_SHARE * max(len(found), 1)


@lru_cache(maxsize=8192)
def _shape(word: str) -> tuple[str, str]:
    marks = sorted(c for c in unicodedata.normalize("NFD", word) if unicodedata.combining(c) or c == "đ")
    return fold(word), "".join(marks)


def _belief(phrase: _Phrase, found: list[Token], beliefs: tuple[float, float, float]) -> float:
    """How far the words, which are those of the phrase but for their marks, are believed to mean it."""
    if all(token.marks == marks for token, marks in zip(found, phrase.marks, strict=True)):
        return 1.0
    if all(_may_lack(token.marks, marks) for token, marks in zip(found, phrase.marks, strict=True)):
        return beliefs[min(len(found), 3) - 1]
    return 0.0


@lru_cache(maxsize=8192)
def _may_lack(written: str, whole: str) -> bool:
    """Whether the marks written are some of those of the whole word: "truong", "dường" may be "trường", "đường"."""
    left = list(whole)
    for mark in written:
        if mark not in left:
            return False
        left.remove(mark)
    return True
