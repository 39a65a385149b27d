"""Rows of another system's cases, read from JSONL, CSV or XLSX, whatever language their columns are named in."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from feedback.errors import N_, Invalid
from feedback.rules.text import words

BYTES_MAX = 20 * 1024 * 1024
ROWS_MAX = 50_000
HEADER_WITHIN = 20  # lines of a spreadsheet among which the header is looked for
CELL_MAX = 200_000  # characters; a longer cell is no report

TOO_BIG = N_("Tệp lớn quá %(most)s MB. Hãy chia nhỏ rồi nhập từng phần.")
TOO_MANY = N_("Tệp có hơn %(most)s dòng. Hãy chia nhỏ rồi nhập từng phần.")
UNKNOWN_KIND = N_("Chỉ nhập được tệp .jsonl, .csv hoặc .xlsx.")
UNREADABLE = N_("Không đọc được tệp %(file)s: %(why)s")
NO_TEXT_COLUMN = N_("Tệp không có cột nội dung. Các cột đọc thấy: %(columns)s.")
NOT_JSON = N_("không phải JSON")
NOT_AN_OBJECT = N_("phải là một đối tượng { }")
NOT_UTF8 = N_("không phải chữ UTF-8")
BAD_CELL = N_("cột %(column)s phải là chữ, số hoặc ngày")
BAD_LINE = N_("dòng không đọc được")
BAD_HEADER = N_(
    "Không đọc được dòng tiêu đề của tệp %(file)s: có ô dài quá mức hoặc thiếu dấu ngoặc kép đóng. Hãy sửa dòng đầu."
)

COLUMNS = {  # what we call it: folded names under which it comes
    "external_id": "id|external id|ma|ma so|ma phan anh|ma ho so|so phieu|so ho so|ma vu viec",
    "title": "title|subject|tieu de",
    "text": "text|content|description|noi dung|noi dung phan anh|noi dung kien nghi|mo ta",
    "place": "place|address|location|dia diem|dia chi|noi xay ra|vi tri",
    "ward": "ward|phuong|xa|phuong xa",
    "received_at": "date|received at|received|created|created at|ngay|ngay gui|ngay nhan|ngay tao|ngay tiep nhan"
    "|thoi gian|thoi gian gui|thoi diem nhan",
    "field": "field|category|linh vuc|chuyen muc",
    "agency": "agency|department|co quan|co quan xu ly|don vi|don vi xu ly",
    "due": "due|due at|due date|deadline|han|han xu ly|thoi han",
    "answered_at": "answered|answered at|resolved at|closed at|ngay tra loi|thoi gian tra loi|ngay giai quyet",
    "answer": "answer|response|resolution|ket qua|ket qua xu ly|tra loi|noi dung tra loi",
    "name": "name|full name|ho ten|ho va ten|ten|nguoi gui|nguoi phan anh",
    "phone": "phone|telephone|dien thoai|so dien thoai|sdt",
    "email": "email|e mail|mail|thu dien tu|dia chi thu",
    "kind": "kind|type|loai|loai phan anh",
    "channel": "channel|kenh|kenh tiep nhan",
}
BY_HEADER = {alias: column for column, aliases in COLUMNS.items() for alias in aliases.split("|")}

WRITTEN_TIMES = (
    "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%H:%M %d/%m/%Y", "%H:%M:%S %d/%m/%Y", "%d/%m/%Y", "%m/%Y", "%Y/%m", "%Y",
)  # fmt: skip

Cells = dict[str, str | date]


@dataclass(frozen=True)
class BadLine:
    """A line that was not taken (or, as a remark, taken without something), and why."""

    line: int
    why: str


@dataclass(frozen=True)
class Line:
    """One readable line: its number in the file, and its cells by our column names."""

    line: int
    cells: Cells


def read_lines(path: Path) -> list[Line | BadLine]:
    """Every line of a file, good or bad, in order. Raises Invalid when the file as a whole cannot be read."""
    kinds = {".jsonl": _jsonl, ".ndjson": _jsonl, ".csv": _csv, ".tsv": _csv, ".xlsx": _xlsx}
    read = kinds.get(path.suffix.lower())
    if read is None:
        raise Invalid("file", UNKNOWN_KIND)
    try:
        body = path.read_bytes() if path.stat().st_size <= BYTES_MAX else None
    except OSError as error:
        raise Invalid("file", UNREADABLE, file=path.name, why=error.strerror) from error
    if body is None:
        raise Invalid("file", TOO_BIG, most=BYTES_MAX >> 20)
    lines: list[Line | BadLine] = []
    for found in read(path.name, body):
        if len(lines) == ROWS_MAX:
            raise Invalid("file", TOO_MANY, most=f"{ROWS_MAX:,}".replace(",", "."))
        lines.append(found)
    return lines


def _jsonl(name: str, body: bytes) -> Iterator[Line | BadLine]:
    for number, raw in enumerate(body.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not raw.strip():
            continue
        try:
            form = json.loads(raw.decode("utf-8"))
        except UnicodeDecodeError:
            yield BadLine(number, NOT_UTF8)
        except (ValueError, RecursionError):
            yield BadLine(number, NOT_JSON)
        else:
            yield _line(number, form) if isinstance(form, dict) else BadLine(number, NOT_AN_OBJECT)


def _csv(name: str, body: bytes) -> Iterator[Line | BadLine]:
    # A byte that is no UTF-8 becomes half a character, which only its own row is refused for.
    text = body.decode("utf-8-sig", errors="surrogateescape")
    first = text[: text.find("\n")] if "\n" in text else text
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    try:
        header = _known(next(reader, []), name)
    except csv.Error as error:
        raise Invalid("file", BAD_HEADER, file=name) from error
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield BadLine(number, BAD_LINE)
            continue
        if any(cell.strip() for cell in cells):
            yield _line(number, dict(zip(header, cells, strict=False)))


def _xlsx(name: str, body: bytes) -> Iterator[Line | BadLine]:
    try:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        raise Invalid("file", UNREADABLE, file=name, why=str(error).splitlines()[0]) from error
    at = next((n for n, row in enumerate(rows[:HEADER_WITHIN]) if _has_text_column(row)), 0)
    header = _known(rows[at] if rows else [], name)
    for number, cells in enumerate(rows[at + 1 :], at + 2):
        if any(cell != "" for cell in cells):
            yield _line(number, dict(zip(header, cells, strict=False)))


def _known(header: list[Any], name: str) -> list[str]:
    """The header as it stands. Raises Invalid when no column holds the text."""
    if not _has_text_column(header):
        raise Invalid("file", NO_TEXT_COLUMN, columns=", ".join(str(cell)[:40] for cell in header[:30]) or "—")
    return [str(cell) for cell in header]


def _has_text_column(header: list[Any]) -> bool:
    return any(_column(str(cell)) == "text" for cell in header)


def _column(header: str) -> str | None:
    return BY_HEADER.get(" ".join(words(header)))


def _line(number: int, form: Mapping[str, Any]) -> Line | BadLine:
    """Our columns of a line, the first filled one of several that mean the same; others are ignored."""
    cells: Cells = {}
    for header, value in form.items():
        column = _column(str(header))
        if column is None or column in cells or value in (None, ""):
            continue
        if isinstance(value, dict | list) or len(str(value)) > CELL_MAX:
            return BadLine(number, BAD_CELL % {"column": str(header)[:40]})
        cells[column] = _plain(value)
    return Line(number, cells)


def _plain(value: Any) -> str | date:
    if isinstance(value, date):  # a datetime is one too
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # spreadsheets keep every number as a fraction
    return value.isoformat() if isinstance(value, time) else str(value)


def moment(value: str | date) -> datetime | None:
    """A date or a time as people write it, naive unless it says its zone; None when it is neither.

    A date without a time is its first minute; a month or a year its first day.
    """
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time(0))
    for form in WRITTEN_TIMES:
        try:
            return datetime.strptime(value.strip().replace("-", "/"), form)  # noqa: DTZ007 - its zone is the caller's
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(value.strip())
    except ValueError:
        return None
