"""Answers that sound like one: how much is left of a text once the city's empty phrases are taken out.

"Đã tiếp thu, ghi nhận" is not an answer and is refused. An answer that says something, but mostly with such phrases,
is taken and flagged: the leader who approves it sees that, and figures count it.
"""

from __future__ import annotations

from collections.abc import Iterable

from feedback.rules.text import fold

LEAST_WORDS = 6  # beyond the empty phrases, to be an answer at all
PLAIN_WORDS = 25  # from here on an answer says enough by itself, whatever phrases it has


def is_empty(text: str, phrases: Iterable[str]) -> bool:
    """Whether too little is left to be an answer."""
    return _words_left(text, phrases)[0] < LEAST_WORDS


def is_hollow(text: str, phrases: Iterable[str]) -> bool:
    """Whether it has empty phrases and little else."""
    left, taken = _words_left(text, phrases)
    return taken > 0 and left < PLAIN_WORDS


def _words_left(text: str, phrases: Iterable[str]) -> tuple[int, int]:
    """How many words are left, and how many phrases were taken out, the longest first."""
    rest, taken = fold(text), 0
    for phrase in sorted(map(fold, phrases), key=len, reverse=True):
        taken += rest.count(phrase)
        rest = rest.replace(phrase, " ")
    return len(rest.split()), taken
