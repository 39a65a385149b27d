"""An assessment as a spreadsheet: groups and rows with their scores, evidence and the appraiser's word.

What people typed is written as text, never as a formula or a link.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from feedback import clock
from feedback.models import AssessmentRow, Evidence
from feedback.queries import assessments, live_rows
from feedback.queries.assessments import Group, Sheet, Totals
from feedback.terms import AssessmentState

NAME = "Chấm điểm"
HEADER = (
    "Mã", "Tiêu chí", "Tối đa", "Tự chấm", "Thẩm định", "Cuối cùng", "Mất", "Tử số", "Mẫu số", "Tự tính", "Minh chứng",
    "Ý kiến thẩm định", "Giải trình", "Phụ trách", "Hạn", "Tình trạng",
)  # fmt: skip
WIDTHS = (8, 60, 9, 9, 9, 9, 9, 10, 10, 8, 60, 16, 40, 20, 11, 18)
AGREES = {None: "", True: "Thống nhất", False: "Không thống nhất"}
FIRST = 5  # the line of the header, under what the sheet is

Cell = str | Decimal | None


def as_xlsx(sheet: Sheet, made_at: datetime) -> bytes:
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": NAME, "created": made_at.replace(tzinfo=None)})
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    page = book.add_worksheet(NAME)
    for number, (name, said) in enumerate(_about(sheet, made_at)):
        page.write_string(number, 0, name, bold)
        page.write_string(number, 1, said)
    for number, (cells, is_total) in enumerate(_lines(sheet), FIRST):
        _write(page, number, cells, bold if is_total else wrapped)
    for column, width in enumerate(WIDTHS):
        page.set_column(column, column, width)
    page.freeze_panes(FIRST + 1, 2)
    book.close()
    return written.getvalue()


def _about(sheet: Sheet, made_at: datetime) -> tuple[tuple[str, str], ...]:
    found = sheet.assessment
    seal = f"; dấu niêm phong {found.digest}" if found.state is AssessmentState.CLOSED else ""
    return (
        ("Bộ", f"{found.catalogue.name_vi} ({found.catalogue.source})"),
        ("Đơn vị", f"{found.agency.name}, kỳ {found.period}"),
        ("Tình trạng", f"{found.state.vi}{seal}"),
        ("Xuất lúc", f"{clock.local(made_at):%H:%M %d/%m/%Y}"),
    )


def _lines(sheet: Sheet) -> Iterator[tuple[tuple[Cell, ...], bool]]:
    yield HEADER, True
    for group in sheet.groups:
        if group.row is not None:
            yield _total(group.row.code, group.row.name_vi, group.totals), True
        yield from ((_cells(sheet, group, line), False) for line in group.lines)
    yield _total("", "Tổng", sheet.totals), True


def _total(code: str, name: str, totals: Totals) -> tuple[Cell, ...]:
    return (code, name, totals.maximum, totals.claimed, totals.appraised, totals.final, totals.lost)


def _cells(sheet: Sheet, group: Group, line: AssessmentRow) -> tuple[Cell, ...]:
    one = sheet.live_of(line) if sheet.assessment.state is AssessmentState.OPEN else None
    given: dict[str, Any] = line.given
    numerator, denominator = given.get("numerator"), given.get("denominator")
    if one is not None:
        numerator, denominator = one.value.numerator, one.value.n
    return (
        line.row.code,
        line.row.name_vi,
        line.row.max_points,
        line.self_points if one is None else live_rows.points(line.row, one.value),
        line.appraised_points,
        line.final_points,
        assessments.lost(line),
        None if numerator is None else Decimal(numerator),
        None if denominator is None else Decimal(denominator),
        "có" if one is not None or line.is_live else "",
        "\n".join(_evidence(proof) for proof in line.evidence),
        AGREES[line.agrees],
        line.explanation,
        line.owner,
        f"{line.due_on:%d/%m/%Y}" if line.due_on else "",
        line.state.vi,
    )


def _evidence(one: Evidence) -> str:
    on = f" – {one.document_on:%d/%m/%Y}" if one.document_on else ""
    return f"{one.document_number}{on}: {one.abstract}"


def _write(page: Any, number: int, cells: tuple[Cell, ...], look: Any) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, Decimal):
            page.write_number(number, column, float(cell), look)
        elif cell:
            page.write_string(number, column, cell, look)
