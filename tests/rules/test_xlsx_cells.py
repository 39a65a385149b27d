"""How a spreadsheet names its columns, and which numbers it shows as days."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.rules.xlsx_cells import column_of, is_day_format, place


@given(st.integers(0, 16_383))
def test_a_column_is_found_again_by_its_letters(column: int) -> None:
    assert column_of(f"{place(column)}12") == column


def test_letters_and_days_as_people_know_them() -> None:
    assert [place(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    for wrong in ("", "12", "a1", "A", "ABCD1"):
        with pytest.raises(ValueError, match=r"^") as told:
            column_of(wrong)
        assert str(told.value) == wrong
    for code in ("dd/mm/yyyy", "[$-42A]dd mmmm yyyy;@", "hh:mm", "m/d"):
        assert is_day_format(code)
    for code in ("General", "0.00", '#,##0 "đồng"', "[Red]0", '0" days"', "@"):
        assert not is_day_format(code)
