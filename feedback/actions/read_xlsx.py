"""Reading the first sheet of an XLSX row by row: only the row at hand and the shared words are in memory.

An XLSX is a ZIP of XML. Sheets name words of one shared list by their place, and days as numbers in a style of days.
What would fill the memory is refused: more rows than asked for, too many shared words, a declared document type.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, BinaryIO, cast
from xml.etree.ElementTree import Element, ParseError, XMLPullParser
from zipfile import BadZipFile, ZipFile

from feedback.errors import N_, Invalid
from feedback.rules.xlsx_cells import BUILT_IN_DAYS, column_of, is_day_format, place

CHUNK = 64 * 1024
ELEMENT_MAX = 8_000_000  # bytes of one row or one shared word
SHARED_MAX = 40_000_000  # characters of all shared words together
COLUMNS_MAX = 200
FIRST_DAY = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's days have no zone; the odd day is Excel's
FIRST_DAY_1904 = datetime(1904, 1, 1)  # noqa: DTZ001 - of files from old Macintoshes
DOCTYPE = re.compile(rb"<!\s*DOCTYPE")
UNREADABLE = N_("Không đọc được danh sách. Chỉ nhận tệp CSV (UTF-8) hoặc XLSX.")
TOO_MANY_ROWS = N_("Danh sách có hơn %(most)s dòng. Từ dòng %(row)s trở đi hãy tách sang tệp khác.")
TOO_MANY_WORDS = N_("Danh sách có quá nhiều chữ. Hãy chia nhỏ rồi nhập từng phần.")
TOO_WIDE = N_("Dòng %(row)s có chữ ở cột %(column)s, quá %(most)s cột. Hãy bỏ các cột thừa.")


@dataclass(frozen=True)
class BadCell:
    """A cell that cannot be read, such as #REF!; `place` is as people find it: D12."""

    place: str


def read_xlsx(content: BinaryIO, rows_max: int) -> Iterator[tuple[int, list[Any]]]:
    """Each filled row with its number on the sheet: words, numbers, truths, days, BadCell; None for nothing.

    Raises Invalid naming `file`: it is no spreadsheet, or has more than `rows_max` rows.
    """
    try:
        with ZipFile(content) as book:
            yield from _Sheet(book).rows(rows_max)
    # what unpacking and the XML parser say of a file that is something else, cut off or broken
    except (BadZipFile, KeyError, ParseError, OSError, ValueError, EOFError, zlib.error, NotImplementedError) as error:
        raise Invalid("file", UNREADABLE) from error


class _Sheet:
    """The first sheet of a book, with what its cells point at."""

    def __init__(self, book: ZipFile) -> None:
        self.book = book
        self.first, self.begins = self._workbook()
        self.words = list(self._shared())
        self.day_styles = self._day_styles()

    def rows(self, rows_max: int) -> Iterator[tuple[int, list[Any]]]:
        number = told = 0
        for row in self._elements(self.first, "row"):
            number = int(row.get("r", number + 1))
            cells = self._cells(row, number)
            if any(cell not in (None, "") for cell in cells):
                told += 1
                if told > rows_max:
                    raise Invalid("file", TOO_MANY_ROWS, most=f"{rows_max:,}".replace(",", "."), row=number)
                yield number, cells

    def _cells(self, row: Element, number: int) -> list[Any]:
        cells: list[Any] = []
        for cell in row:
            at = column_of(cell.get("r", "")) if cell.get("r") else len(cells)
            if at >= COLUMNS_MAX:
                raise Invalid("file", TOO_WIDE, row=number, column=place(at), most=COLUMNS_MAX)
            cells += [None] * (at - len(cells) + 1)
            try:
                cells[at] = self._value(cell)
            except (ValueError, IndexError, OverflowError):
                cells[at] = BadCell(f"{place(at)}{number}")
        return cells

    def _value(self, cell: Element) -> Any:
        """Raises ValueError or IndexError for what cannot be there, and for Excel's own errors such as #REF!."""
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return _said(cell)
        held = next((one.text for one in cell if _name(one) == "v"), None)
        if held is None:
            return None
        match kind:
            case "s":
                return self.words[_natural(held)]
            case "str":
                return held
            case "d":
                return datetime.fromisoformat(held)
            case "b":
                return held == "1"
            case "n":
                number = float(held)
                is_day = int(cell.get("s", 0)) in self.day_styles
                return self.begins + timedelta(days=number) if is_day else number
            case _:
                raise ValueError(held)

    def _workbook(self) -> tuple[str, datetime]:
        """Where the first sheet lies, and from when its days are counted."""
        link, begins = "", FIRST_DAY
        for one in self._elements("xl/workbook.xml", "sheet", "workbookPr"):
            if _name(one) == "sheet":
                link = link or next((value for key, value in one.items() if key.endswith("}id")), "")
            elif one.get("date1904") in ("1", "true"):
                begins = FIRST_DAY_1904
        targets = {one.get("Id"): one for one in self._elements("xl/_rels/workbook.xml.rels", "Relationship")}
        target = targets[link].get("Target", "")
        return target.removeprefix("/") if target.startswith("/") else f"xl/{target}", begins

    def _shared(self) -> Iterator[str]:
        if "xl/sharedStrings.xml" not in self.book.namelist():
            return
        total = 0
        for one in self._elements("xl/sharedStrings.xml", "si"):
            said = _said(one)
            total += len(said) + 1
            if total > SHARED_MAX:
                raise Invalid("file", TOO_MANY_WORDS)
            yield said

    def _day_styles(self) -> frozenset[int]:
        """The numbers of the styles that show a day."""
        if "xl/styles.xml" not in self.book.namelist():
            return frozenset()
        days, styles = set(BUILT_IN_DAYS), list[int]()
        for one in self._elements("xl/styles.xml", "numFmt", "cellXfs"):
            if _name(one) == "cellXfs":
                styles = [int(style.get("numFmtId", 0)) for style in one]
            elif is_day_format(one.get("formatCode", "")):
                days.add(int(one.get("numFmtId", 0)))
        return frozenset(number for number, style in enumerate(styles) if style in days)

    def _elements(self, part: str, *names: str) -> Iterator[Element]:
        """The elements of these names as they end; all else is let go at once, they before the next is read."""
        parser, open_, behind, taken = XMLPullParser(("start", "end")), list[Element](), b"", 0
        with self.book.open(part) as file:
            for chunk in iter(lambda: file.read(CHUNK), b""):
                behind, taken = behind[-20:] + chunk, taken + len(chunk)
                if DOCTYPE.search(behind) or taken > ELEMENT_MAX:
                    raise ValueError(part)
                parser.feed(chunk)
                for event, one in cast("Iterator[tuple[str, Element]]", parser.read_events()):
                    if event == "start":
                        open_.append(one)
                        continue
                    open_.pop()
                    if _name(one) in names:
                        taken = 0
                        yield one
                    if open_ and not any(_name(over) in names for over in open_):
                        open_[-1].remove(one)
            parser.close()


def _name(one: Element) -> str:
    return one.tag.rpartition("}")[2]


def _said(one: Element) -> str:
    """The words of a text, without how they are to be read aloud."""
    if _name(one) == "t":
        return one.text or ""
    return "".join(_said(part) for part in one if _name(part) in ("t", "r", "is"))


def _natural(held: str) -> int:
    found = int(held)
    if found < 0:
        raise ValueError(held)
    return found
