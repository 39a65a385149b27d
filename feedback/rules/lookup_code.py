"""The secret a citizen keeps, and the number people say to each other on the telephone.

A lookup code is 12 digits and one check digit, read 4-4-5: digits are not misheard in Vietnamese, letters are.
The check digit stops typing errors before they count as guesses; it adds no secrecy (39.9 bits are in the twelve).
A report number ("2607-4102") is no secret and opens nothing.
"""

from __future__ import annotations

import re
import unicodedata

from feedback.errors import N_, Invalid

CODE_DIGITS = 12
CODE = re.compile(r"\d{13}", re.ASCII)
NUMBER = re.compile(r"(\d\d)(0[1-9]|1[0-2])-?(\d{4,9})", re.ASCII)
BETWEEN = re.compile(r"[\s.\-_‐‑‒–—−·]+")

# Damm's quasigroup of order 10 (2004): finds every wrong digit and every swap of neighbours.
DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


def code_from_digest(digest: bytes) -> str:
    """The 13 digits that a keyed digest of at least 16 bytes stands for. Raises Invalid for a shorter one."""
    if len(digest) < 16:
        raise Invalid("digest", N_("Mã tra cứu cần ít nhất 16 byte ngẫu nhiên"))
    digits = f"{int.from_bytes(digest, 'big') % 10**CODE_DIGITS:0{CODE_DIGITS}d}"
    return digits + str(_check(digits))


def is_well_formed(code: str) -> bool:
    """Thirteen ASCII digits whose check digit holds."""
    return CODE.fullmatch(code) is not None and _check(code) == 0


def normalise(typed: str) -> str | None:
    """What a person typed or read aloud, as 13 digits; None when it cannot be a code."""
    digits = _plain_digits(typed)
    return digits if is_well_formed(digits) else None


def spoken(code: str) -> str:
    """ "1234 5678 90123": the grouping in which a code is shown and read."""
    return f"{code[:4]} {code[4:8]} {code[8:]}"


def format_number(year: int, month: int, serial: int) -> str:
    """Year, month and the serial of that month: (2026, 7, 4102) is "2607-4102"."""
    return f"{year % 100:02d}{month:02d}-{serial:04d}"


def normalise_number(typed: str) -> str | None:
    """ "2607 4102", "26074102" or "２６０７-4102" as "2607-4102"; None when it cannot be a report number."""
    match = NUMBER.fullmatch(_plain_digits(typed))
    return f"{match[1]}{match[2]}-{match[3]}" if match else None


def _plain_digits(typed: str) -> str:
    return BETWEEN.sub("", unicodedata.normalize("NFKC", typed))


def _check(digits: str) -> int:
    interim = 0
    for digit in digits:
        interim = DAMM[interim][int(digit)]
    return interim
