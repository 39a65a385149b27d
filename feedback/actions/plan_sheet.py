"""Reading the spreadsheet of a programme: three sheets, and everything that is wrong with it, line by line."""

from __future__ import annotations

import io
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from feedback.errors import N_, FeedbackError, Invalid
from feedback.rules.text import tidy_line
from feedback.terms import ProgrammeStatus

TARGETS, TASKS, ABOUT = "Chỉ tiêu", "Nhiệm vụ", "Chương trình"
COLUMNS = ("số", "tên", "đơn vị", "trạng thái", "tiến độ", "hạn")
STATUSES = {status.vi: status for status in ProgrammeStatus}
MOST_ITEMS = 5_000
MOST_BYTES = 5 * 1024 * 1024

NOT_A_SHEET = N_("Tệp không phải bảng chương trình: cần ba trang “Chỉ tiêu”, “Nhiệm vụ”, “Chương trình”.")
NO_COLUMN = N_("Trang “%(sheet)s” thiếu cột “%(column)s”.")
BAD_STATUS = N_("Trang “%(sheet)s”, dòng %(line)s: trạng thái phải là một trong: %(known)s.")
BAD_CELL = N_("Trang “%(sheet)s”, dòng %(line)s: ô “%(column)s” viết chưa đúng.")
TWICE = N_("Trang “%(sheet)s”, dòng %(line)s: số %(number)s đã có ở dòng trên.")
NO_NAME = N_("Trang “%(sheet)s”, dòng %(line)s: chưa ghi tên.")
NOTHING = N_("Bảng không có chỉ tiêu hay nhiệm vụ nào.")
TOO_MANY = N_("Bảng dài quá 5.000 dòng.")
TOO_BIG = N_("Tệp lớn quá 5 MB.")

Values = dict[str, Any]


@dataclass
class Sheet:
    """What a spreadsheet says. Nothing may be loaded while there are troubles."""

    name: str = ""
    period: str = ""
    source: str = ""
    items: list[Values] = field(default_factory=list)
    troubles: list[FeedbackError] = field(default_factory=list)


def read_sheet(content: bytes) -> Sheet:
    """Never raises: what cannot be read is among the troubles."""
    sheet = Sheet()
    try:
        _read(content, sheet)
    except Invalid as error:
        sheet.troubles.append(error)
    return sheet


def _read(content: bytes, sheet: Sheet) -> None:
    if len(content) > MOST_BYTES:
        raise Invalid("file", TOO_BIG)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        pages = {name: book.get_sheet_by_name(name).to_python() for name in (TARGETS, TASKS, ABOUT)}
    except (CalamineError, OSError) as error:  # not a workbook, or without these sheets
        raise Invalid("file", NOT_A_SHEET) from error
    if sum(map(len, pages.values())) > MOST_ITEMS:
        raise Invalid("file", TOO_MANY)
    about = {_text(line[0]).lower(): _text(line[1]) for line in pages[ABOUT] if len(line) > 1}
    sheet.name, sheet.period = about.get("tên", "")[:200], about.get("kỳ", "")[:12]
    sheet.source = about.get("nguồn", "")[:300]
    for name in (TARGETS, TASKS):
        _read_items(sheet, name, pages[name])
    if not sheet.items and not sheet.troubles:
        raise Invalid("file", NOTHING)


def _read_items(sheet: Sheet, name: str, lines: Sequence[Sequence[Any]]) -> None:
    header = [_text(cell).lower() for cell in lines[0]] if lines else []
    missing = [Invalid("file", NO_COLUMN, sheet=name, column=column) for column in COLUMNS if column not in header]
    if missing:
        sheet.troubles += missing
        return
    seen: set[int] = set()
    for line, cells in enumerate(lines[1:], 2):
        if not any(cell != "" for cell in cells):
            continue
        try:
            item = _item(name, line, dict(zip(header, cells, strict=False)), seen)
        except Invalid as error:
            sheet.troubles.append(error)
            continue
        seen.add(item["number"])
        sheet.items.append(item)


def _item(sheet: str, line: int, cells: Mapping[str, Any], seen: Container[int]) -> Values:
    status = STATUSES.get(_text(cells["trạng thái"]))
    if status is None:
        raise Invalid("file", BAD_STATUS, sheet=sheet, line=line, known=", ".join(STATUSES))
    if not _text(cells["tên"]):
        raise Invalid("file", NO_NAME, sheet=sheet, line=line)
    number = _cell(sheet, line, cells, "số", _number)
    if number in seen:
        raise Invalid("file", TWICE, sheet=sheet, line=line, number=number)
    return {
        "is_target": sheet == TARGETS,
        "number": number,
        "name": _text(cells["tên"])[:400],
        "owner": _text(cells["đơn vị"])[:200],
        "status": status,
        "progress_pct": _cell(sheet, line, cells, "tiến độ", _progress),
        "due_on": _cell(sheet, line, cells, "hạn", _day),
    }


def _cell(sheet: str, line: int, cells: Mapping[str, Any], column: str, read: Any) -> Any:
    try:
        return read(cells[column])
    except (ValueError, TypeError, OverflowError) as error:
        raise Invalid("file", BAD_CELL, sheet=sheet, line=line, column=column) from error


def _number(cell: Any) -> int:
    """From 1 up. Raises ValueError."""
    value = int(cell)
    if not 1 <= value <= 1_000_000 or float(cell) != value:
        raise ValueError(value)
    return value


def _progress(cell: Any) -> int:
    """0 to 100. Raises ValueError."""
    value = round(float(cell or 0))
    if not 0 <= value <= 100:
        raise ValueError(value)
    return value


def _day(cell: Any) -> date | None:
    """A date of the spreadsheet, "2026-06-30" or "30/6/2026". Raises ValueError."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    words = _text(cell)
    if "/" in words:
        day, month, year = words.split("/")
        return date(int(year), int(month), int(day))
    return date.fromisoformat(words) if words else None


def _text(cell: Any) -> str:
    return tidy_line(str(cell), "file") if cell not in (None, "") else ""
