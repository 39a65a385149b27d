"""What an official letter holds and how its fixed parts are written: Decree 30/2020/NĐ-CP, Article 8 and Annex I."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"


@dataclass(frozen=True)
class LetterText:
    """The parts of a letter in the Decree's order; the seal and the signature are put on paper or digitally.

    `authority` is the body above the issuing agency, empty where Annex I asks for none (People's Committees).
    """

    authority: str
    agency: str
    number: int
    symbol: str
    place: str
    signed_on: date
    abstract: str
    addressee: str
    body: str
    signer_position: str
    signer_name: str
    recipients: str


def number_line(number: int, symbol: str) -> str:
    """ "Số: 05/SXD-PA": a number below ten has a nought before it."""
    return f"Số: {number:02}/{symbol}"


def dated_place(place: str, on: date) -> str:
    """ "Cần Thơ, ngày 06 tháng 7 năm 2026": days below ten and the months 1 and 2 have a nought before them."""
    month = f"{on.month:02}" if on.month < 3 else str(on.month)
    return f"{place}, ngày {on.day:02} tháng {month} năm {on.year}"
