"""The programme sheet of the first half of 2022: 8 of 17 targets; of 82 tasks 42 done, 32 in progress, 8 not begun."""

from __future__ import annotations

from collections import Counter

import pytest
from python_calamine import CalamineWorkbook

from tests.data.city_pack import PACK

HEADER = ["số", "tên", "đơn vị", "trạng thái", "tiến độ", "hạn"]


@pytest.mark.parametrize(
    ("sheet", "counts"),
    [
        ("Chỉ tiêu", {"Đã hoàn thành": 8, "Đang thực hiện": 9}),
        ("Nhiệm vụ", {"Đã hoàn thành": 42, "Đang thực hiện": 32, "Chưa thực hiện": 8}),
    ],
)
def test_the_counts_are_those_of_the_source(sheet: str, counts: dict[str, int]) -> None:
    book = CalamineWorkbook.from_path(PACK / "programme_2022_h1.xlsx")
    header, *lines = book.get_sheet_by_name(sheet).to_python()
    assert header == HEADER
    assert [line[0] for line in lines] == list(range(1, len(lines) + 1))
    assert Counter(line[3] for line in lines) == counts
