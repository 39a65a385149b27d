"""Drawing the rows of an export as CSV, XLSX or PDF. What people typed is text in each: no formula, link or markup."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import xlsxwriter
from fpdf.enums import TableCellFillMode

from feedback.actions.pdf_page import FAMILY, Margins, blank_page
from feedback.clock import HO_CHI_MINH
from feedback.rules.plain_cells import Cell, csv_lines, spoken
from feedback.terms import ExportFormat

BOM = "\ufeff"  # spreadsheets then read the file as UTF-8
MARGINS = Margins(12, 12, 12, 12)
XLSX = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
TYPES = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.PDF: "application/pdf",
}


@dataclass(frozen=True)
class Sheet:
    """`title` stands above the table on paper. The same sheet gives the same bytes."""

    title: str
    made_at: datetime
    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def as_csv(sheet: Sheet) -> bytes:
    return (BOM + csv_lines([sheet.columns]) + csv_lines(sheet.rows)).encode()


def as_xlsx(sheet: Sheet) -> bytes:
    """One sheet, written line by line: only the line at hand is in memory."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, XLSX)
    book.set_properties({"title": sheet.title, "created": sheet.made_at.replace(tzinfo=None)})
    bold, moment = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    page = book.add_worksheet("Du lieu")
    page.set_column(0, len(sheet.columns), 18)
    page.freeze_panes(1, 0)
    for column, words in enumerate(sheet.columns):
        page.write_string(0, column, words, bold)
    for row, cells in enumerate(sheet.rows, 1):
        for column, cell in enumerate(cells):
            if isinstance(cell, datetime):
                page.write_datetime(row, column, cell.astimezone(HO_CHI_MINH).replace(tzinfo=None), moment)
            elif isinstance(cell, int | float):
                page.write_number(row, column, cell)
            elif cell is not None:
                page.write_string(row, column, cell.isoformat() if isinstance(cell, date) else cell)
    book.close()
    return written.getvalue()


def as_pdf(sheet: Sheet) -> bytes:
    """A4 across, the heading of the table again on each page."""
    paper = blank_page(sheet.title, sheet.made_at, MARGINS)
    paper.set_font(FAMILY, "B", 12)
    paper.multi_cell(0, 6, sheet.title, new_x="LMARGIN", new_y="NEXT")
    paper.ln(2)
    paper.set_font(FAMILY, "", 7.5)
    paper.set_fill_color(240)
    with paper.table(line_height=4.2, cell_fill_mode=TableCellFillMode.NONE) as table:
        for cells in (sheet.columns, *sheet.rows):
            line = table.row()
            for cell in cells:
                line.cell(cell if isinstance(cell, str) else spoken(cell))
    return bytes(paper.output())


DRAWERS: dict[ExportFormat, Callable[[Sheet], bytes]] = {
    ExportFormat.CSV: as_csv,
    ExportFormat.XLSX: as_xlsx,
    ExportFormat.PDF: as_pdf,
}
