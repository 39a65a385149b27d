from __future__ import annotations

import hashlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.errors import Invalid
from feedback.rules.lookup_code import (
    code_from_digest,
    format_number,
    is_well_formed,
    normalise,
    normalise_number,
    spoken,
)

codes = st.binary(min_size=16, max_size=32).map(code_from_digest)


def test_a_known_check_digit() -> None:
    assert is_well_formed("0000000005724")  # 572-4 is Damm's own example


def test_a_code_depends_on_its_digest_only() -> None:
    digest = hashlib.sha256(b"a report").digest()
    assert code_from_digest(digest) == code_from_digest(digest)
    assert code_from_digest(digest) != code_from_digest(digest[::-1])
    with pytest.raises(Invalid):
        code_from_digest(b"short")


@given(codes)
def test_every_wrong_digit_is_noticed(code: str) -> None:
    assert is_well_formed(code)
    for place, right in enumerate(code):
        for wrong in set("0123456789") - {right}:
            assert not is_well_formed(code[:place] + wrong + code[place + 1 :])


@given(codes)
def test_every_swap_of_neighbours_is_noticed(code: str) -> None:
    for place, (one, other) in enumerate(pairwise(code)):
        if one != other:
            assert not is_well_formed(code[:place] + other + one + code[place + 2 :])


@given(codes)
def test_what_is_read_aloud_is_understood(code: str) -> None:
    full_width = code.translate({ord("0") + n: chr(0xFF10 + n) for n in range(10)})
    for typed in (code, spoken(code), f" {spoken(code)}\n", spoken(code).replace(" ", " – "), full_width):
        assert normalise(typed) == code


@pytest.mark.parametrize("typed", ["", "1234", "0000000005725", "000000000572O", "00000000057244", "x" * 13])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert normalise(typed) is None


def test_grouping() -> None:
    assert spoken("1234567890123") == "1234 5678 90123"


def test_report_numbers() -> None:
    assert format_number(2026, 7, 4102) == "2607-4102"
    assert format_number(2026, 12, 7) == "2612-0007"
    assert format_number(2026, 7, 12345) == "2607-12345"


@pytest.mark.parametrize("typed", ["2607-4102", "2607 4102", "26074102", " 2607–4102 ", "２６０７-4102"])
def test_report_numbers_as_typed(typed: str) -> None:
    assert normalise_number(typed) == "2607-4102"


@pytest.mark.parametrize("typed", ["", "2613-4102", "2607", "phiếu 2607-4102"])
def test_what_cannot_be_a_report_number_is_none(typed: str) -> None:
    assert normalise_number(typed) is None
