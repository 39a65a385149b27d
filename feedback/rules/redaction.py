"""Private facts in a text, found and hidden before a text is published (Law 91/2025/QH15 on personal data).

It would rather hide too much than too little where a number looks personal, and leaves the words that say what is
wrong and on which street. A person still reads the copy before it is published.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from feedback.rules.private_patterns import PATTERNS

HIDDEN = "[đã ẩn]"


class Span(NamedTuple):
    """A private fact at [start, end) of the text: phone, id, email, plate, name, bank or house."""

    start: int
    end: int
    kind: str


def find_private(text: str) -> list[Span]:
    """Private facts in the order of the text, never overlapping."""
    found: list[Span] = []
    for kind, pattern in PATTERNS:
        found += [span for span in _spans(text, kind, pattern) if not any(_overlap(span, other) for other in found)]
    return sorted(found)


def redact(text: str) -> str:
    """The text with every private fact replaced by "[đã ẩn]". Idempotent."""
    kept, at = [], 0
    for span in find_private(text):
        kept += [text[at : span.start], HIDDEN]
        at = span.end
    return "".join([*kept, text[at:]])


def mask_phone(number: str) -> str:
    """ "0907 418 562" becomes "09xx xxx 562"; a short number keeps nothing."""
    digits = re.sub(r"\D", "", number)
    digits = "0" + digits[2:] if digits.startswith("84") and len(digits) == 11 else digits
    if len(digits) < 9:
        return "x" * len(digits)
    return f"{digits[:2]}xx {'x' * (len(digits) - 7)} {digits[-3:]}"


def mask_name(name: str) -> str:
    """ "Nguyễn Văn An" becomes "Nguyễn V. A."; one word becomes its first letter."""
    family, *rest = name.split() or [""]
    if not rest:
        return f"{family[:1]}." if family else ""
    return " ".join([family, *(f"{word[0].upper()}." for word in rest)])


def mask_email(address: str) -> str:
    """ "nguyenvana@gmail.com" becomes "n…@gmail.com"."""
    user, _, domain = address.rpartition("@")
    return f"{user[:1]}…@{domain}"


def _spans(text: str, kind: str, pattern: re.Pattern[str]) -> Iterator[Span]:
    for match in pattern.finditer(text):
        group = next((name for name, hidden in match.groupdict().items() if hidden), 0)
        yield Span(match.start(group), match.end(group), kind)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
