"""The words of a text that decided, as they were written, from what each word gave."""

from __future__ import annotations

from collections.abc import Sequence

from feedback.rules.field_features import Word

MOST = 4  # phrases
LONGEST = 6  # words in one phrase
TELLING = 0.2  # of what the strongest phrase gives


def quoted(words: Sequence[Word], gains: Sequence[float], text: str) -> tuple[str, ...]:
    """Neighbouring words that speak for a field, joined into phrases, the strongest first."""
    floor = TELLING * max(gains, default=0.0)
    phrases: dict[str, float] = {}
    first = 0
    while first < len(words):
        last = first
        while (
            last < len(words)
            and gains[last] > floor
            and last - first < LONGEST
            and not (last > first and words[last].opens)
        ):
            last += 1
        if last > first:
            phrase = " ".join(text[words[first].start : words[last - 1].end].split())
            key = next((known for known in phrases if known.lower() == phrase.lower()), phrase)
            phrases[key] = phrases.get(key, 0.0) + sum(gains[first:last])
        first = max(last, first + 1)
    strongest = sorted(phrases, key=lambda phrase: -phrases[phrase])[:MOST]
    return tuple(phrase for phrase in strongest if phrases[phrase] >= TELLING * phrases[strongest[0]])
