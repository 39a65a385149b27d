"""A programme as papers: the spreadsheet that can be loaded again, and its report as DOCX and PDF.

What people typed is written as text, never as a formula, a link or markup. The same report at the same instant gives
the same words.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import datetime, time
from typing import Any

import docx
import xlsxwriter
from docx.document import Document
from docx.shared import Pt
from fpdf import FPDF
from fpdf.enums import TableCellFillMode
from xlsxwriter.format import Format

from feedback.actions.pdf_page import FAMILY, Margins, blank_page
from feedback.actions.plan_sheet import ABOUT, TARGETS, TASKS
from feedback.rules.programme_report import (
    HEADER,
    HISTORY_HEADER,
    OVERDUE,
    ItemLine,
    ProgrammeReport,
    cells,
    history_cells,
)

WIDTHS = (5, 60, 24, 18, 10, 12)  # of characters, by column
HISTORY_WIDTHS = (9, 17, 22, 22, 22, 40)
HISTORY = "III. QUÁ TRÌNH THỰC HIỆN"
HISTORY_SHEET = "Quá trình"  # beside the three sheets that are loaded; whoever loads the file looks at those only
MARGINS = Margins(18, 16, 18, 16)
FONT = "Times New Roman"  # Decree 30/2020/NĐ-CP, Annex I
PART_NAMES = {TARGETS: "I. CHỈ TIÊU", TASKS: "II. NHIỆM VỤ"}


def as_xlsx(report: ProgrammeReport) -> bytes:
    """Three sheets as `load_programme` reads them: loading it again changes nothing. A fourth tells the history."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": report.name, "created": report.made_at.replace(tzinfo=None)})
    bold = book.add_format({"bold": True})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for name, lines in _parts(report):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, (*HEADER, "người phụ trách", "tình trạng"), bold)
        for row, line in enumerate(lines, 1):
            sheet.write_number(row, 0, line.number)
            for column, words in enumerate((line.name, line.owner, line.status), 1):
                sheet.write_string(row, column, words)
            sheet.write_number(row, 4, line.progress_pct)
            if line.due_on is not None:
                sheet.write_datetime(row, 5, datetime.combine(line.due_on, time()), day)
            sheet.write_string(row, 6, line.person)
            sheet.write_string(row, 7, OVERDUE if line.is_overdue else "")
        for column, width in enumerate((*WIDTHS, 24, 10)):
            sheet.set_column(column, column, width)
    about = book.add_worksheet(ABOUT)
    for row, (name, words) in enumerate((("tên", report.name), ("kỳ", report.period), ("nguồn", report.source))):
        about.write_string(row, 0, name, bold)
        about.write_string(row, 1, words)
    _xlsx_history(book, report, bold)
    book.close()
    return written.getvalue()


def as_docx(report: ProgrammeReport) -> bytes:
    """The report for a word processor."""
    paper = docx.Document()
    style: Any = paper.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(13)
    paper.core_properties.title = report.name
    paper.core_properties.created = report.made_at.replace(tzinfo=None)
    paper.add_heading(report.title, level=1)
    for sentence in report.sentences:
        paper.add_paragraph(sentence)
    for name, lines in _parts(report):
        paper.add_heading(PART_NAMES[name], level=2)
        _docx_table(paper, HEADER, [cells(line) for line in lines])
    if report.changes:
        paper.add_heading(HISTORY, level=2)
        _docx_table(paper, HISTORY_HEADER, [history_cells(one) for one in report.changes])
    paper.add_paragraph(report.footing)
    written = io.BytesIO()
    paper.save(written)
    return written.getvalue()


def as_pdf(report: ProgrammeReport) -> bytes:
    """The report for printing, A4, landscape for its table."""
    page = blank_page(report.name, report.made_at, MARGINS)
    _paragraph(page, report.title, "B", 14)
    for sentence in report.sentences:
        _paragraph(page, sentence, "", 12)
    for name, lines in _parts(report):
        page.ln(3)
        _paragraph(page, PART_NAMES[name], "B", 12)
        _pdf_table(page, HEADER, [cells(line) for line in lines], WIDTHS)
    if report.changes:
        page.ln(3)
        _paragraph(page, HISTORY, "B", 12)
        _pdf_table(page, HISTORY_HEADER, [history_cells(one) for one in report.changes], HISTORY_WIDTHS)
    page.ln(4)
    _paragraph(page, report.footing, "", 9)
    return bytes(page.output())


PAPERS: dict[str, Callable[[ProgrammeReport], bytes]] = {"xlsx": as_xlsx, "docx": as_docx, "pdf": as_pdf}
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


def _parts(report: ProgrammeReport) -> tuple[tuple[str, Sequence[ItemLine]], ...]:
    return (TARGETS, report.targets), (TASKS, report.tasks)


def _xlsx_history(book: xlsxwriter.Workbook, report: ProgrammeReport, bold: Format) -> None:
    if not report.changes:
        return
    sheet = book.add_worksheet(HISTORY_SHEET)
    sheet.write_row(0, 0, HISTORY_HEADER, bold)
    for row, change in enumerate(report.changes, 1):
        for column, words in enumerate(history_cells(change)):
            sheet.write_string(row, column, words)
    for column, width in enumerate(HISTORY_WIDTHS):
        sheet.set_column(column, column, width)


def _docx_table(paper: Document, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = paper.add_table(rows=1, cols=len(header))
    table.style = "Table Grid"
    for cell, words in zip(table.rows[0].cells, header, strict=True):
        cell.text = words
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words


def _pdf_table(page: FPDF, header: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
    page.set_font(FAMILY, "", 9.5)
    page.set_fill_color(240)
    with page.table(col_widths=widths, line_height=5.2, cell_fill_mode=TableCellFillMode.NONE) as table:
        for words in (header, *rows):
            row = table.row()
            for word in words:
                row.cell(word)


def _paragraph(page: FPDF, words: str, style: str, size: float) -> None:
    page.set_font(FAMILY, style, size)
    page.multi_cell(0, size * 0.5, words, new_x="LMARGIN", new_y="NEXT")
