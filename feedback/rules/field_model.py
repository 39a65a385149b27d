"""The trained field model, applied with the standard library alone: small, quick, explainable.

A linear model over the features of `field_features`. One classifier finds the field; within a field another one finds
the sub-field. Probabilities are calibrated by one temperature; each field has its own threshold for going without a
person. How the file is laid out is said in `model_file`.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from feedback.rules.field_features import Word, features, words_of
from feedback.rules.keywords import Guess, top_level
from feedback.rules.linear import Linear, chances
from feedback.rules.quoting import quoted

NEVER = 1.1  # a threshold that no probability reaches
LEADS = 0.5  # the probability within its field from which a sub-field is named


class Seen(NamedTuple):
    """A text as the model sees it: features with their values, and the words that each of them covers."""

    values: list[tuple[int, float]]
    covers: list[list[tuple[int, int]]]
    words: list[Word]
    text: str


@dataclass(frozen=True)
class FieldModel:
    """Read once a process; used from many threads."""

    version: str
    checksum: str
    facts: Mapping[str, Any]  # what the file says about itself: created_at, corpus, examples, figures
    numbers: Mapping[str, int]  # feature -> its number
    worth: Sequence[float]  # of each feature (inverse document frequency)
    fields: Linear
    within: Mapping[str, Linear]  # of fields that have sub-fields
    temperature: float
    thresholds: Mapping[str, float]

    def threshold(self, field_code: str) -> float:
        """The probability from which this field needs no person."""
        return self.thresholds.get(top_level(field_code), NEVER)

    def classify(self, text: str, prior: Mapping[str, float] | None = None, top: int = 3) -> tuple[Guess, ...]:
        """The likeliest fields, best first, one guess for each top-level field.

        `prior` is added to the score of a field, in log-odds.
        """
        seen = self.see(text)
        scores = dict(zip(self.fields.columns, self.fields.totals(seen.values), strict=True))
        for code, more in (prior or {}).items():
            if code in scores:
                scores[code] += more
        found = chances(scores, self.temperature)
        best = sorted(found, key=lambda code: (-found[code], code))[:top]
        return tuple(
            Guess(self._sharpest(code, seen), round(found[code], 4), self.reasons(code, seen)) for code in best
        )

    def see(self, text: str) -> Seen:
        text = unicodedata.normalize("NFC", text)
        words = words_of(text)
        counts: dict[int, list[tuple[int, int]]] = {}
        for name, first, last in features(words):
            number = self.numbers.get(name)
            if number is not None:
                counts.setdefault(number, []).append((first, last))
        values = [(1.0 + math.log(len(at))) * self.worth[number] for number, at in counts.items()]
        norm = math.sqrt(sum(value * value for value in values)) or 1.0
        scaled = [(number, value / norm) for number, value in zip(counts, values, strict=True)]
        return Seen(scaled, list(counts.values()), words, text)

    def reasons(self, field_code: str, seen: Seen) -> tuple[str, ...]:
        """What the citizen wrote that speaks for a field, strongest first."""
        column = self.fields.columns.index(field_code)
        gains = [0.0] * len(seen.words)
        for (number, value), places in zip(seen.values, seen.covers, strict=True):
            gain = value * self.fields.weight(number, column) / len(places)
            for first, last in places:
                for at in range(first, last):
                    gains[at] += gain / (last - first)
        return quoted(seen.words, gains, seen.text)

    def _sharpest(self, field_code: str, seen: Seen) -> str:
        """The sub-field that leads clearly within a field; the field itself when none does."""
        inside = self.within.get(field_code)
        if inside is None:
            return field_code
        found = chances(dict(zip(inside.columns, inside.totals(seen.values), strict=True)))
        best = max(found, key=lambda code: (found[code], code))
        return best if found[best] >= LEADS else field_code
