"""Ready texts: what is filled from the case, and what must not be sent open."""

from __future__ import annotations

import pytest

from feedback.rules.fill_in import fill, is_broken, unfilled

TEXT = "Ngày %(ngày)s, %(đơn vị)s đã vá mặt đường tại %(địa điểm)s bằng %(vật liệu)s."


def test_known_places_are_filled_and_others_stay() -> None:
    filled = fill(TEXT, {"ngày": "6/7/2026", "đơn vị": "Sở Xây dựng", "địa điểm": ""})
    assert filled == "Ngày 6/7/2026, Sở Xây dựng đã vá mặt đường tại %(địa điểm)s bằng %(vật liệu)s."
    assert unfilled(filled) == ["địa điểm", "vật liệu"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Đã làm xong, hẹn ngày ……", ["……"]),
        ("Đã làm xong, hẹn ngày ....", ["...."]),
        ("Ký tên ____", ["____"]),
        ("Ký tên … … …", ["… … …"]),
        ("%( ngày hẹn )s và %(ngày hẹn)s", ["ngày hẹn"]),
        ("Đang xem… rồi làm xong.", []),
        ("Chờ chút... đã xong 100%.", []),
        ("Giảm 5% (năm nay) so với trước", []),
    ],
)
def test_open_places_are_named_once(text: str, names: list[str]) -> None:
    assert unfilled(text) == names


def test_values_are_never_read_as_places() -> None:
    assert fill("%(nội dung)s", {"nội dung": "%(ngày)s", "ngày": "1/1"}) == "%(ngày)s"


@pytest.mark.parametrize(
    ("text", "broken"), [("%(ngày)s", False), ("%(ngày)", True), ("%(ngày", True), ("%()s", True), ("100%", False)]
)
def test_broken_places_are_seen(text: str, broken: bool) -> None:
    assert is_broken(text) is broken
