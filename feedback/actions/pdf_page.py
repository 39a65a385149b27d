"""An empty PDF page that any paper of ours is drawn on: A4, our letters, the same bytes for the same instant."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Literal, NamedTuple

from fpdf import FPDF

FONTS = Path(__file__).resolve().parents[2] / "static" / "vendor" / "be-vietnam-pro-5.3.0"
FAMILY = "paper"


class Margins(NamedTuple):
    """In millimetres."""

    left: float
    top: float
    right: float
    bottom: float


def blank_page(
    title: str, made_at: datetime, margins: Margins, orientation: Literal["portrait", "landscape"] = "landscape"
) -> FPDF:
    """The first page, with FAMILY in plain ("") and bold ("B"); more begin by themselves where one is full."""
    page = FPDF(format="A4", orientation=orientation)
    page.set_creation_date(made_at)
    page.set_title(title)
    page.set_lang("vi")
    page.add_font(FAMILY, "", FONTS / "be-vietnam-pro-400.ttf")
    page.add_font(FAMILY, "B", FONTS / "be-vietnam-pro-600.ttf")
    page.set_margins(margins.left, margins.top, margins.right)
    page.set_auto_page_break(auto=True, margin=margins.bottom)
    page.add_page()
    return page
