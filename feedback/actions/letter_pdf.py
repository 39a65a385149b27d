"""Drawing a letter as a PDF page: A4, the margins and the layout of Decree 30/2020/NĐ-CP, Annex I.

What people typed is drawn as characters and never read as markup, file names or addresses.
"""

from __future__ import annotations

from datetime import datetime

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from feedback.actions.pdf_page import FAMILY, Margins, blank_page
from feedback.rules.letter import MOTTO, NATION, LetterText, dated_place, number_line

LEFT, RIGHT, TOP, BOTTOM = 30.0, 18.0, 20.0, 20.0  # mm, within Annex I's 30-35, 15-20, 20-25, 20-25
WIDTH = 210.0 - LEFT - RIGHT
HEAD_LEFT = 64.0  # mm, the column of the issuing agency
INDENT = 10.0  # mm, the first line of a paragraph
SIGNATURE = 26.0  # mm left free for signature and seal
BODY_SIZE, LINE = 12.5, 6.6  # points, mm


def draw(letter: LetterText, now: datetime) -> bytes:
    """The letter as PDF bytes: the same letter at the same instant gives the same bytes."""
    page = _page(letter, now)
    _head(page, letter)
    _addressee(page, letter.addressee)
    for paragraph in letter.body.splitlines():
        if paragraph.strip():
            _paragraph(page, paragraph.strip())
    _foot(page, letter)
    return bytes(page.output())


def _page(letter: LetterText, now: datetime) -> FPDF:
    title = f"{number_line(letter.number, letter.symbol)} {letter.abstract}"
    page = blank_page(title, now, Margins(LEFT, TOP, RIGHT, BOTTOM), "portrait")
    page.set_author(letter.agency)
    return page


def _head(page: FPDF, letter: LetterText) -> None:
    """Two columns: who writes, the number and the matter on the left; the nation and the date on the right."""
    left_end = _left_head(page, letter)
    right, width = LEFT + HEAD_LEFT + 2, WIDTH - HEAD_LEFT - 2
    page.set_xy(right, TOP)
    _centred(page, width, NATION, "B", 10.5)
    _centred(page, width, MOTTO, "B", 11.5)
    rule = page.get_y() + 0.8
    page.line(right + width / 2 - 27, rule, right + width / 2 + 27, rule)
    page.set_xy(right, rule + 4)
    _centred(page, width, dated_place(letter.place, letter.signed_on), "", 11)
    page.set_xy(LEFT, max(left_end, page.get_y()) + 8)


def _left_head(page: FPDF, letter: LetterText) -> float:
    """Draw the left column; where it ends."""
    page.set_xy(LEFT, TOP)
    if letter.authority:
        _centred(page, HEAD_LEFT, letter.authority.upper(), "", 10.5)
    _centred(page, HEAD_LEFT, letter.agency.upper(), "B", 10.5)
    rule = page.get_y() + 0.8
    page.line(LEFT + HEAD_LEFT / 2 - 11, rule, LEFT + HEAD_LEFT / 2 + 11, rule)
    page.set_xy(LEFT, rule + 4)
    _centred(page, HEAD_LEFT, number_line(letter.number, letter.symbol), "", 11.5)
    _centred(page, HEAD_LEFT, f"V/v {letter.abstract}", "", 10.5)
    return page.get_y()


def _addressee(page: FPDF, addressee: str) -> None:
    page.set_font(FAMILY, "", BODY_SIZE)
    page.multi_cell(WIDTH, LINE, f"Kính gửi: {addressee}", align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    page.ln(4)


def _paragraph(page: FPDF, words: str) -> None:
    page.set_font(FAMILY, "", BODY_SIZE)
    with page.text_columns(text_align="JUSTIFY", line_height=1.45) as column:
        column.paragraph(first_line_indent=INDENT, bottom_margin=2).write(words)
        column.end_paragraph()


def _foot(page: FPDF, letter: LetterText) -> None:
    """Who also receives it on the left; position, room to sign, and name on the right. Never parted by a page."""
    lines = [line.strip() for line in letter.recipients.splitlines() if line.strip()]
    if page.get_y() + max(SIGNATURE + 24, 5.2 * (len(lines) + 1)) > page.h - BOTTOM:
        page.add_page()
    page.ln(6)
    top, half = page.get_y(), WIDTH / 2
    page.set_xy(LEFT, top)
    page.set_font(FAMILY, "B", 10.5)
    page.multi_cell(half, 5.2, "Nơi nhận:", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    page.set_font(FAMILY, "", 10)
    for line in lines:
        page.multi_cell(half - 4, 5, line, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    page.set_xy(LEFT + half, top)
    _centred(page, half, letter.signer_position.upper(), "B", 12)
    page.set_xy(LEFT + half, page.get_y() + SIGNATURE)
    _centred(page, half, letter.signer_name, "B", 12.5)


def _centred(page: FPDF, width: float, words: str, style: str, size: float) -> None:
    """Centred lines in a column that begins where the pen is; the pen ends below, in the same column."""
    left = page.get_x()
    page.set_font(FAMILY, style, size)
    page.multi_cell(width, size * 0.5, words, align="C", new_x=XPos.LEFT, new_y=YPos.NEXT)
    page.set_x(left)
