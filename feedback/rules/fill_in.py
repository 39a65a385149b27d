"""Ready texts with places to fill in, and finding those that nobody filled in.

A place is written %(name)s, with any name that people understand: %(ngày hẹn)s. Those of `KNOWN` are filled from the
case; the rest, and dots left for writing (…… or ____), are filled by whoever sends the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

KNOWN = ("số phiếu", "nội dung", "địa điểm", "phường xã", "lĩnh vực", "đơn vị", "ngày", "hạn trả lời", "tổng đài")
NAME_MAX = 40
PLACE = re.compile(rf"%\(\s*([^()%\n]{{1,{NAME_MAX}}}?)\s*\)s")
DOTS = re.compile(r"…{2,}|\.{4,}|_{3,}|(?:… ?){2,}")


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with every known, non-empty value in its place; other places stay as they are."""
    return PLACE.sub(lambda found: values.get(found[1]) or found[0], text)


def unfilled(text: str) -> list[str]:
    """The names of the places still open, in their order and once each; dots are named as they stand."""
    found = [(match.start(), match[1]) for match in PLACE.finditer(text)]
    found += [(match.start(), match[0].strip()) for match in DOTS.finditer(text)]
    return list(dict.fromkeys(name for _, name in sorted(found)))


def is_broken(text: str) -> bool:
    """Whether a place was begun and not ended as it should be: "%(ngày" or "%(ngày)"."""
    return "%(" in PLACE.sub("", text)
