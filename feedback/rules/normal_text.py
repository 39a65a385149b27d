"""A citizen's sentence in one normal form, for matching and for the model; every word knows where it stood.

Lower case, one spelling per word (`spelling`), abbreviations written out, Telex and VNI slips read, emoji and
punctuation gone. Idempotent: the normal form of a normal form is itself. What is quoted to people is cut from the
original by `start` and `end`, never taken from here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from feedback.rules.abbreviations import ANYWHERE, BEFORE_A_NAME, BEFORE_A_NUMBER, KEPT_AFTER, PEOPLE, UNITS, WHOLE
from feedback.rules.spelling import spelled, typed_blind

# letters with their marks; zero-width characters do not end a word
WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f\u200b-\u200d\u2060\ufeff\u00ad])*")
GLUED = re.compile(r"([pqf])(\d{1,2})|(ql|đt|tl|kv|tdp)(\d{1,4}[a-z]?)")  # "P5", "QL91B"


class Word(NamedTuple):
    """One word of the normal form, and the piece [start, end) of the original that it stands for."""

    text: str
    start: int
    end: int


class _Raw(NamedTuple):
    """A spelled word before abbreviations are read; `is_marked` when a full stop or a capital says it is short."""

    text: str
    start: int
    end: int
    is_capital: bool
    has_stop: bool


def normal_form(text: str) -> str:
    """The words of the normal form, one space between them."""
    return " ".join(word.text for word in normal_words(text))


def normal_words(text: str) -> tuple[Word, ...]:
    """The words of the normal form, in order, with their places in the text as given (NFC or NFD)."""
    raw = spelled_words(text)
    written: list[Word] = []
    for at, word in enumerate(raw):
        parts = _written_out(word, at, raw, written)
        written += [Word(part, word.start, word.end) for part in parts]
    return tuple(written)


def spelled_words(text: str) -> list[_Raw]:
    """The words with their right spelling, blind typing read, "p5" taken apart; nothing is written out yet."""
    found: list[_Raw] = []
    for match in WORD.finditer(text):
        word, start, end = spelled(match[0]), match.start(), match.end()
        glued = GLUED.fullmatch(word)
        if glued:
            short, number = (part for part in glued.groups() if part)
            middle = min(start + len(short), end - 1)
            found.append(_Raw(short, start, middle, True, True))
            found.append(_Raw(number, middle, end, False, False))
        elif word:
            found.append(_Raw(word, start, end, match[0][0].isupper(), text[end : end + 1] == "."))
    return _read_blind(found)


def _read_blind(words: list[_Raw]) -> list[_Raw]:
    """A keyboard left in English shows in one word at least; only then are doubtful words read that way too."""
    readings = [typed_blind(word.text) for word in words]
    if not any(reading and reading[1] for reading in readings):
        return words
    return [word._replace(text=reading[0]) if reading else word for word, reading in zip(words, readings, strict=True)]


def _written_out(word: _Raw, at: int, raw: Sequence[_Raw], before: Sequence[Word]) -> Sequence[str]:
    """The words that an abbreviation stands for; the word itself when it is none."""
    short = word.text
    last = before[-1].text if before else ""
    if short in ANYWHERE:
        is_kept = (short in UNITS and last.isdigit()) or last in KEPT_AFTER.get(short, ())
        return (short,) if is_kept else ANYWHERE[short]
    after = raw[at + 1] if at + 1 < len(raw) else None
    if short in BEFORE_A_NUMBER and after and after.text[0].isdigit():
        return BEFORE_A_NUMBER[short]
    if short in BEFORE_A_NAME and last not in PEOPLE and after and (word.has_stop or word.is_capital):
        return BEFORE_A_NAME[short] if after.is_capital or word.has_stop else (short,)
    return WHOLE.get(short, (short,))
