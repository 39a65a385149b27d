"""How a spreadsheet names its columns and says that a number is a day (ECMA-376, part 1, 18.8.30)."""

from __future__ import annotations

import re
from string import ascii_uppercase

BUILT_IN_DAYS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
CELL = re.compile(r"([A-Z]{1,3})[0-9]{1,7}")
NOT_SHOWN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')  # words, colours, room: no part of the pattern


def column_of(cell: str) -> int:
    """From "C12" 2. Raises ValueError."""
    found = CELL.fullmatch(cell)
    if found is None:
        raise ValueError(cell)
    at = 0
    for letter in found[1]:
        at = at * 26 + ascii_uppercase.index(letter) + 1
    return at - 1


def place(column: int) -> str:
    """From 2 "C", as people find it."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = ascii_uppercase[rest] + letters
    return letters


def is_day_format(code: str) -> bool:
    """Whether a number shown so is a day or an hour."""
    return bool(re.search(r"[dmyhs]", NOT_SHOWN.sub("", code.partition(";")[0]), re.IGNORECASE))
