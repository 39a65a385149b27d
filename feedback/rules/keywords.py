"""Which field a report belongs to, by its words: a simple baseline that says honestly how sure it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from feedback.rules.phrases import Match, PhraseBook, tokens

OTHER = "khac"
CHANCE_OF_OTHER = 0.1  # what is said about a text that holds no known word
LENGTH_BONUS = 0.5  # each further word of a phrase makes it half again as telling
REPEAT = 0.5  # a word said again counts half as much each time
COVERED = 0.3  # "đường" inside "đèn đường" says little about roads
SHARPNESS = 2.0
DOUBT = 3.0  # the score at which a lone field is as likely wrong as right: one common word does not sound sure


class Guess(NamedTuple):
    """A field, the probability that its top-level field is right, and the words that say so.

    `field_code` is a sub-field when the words clearly point to one.
    """

    field_code: str
    probability: float
    words: tuple[str, ...]


@dataclass(frozen=True)
class Lexicon:
    """Phrases that hint at fields. Build once from rows (field_code, phrase, weight)."""

    book: PhraseBook

    @classmethod
    def build(cls, rows: Iterable[tuple[str, str, float]]) -> Lexicon:
        return cls(PhraseBook(rows))


def top_level(field_code: str) -> str:
    """The field of a sub-field: "giao-thong" for "giao-thong.o-ga"."""
    return field_code.partition(".")[0]


def classify(text: str, lexicon: Lexicon, top: int = 3) -> tuple[Guess, ...]:
    """The likeliest fields, best first, one guess for each top-level field; never empty.

    Probabilities add up to less than one: what is missing is the chance that none of them is right.
    """
    scores, said = _scores(lexicon.book, text)
    fields = _by_field(scores)
    if not fields:
        return (Guess(OTHER, CHANCE_OF_OTHER, ()),)
    whole = sum(score**SHARPNESS for score in fields.values()) + DOUBT**SHARPNESS
    ranked = sorted(fields, key=lambda code: (-fields[code], code))[:top]
    return tuple(
        Guess(_sharpest(code, scores, fields[code]), round(fields[code] ** SHARPNESS / whole, 4), _words(code, said))
        for code in ranked
    )


def field_scores(text: str, lexicon: Lexicon) -> dict[str, float]:
    """What the words of a text score for each top-level field; only fields that some word hints at."""
    return _by_field(_scores(lexicon.book, text)[0])


def _by_field(scores: dict[str, float]) -> dict[str, float]:
    fields: dict[str, float] = defaultdict(float)
    for code, score in scores.items():
        fields[top_level(code)] += score
    return fields


def _scores(book: PhraseBook, text: str) -> tuple[dict[str, float], dict[str, list[str]]]:
    """The score of each meaning, and the phrases that made it."""
    scores: dict[str, float] = defaultdict(float)
    said: dict[str, list[str]] = defaultdict(list)
    times: dict[tuple[str, str], int] = defaultdict(int)
    matches = list(book.find(tokens(text)))
    for match in matches:
        length = match.last - match.first
        score = match.weight * match.belief * (1 + LENGTH_BONUS * (length - 1))
        score *= REPEAT ** times[match.meaning, match.phrase]
        times[match.meaning, match.phrase] += 1
        scores[match.meaning] += score * (COVERED if _is_covered(match, matches) else 1.0)
        said[match.meaning].append(match.phrase)
    return scores, said


def _is_covered(match: Match, others: list[Match]) -> bool:
    length = match.last - match.first
    return any(
        other.first <= match.first and match.last <= other.last and other.last - other.first > length
        for other in others
    )


def _sharpest(field: str, scores: dict[str, float], whole: float) -> str:
    """The sub-field that holds at least half of what its field scored; the field itself when none does."""
    best = max((code for code in scores if top_level(code) == field), key=lambda code: (scores[code], code))
    return best if 2 * scores[best] >= whole else field


def _words(field: str, said: dict[str, list[str]]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(phrase for code, phrases in said.items() if top_level(code) == field for phrase in phrases)
    )
