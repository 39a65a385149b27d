"""How well fields are found in texts whose fields are known: the figures, and the table of mistakes."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from feedback.rules.keywords import Guess, top_level


class Asked(NamedTuple):
    """A text and the top-level fields that are right for it: the first is the answer, the others are as good."""

    text: str
    fields: tuple[str, ...]


class Mistake(NamedTuple):
    """A text whose likeliest field was wrong."""

    text: str
    right: str
    guesses: tuple[Guess, ...]


@dataclass(frozen=True)
class Figures:
    """Shares are rounded to four places; `auto_accuracy` is None when nothing would have gone without a person."""

    n: int
    top1: float
    top3: float
    macro_f1: float
    auto_share: float
    auto_accuracy: float | None
    ms_per_text_p50: float
    ms_per_text_p95: float


def evaluate(
    asked: Sequence[Asked],
    classify: Callable[[str], tuple[Guess, ...]],
    threshold: Callable[[str], float],
    seconds: Callable[[], float],
) -> tuple[Figures, list[Mistake]]:
    """Ask about every text; `seconds` is a clock for the time that each answer takes."""
    pairs: list[tuple[str, str]] = []
    mistakes: list[Mistake] = []
    took: list[float] = []
    in_three = sent = sent_right = 0
    for text, fields in asked:
        began = seconds()
        guesses = classify(text)
        took.append(1000 * (seconds() - began))
        found = [top_level(guess.field_code) for guess in guesses]
        is_right = bool(found) and found[0] in fields
        in_three += any(code in fields for code in found[:3])
        pairs.append((found[0] if is_right else fields[0], found[0] if found else ""))
        if guesses and guesses[0].probability >= threshold(guesses[0].field_code):
            sent += 1
            sent_right += is_right
        if not is_right:
            mistakes.append(Mistake(text, fields[0], guesses))
    n = max(len(asked), 1)
    figures = Figures(
        n=len(asked),
        top1=round(1 - len(mistakes) / n, 4),
        top3=round(in_three / n, 4),
        macro_f1=round(macro_f1(pairs), 4),
        auto_share=round(sent / n, 4),
        auto_accuracy=round(sent_right / sent, 4) if sent else None,
        ms_per_text_p50=round(statistics.median(took or [0.0]), 3),
        ms_per_text_p95=round(sorted(took or [0.0])[int(0.95 * (len(took) - 1))], 3),
    )
    return figures, mistakes


def macro_f1(pairs: Iterable[tuple[str, str]]) -> float:
    """The mean over fields of F1; pairs of (right, found). Fields that nobody meant or found do not count."""
    hits: Counter[str] = Counter()
    meant: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for right, answer in pairs:
        meant[right] += 1
        found[answer] += 1
        hits[right] += right == answer
    scores = [2 * hits[code] / (meant[code] + found[code]) for code in meant]
    return sum(scores) / len(scores) if scores else 0.0
