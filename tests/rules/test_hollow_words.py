"""Answers that lean on empty phrases: refused when nothing else is left, flagged when little is."""

from __future__ import annotations

import pytest

from feedback.rules.hollow_words import is_empty, is_hollow

PHRASES = ("đã tiếp thu", "đã tiếp thu, ghi nhận", "sẽ xem xét")


@pytest.mark.parametrize(
    ("text", "empty", "hollow"),
    [
        ("Đã tiếp thu, ghi nhận. Sẽ xem xét.", True, True),
        ("ĐÃ TIẾP THU; đội duy tu đến xem hố này sáng nay.", False, True),
        ("Da tiep thu, doi duy tu den xem ho nay sang nay.", False, True),  # written without marks
        ("Đội duy tu đã vá xong hố trước số 12 sáng nay.", False, False),
        ("Đã tiếp thu. " + "Đội duy tu đã vá xong hố trước số 12. " * 3, False, False),
        ("Vá xong rồi.", True, False),
    ],
)
def test_what_an_answer_is(text: str, *, empty: bool, hollow: bool) -> None:
    assert is_empty(text, PHRASES) is empty
    assert is_hollow(text, PHRASES) is hollow
