"""Words for the cells of files that spreadsheets open: what somebody typed is text there, never a formula.

A program that opens CSV takes "=…", "+…", "-…", "@…" for a formula, also behind blanks, after a control character, or
written full-width (ASVS 5.0, 1.2.10). Such words get an apostrophe in front, which spreadsheets read as "this is text".
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from feedback.clock import HO_CHI_MINH

Cell = str | int | float | datetime | date | None
FORMULA = frozenset("=+-@|%")
MARK = "'"


def plain(words: str) -> str:
    """The same words without control characters and marks of direction, safe as a cell."""
    kept = "".join(" " if one in "\t\r\n" else one for one in words)
    kept = "".join(one for one in kept if unicodedata.category(one) not in ("Cc", "Cf", "Cs"))
    first = unicodedata.normalize("NFKC", kept).lstrip()[:1]
    return MARK + kept if first in FORMULA else kept


def spoken(cell: Cell) -> str:
    """A cell as text. Numbers stay numbers, also negative ones; instants are Vietnam's."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.astimezone(HO_CHI_MINH).strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    return plain(cell) if isinstance(cell, str) else str(cell)


def csv_lines(rows: Iterable[Sequence[Cell]]) -> str:
    """Rows as CSV (RFC 4180), quoted where a comma, a quote or a break asks for it."""
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\r\n").writerows([spoken(cell) for cell in row] for row in rows)
    return written.getvalue()
