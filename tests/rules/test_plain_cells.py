"""Words that somebody typed are text in a spreadsheet, whatever they begin with."""

from __future__ import annotations

import csv
import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.rules.plain_cells import FORMULA, csv_lines, plain, spoken


@pytest.mark.parametrize(
    "typed",
    [
        "=1+1", "+84907123456", "-2+3", "@SUM(A1)", "\t=1", "\r\n=1", "\x00=1", " =1", "\u200b=1",
        "\ufeff=1", "\u202e=1", "＝1", "＋1", "－1", "＠x", "\u00a0=1", "%0A=1", "|cmd",
        '=HYPERLINK("http://evil","x")', '=WEBSERVICE("http://evil")',
    ],
)  # fmt: skip
def test_a_formula_becomes_text(typed: str) -> None:
    assert plain(typed).startswith("'")


def test_numbers_stay_numbers_and_text_keeps_its_zeros() -> None:
    assert [spoken(-5), spoken(-2.5), spoken(None), plain("0907 123"), plain("Đường 30/4")] == [
        "-5", "-2.5", "", "0907 123", "Đường 30/4",
    ]  # fmt: skip


@given(st.text())
def test_no_typed_cell_begins_like_a_formula_and_every_cell_comes_back(typed: str) -> None:
    safe = plain(typed)
    assert unicodedata.normalize("NFKC", safe).lstrip()[:1] not in FORMULA
    assert not {unicodedata.category(one) for one in safe} & {"Cc", "Cf", "Cs"}
    assert list(csv.reader(io.StringIO(csv_lines([[typed, 7]]), newline=""))) == [[safe, "7"]]
