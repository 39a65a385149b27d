"""Reading a list of dossiers, CSV or XLSX, row by row: a good line as values, a bad one with its number and why."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

from feedback.actions.import_rows import BadLine, moment
from feedback.actions.read_xlsx import UNREADABLE, BadCell, read_xlsx
from feedback.errors import N_, Invalid
from feedback.rules.text import fold, words

NUMBER_MAX, PROCEDURE_MAX, RESULT_MAX = 80, 300, 120
BYTES_MAX = 20 * 1024 * 1024
ROWS_MAX = 200_000  # of a spreadsheet; more than a quarter of the city
NO_COLUMN = N_("Danh sách thiếu cột “%(column)s”. Các cột cần có: mã hồ sơ, cơ quan, ngày nhận, ngày hẹn trả.")
TOO_BIG = N_("Danh sách lớn quá 20 MB. Hãy chia nhỏ rồi nhập từng phần.")
BAD_CELL = N_("không đọc được ô “%(column)s” (%(place)s)")
EMPTY_CELL = N_("ô “%(column)s” còn trống")
BAD_DATE = N_("ô “%(column)s” phải là ngày, ví dụ 15/07/2026")
NO_AGENCY = N_("không có cơ quan “%(name)s”")
BACKWARDS = N_("ngày xong hoặc ngày hẹn trước ngày nhận")
BAD_RATING = N_("đánh giá phải là số từ 1 đến 5 hoặc lời trong thang của thành phố")
TOO_LONG = N_("ô “%(column)s” dài quá")
NAMES = {  # what we call it: the heading that people know, and folded headings under which it comes
    "number": ("mã hồ sơ", "number|ma|ma ho so|so ho so"),
    "agency": ("cơ quan", "agency|co quan|don vi|co quan giai quyet|don vi giai quyet"),
    "procedure": ("thủ tục", "procedure|thu tuc|ten thu tuc|linh vuc"),
    "received": ("ngày nhận", "received|ngay nhan|ngay tiep nhan"),
    "due": ("ngày hẹn trả", "due|ngay hen tra|han tra|han giai quyet|ngay hen"),
    "finished": ("ngày xong", "finished|ngay xong|ngay tra|ngay tra ket qua|ngay hoan thanh"),
    "result": ("kết quả", "result|ket qua"),
    "rating": ("đánh giá", "rating|danh gia|muc do hai long"),
    "complained": ("có phản ánh", "complained|co phan anh|phan anh"),
}
BY_HEADER = {alias: name for name, (_said, aliases) in NAMES.items() for alias in aliases.split("|")}
NEEDED = ("number", "agency", "received", "due")
YES = {"co", "x", "1", "true", "yes"}


@dataclass(frozen=True)
class Reading:
    """What the city knows while a list is read."""

    agencies: Mapping[str, str]  # code by folded name
    ratings: Mapping[str, int]  # score by folded word
    disliked_at_most: int


@dataclass(frozen=True)
class DossierLine:
    """A readable line and the values of its dossier."""

    line: int
    values: dict[str, Any]


def read_dossiers(name: str, content: BinaryIO, reading: Reading) -> Iterator[DossierLine | BadLine]:
    """Lines in order, one at a time. Raises Invalid naming `file` when the list as a whole cannot be read."""
    rows = _xlsx(content) if name.lower().endswith(".xlsx") else enumerate(_csv(content), 1)
    header: list[str | None] = []
    for number, cells in rows:
        if not header:
            header = _header(cells)
        elif any(cell not in ("", None) for cell in cells):
            yield _line(number, dict(zip(header, cells, strict=False)), reading)
    if not header:
        raise Invalid("file", UNREADABLE)


def _csv(content: BinaryIO) -> Iterator[Sequence[Any]]:
    """One line at a time, however long the list."""
    lines = (raw.decode() for raw in content)
    try:
        first = next(lines, "").removeprefix("\ufeff")
        if not first.strip():
            return
        mark = max(",;\t", key=first.count)
        yield next(csv.reader([first], delimiter=mark))
        yield from csv.reader(lines, delimiter=mark)
    except (UnicodeDecodeError, csv.Error) as error:
        raise Invalid("file", UNREADABLE) from error


def _xlsx(content: BinaryIO) -> Iterator[tuple[int, Sequence[Any]]]:
    if content.seek(0, io.SEEK_END) > BYTES_MAX:
        raise Invalid("file", TOO_BIG)
    content.seek(0)
    return read_xlsx(content, ROWS_MAX)


def _header(cells: Sequence[Any]) -> list[str | None]:
    named = [BY_HEADER.get(" ".join(words(str(cell)))) for cell in cells]
    for needed in NEEDED:
        if needed not in named:
            raise Invalid("file", NO_COLUMN, column=NAMES[needed][0])
    return named


def _line(number: int, cells: Mapping[str | None, Any], reading: Reading) -> DossierLine | BadLine:
    try:
        return DossierLine(number, _values(cells, reading))
    except Invalid as error:
        return BadLine(number, str(error))


def _values(cells: Mapping[str | None, Any], reading: Reading) -> dict[str, Any]:
    agency = _text(cells, "agency", 300, is_needed=True)
    if fold(agency) not in reading.agencies:
        raise Invalid("agency", NO_AGENCY, name=agency[:80])
    received, due, finished = _day(cells, "received"), _day(cells, "due"), _day(cells, "finished", is_needed=False)
    if due is None or received is None or due < received or (finished is not None and finished < received):
        raise Invalid("due", BACKWARDS)
    rating = _rating(cells, reading)
    return {
        "number": _text(cells, "number", NUMBER_MAX, is_needed=True),
        "agency_code": reading.agencies[fold(agency)],
        "procedure": _text(cells, "procedure", PROCEDURE_MAX),
        "received_on": received,
        "due_on": due,
        "finished_on": finished,
        "result": _text(cells, "result", RESULT_MAX),
        "rating": rating,
        "is_disliked": rating is not None and rating <= reading.disliked_at_most,
        "is_complained": fold(_text(cells, "complained", 20)) in YES,
    }


def _known(cells: Mapping[str | None, Any], name: str) -> Any:
    value = cells.get(name, "")
    if isinstance(value, BadCell):
        raise Invalid(name, BAD_CELL, column=NAMES[name][0], place=value.place)
    return value


def _text(cells: Mapping[str | None, Any], name: str, most: int, *, is_needed: bool = False) -> str:
    value = _known(cells, name)
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # spreadsheets keep every number as a fraction
    said = " ".join(str("" if value is None else value).split())
    if is_needed and not said:
        raise Invalid(name, EMPTY_CELL, column=NAMES[name][0])
    if len(said) > most or "\x00" in said:
        raise Invalid(name, TOO_LONG, column=NAMES[name][0])
    return said


def _day(cells: Mapping[str | None, Any], name: str, *, is_needed: bool = True) -> date | None:
    value = _known(cells, name)
    if value in (None, ""):
        if is_needed:
            raise Invalid(name, EMPTY_CELL, column=NAMES[name][0])
        return None
    found = moment(value if isinstance(value, date) else str(value))
    if found is None:
        raise Invalid(name, BAD_DATE, column=NAMES[name][0])
    return found.date()


def _rating(cells: Mapping[str | None, Any], reading: Reading) -> int | None:
    said = _text(cells, "rating", 60)
    if not said:
        return None
    score = int(said) if said in {"1", "2", "3", "4", "5"} else reading.ratings.get(fold(said))
    if score is None:
        raise Invalid("rating", BAD_RATING)
    return score
