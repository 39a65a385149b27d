"""A text as somebody types it who has no Vietnamese keyboard."""

from __future__ import annotations

import unicodedata

D = str.maketrans("đĐÐ", "dDD")


def without_accents(text: str) -> str:
    """The same letters without their marks; capitals stay."""
    plain = unicodedata.normalize("NFD", text.translate(D))
    return "".join(c for c in plain if not unicodedata.combining(c))
