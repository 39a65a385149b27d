"""The spot within a ward as people describe it: house number, alley, unknown street, "đối diện …", coordinates.

None of it decides the ward; it is what the crew that goes there reads, in the citizen's own words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from itertools import takewhile

from feedback.rules.text import fold

NUMBER = r"\d{1,5}[a-z]?(?:/\d{1,4}[a-z]?){0,4}"
LATITUDES, LONGITUDES = (8.0, 24.0), (102.0, 110.0)  # of Viet Nam
COORDINATES = re.compile(r"(?<![\d.])(\d{1,2}\.\d{4,8})\s*[,;\s]\s*(\d{2,3}\.\d{4,8})(?![\d.])")


def _both(pattern: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The pattern as written, and for those who write no accents."""
    compiled = partial(re.compile, flags=re.IGNORECASE)
    return compiled(pattern), compiled(fold_pattern(pattern))


def fold_pattern(pattern: str) -> str:
    """The words of a pattern without accents; escapes keep their case."""
    return "".join(c if c.isascii() else fold(c) for c in pattern)


HOUSE_NAMED = _both(rf"(?:số nhà|nhà số|căn nhà số)\s*(?P<it>{NUMBER})(?![\w/])")
HOUSE_BEFORE = _both(rf"(?<![\w/])(?P<it>{NUMBER})[\s,]*(?:đường\s*)?$")
NOT_A_HOUSE = _both(r"(?:hẻm|kiệt|ngõ|ngách|km|tổ|lô|khu vực|ấp|ngày|lúc|số điện thoại)\s*$")
ALLEY = _both(rf"\b(?:hẻm|kiệt|ngõ)\s+(?:số\s+)?(?P<it>{NUMBER})(?![\w/])")
NEIGHBOURHOOD = _both(r"\b(?P<it>(?:khu vực|kv|tổ dân phố|tdp|tổ|ấp|khóm)\s*(?:số\s+)?\d{1,2}[a-z]?)\b")
CROSSING = _both(r"\b(?:ngã (?:ba|tư|năm|sáu|bảy|3|4|5|6|7)|giao lộ|vòng xoay|nút giao|góc đường)\b")
BESIDE = _both(
    r"\b(?P<it>(?:đối diện|gần|sau lưng|phía sau|sau hông|cạnh|kế bên|sát bên|bên hông|bên cạnh|ngay trước"
    r"|trước cổng|trước cửa|trước mặt|ngang|dưới chân|dưới dạ|chân)\s+[^,.;:!?()\n]{3,60})"
)
STREET = re.compile(
    r"(?<![Tt]hành )(?<!THÀNH )\b(?:đường|phố|đại lộ|hương lộ|tỉnh lộ)\s+(?P<it>[^,.;:!?()\n–-]{2,60})", re.IGNORECASE
)
END_OF_PLACE = re.compile(
    r"\s(?:bị|có|đang|đã|thì|là|nên|rất|hay|mà|nhưng|vào|lúc|từ|không|chưa|thường|làm|gây|hư|ngập|nghẹt|mất)\b.*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Spot:
    """What a text says of the exact spot, in its own words."""

    house_number: str | None = None
    alley: str | None = None  # its number: "51" of "hẻm 51"
    neighbourhood: str | None = None  # "khu vực 3"
    street_said: str | None = None  # a street by its name, whether the gazetteer knows it or not
    beside: str | None = None  # "đối diện chợ Xuân Khánh"
    is_crossing: bool = False
    point: tuple[float, float] | None = None


NOWHERE = Spot()


def read_spot(text: str, street_at: int | None, *, is_accented: bool) -> Spot:
    """The spot; `street_at` is where the name of a known street begins."""
    which = 0 if is_accented else 1
    street = _street(text)
    beside = _found(BESIDE[which], text)
    return Spot(
        house_number=_house(text, street[0] if street and street_at is None else street_at, which),
        alley=_found(ALLEY[which], text),
        neighbourhood=_found(NEIGHBOURHOOD[which], text),
        street_said=street[1] if street else None,
        beside=END_OF_PLACE.sub("", beside).strip() if beside else None,
        is_crossing=CROSSING[which].search(text) is not None,
        point=_point(text),
    )


def _found(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return found["it"] if found else None


def _street(text: str) -> tuple[int, str] | None:
    """Where the name of a street begins, and the name: the capitalised words after "đường"."""
    for match in STREET.finditer(text):
        name = list(takewhile(lambda word: word[0].isupper() or word[0].isdigit(), match["it"].split()))
        if name and any(word[0].isupper() for word in name):
            return match.start("it"), " ".join(name)
    return None


def _house(text: str, street_at: int | None, which: int) -> str | None:
    named = _found(HOUSE_NAMED[which], text)
    if named or street_at is None:
        return named
    before = text[:street_at]
    found = HOUSE_BEFORE[which].search(before)
    return found["it"] if found and not NOT_A_HOUSE[which].search(before[: found.start()]) else None


def _point(text: str) -> tuple[float, float] | None:
    for match in COORDINATES.finditer(text):
        lat, lon = float(match[1]), float(match[2])
        if LATITUDES[0] < lat < LATITUDES[1] and LONGITUDES[0] < lon < LONGITUDES[1]:
            return lat, lon
    return None
