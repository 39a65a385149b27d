"""Private facts in a text, found and hidden before a text is published (Law 91/2025/QH15 on personal data).

It would rather hide too much than too little where a number looks personal, and leaves the words that say what is
wrong and on which street. A person still reads the copy before it is published.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

HIDDEN = "[đã ẩn]"

GAP = r"[ .\-]?"
CAPITAL = "A-ZÀ-ÝĂĐĨŨƠƯẠ-Ỹ"
NAME_WORD = rf"[{CAPITAL}][a-zà-ýăđĩũơưạ-ỹ]+"
WHO = r"(?:tôi|em|con|cháu|mình)"
SAYS_NAME = rf"(?i:(?:{WHO}\s+tên(?:\s+là)?|(?:họ\s+và\s+tên|họ\s+tên|tên\s+tôi(?:\s+là)?|người\s+gửi)\s*:?))"
SAYS_BANK = r"(?i:(?:số\s+)?tài\s+khoản|stk|số\s+tk)"
SAYS_HOME = (
    r"(?i:(?:nhà\s+(?:tôi|em|ông|bà|anh|chị|của\s+\w+)|tôi\s+ở|em\s+ở|ngụ(?:\s+tại)?"
    r"|thường\s+trú(?:\s+tại)?|nhà\s+riêng)\s*:?)"
)
HOUSE_NUMBER = r"\d{1,5}[A-Za-z]?(?:/\d{1,4}[A-Za-z]?)*"
A_MEASURE = r"[\d.,]*\s*(?i:m\b|mét|km|ngày|giờ|năm|tháng|triệu|đồng|người|tuổi|lần|hộ)"
IDENTITY = r"\d{12}|\d{3} \d{3} \d{3} \d{3}|\d{4} \d{4} \d{4}|\d{9}|\d{3} \d{3} \d{3}"

# In this order: what an earlier pattern took, a later one leaves alone. None reaches across a mark already set.
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("email", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("bank", re.compile(rf"{SAYS_BANK}[^\d\n\[]{{0,30}}(?P<hidden>\d(?:[ .\-]?\d){{5,18}})")),
    ("plate", re.compile(r"\b\d{2}\s?-?\s?[A-Z][A-Z0-9]?\s?-?\s?\d{3}(?:\.?\d{2}|\d)\b")),
    ("phone", re.compile(rf"(?<![\d.])(?:\(?\+?84\)?{GAP}|0)[235789](?:{GAP}\d){{8}}(?:{GAP}\d)?(?!\d)")),
    ("id", re.compile(rf"(?<![\d/.,\-])(?:{IDENTITY})(?![\d/])")),
    ("name", re.compile(rf"{SAYS_NAME}\s*(?P<hidden>{NAME_WORD}(?:\s+{NAME_WORD}){{0,4}})")),
    ("house", re.compile(rf"{SAYS_HOME}[^\d\n.;\[]{{0,25}}(?P<hidden>{HOUSE_NUMBER})(?!{A_MEASURE})")),
)


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
        group = "hidden" if "hidden" in pattern.groupindex else 0
        yield Span(match.start(group), match.end(group), kind)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
