from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.errors import Invalid
from feedback.rules.text import excerpt, fold, tidy, tidy_line, words


def test_composed_and_decomposed_text_become_one() -> None:
    assert tidy(unicodedata.normalize("NFD", "Đường Lê Lợi")) == "Đường Lê Lợi"


def test_invisible_characters_go_and_newlines_stay() -> None:
    assert tidy("\ufeff Nắp\u200b cống \u202ehỏng\u202c\r\n\r\n\r\n\r\n  ở\tđây \x07\u2028nhé  ") == (
        "Nắp cống hỏng\n\nở đây\nnhé"
    )


def test_a_line_stays_one_line() -> None:
    assert tidy_line(" 12\nLê Lợi \n\n  Ninh Kiều ") == "12 Lê Lợi Ninh Kiều"


@pytest.mark.parametrize("broken", ["a\x00b", "a\ud83d", "\udc00"])
def test_broken_text_is_refused_by_name(broken: str) -> None:
    with pytest.raises(Invalid) as caught:
        tidy(broken, field="address")
    assert caught.value.field == "address"


@settings(max_examples=150)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_tidying_twice_changes_nothing(text: str) -> None:
    once = tidy(text)
    assert tidy(once) == once
    assert "\n" not in tidy_line(text)


def test_folding_finds_what_people_type() -> None:
    assert fold("ĐƯỜNG Lê Lợi, Thuỷ – Thủy") == "duong le loi, thuy – thuy"
    assert tidy("Ðường") == "Đường"  # the first letter here is an Icelandic eth
    assert fold("Ðường") == fold("ĐƯỜNG") == fold(unicodedata.normalize("NFD", "đường")) == "duong"


def test_folding_twice_changes_nothing_for_any_character() -> None:
    letters = (chr(point) for point in range(sys.maxunicode + 1) if not 0xD800 <= point <= 0xDFFF)
    assert [c for c in letters if fold(fold(c)) != fold(c)] == []


@settings(max_examples=150)
@given(st.text())
def test_folding_is_idempotent_and_blind_to_normal_form(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))


def test_words_are_folded_and_bare() -> None:
    assert words("P.14, đường_Lê-Lợi: 2 ổ gà!") == ("p", "14", "duong", "le", "loi", "2", "o", "ga")


def test_an_excerpt_is_cut_between_words() -> None:
    assert excerpt("Nắp cống\n hỏng", 40) == "Nắp cống hỏng"
    assert excerpt("Nắp cống trước nhà bị hỏng, rất nguy hiểm", 28) == "Nắp cống trước nhà bị hỏng…"
    assert excerpt("a" * 50, 10) == "a" * 9 + "…"


@given(st.text(), st.integers(1, 80))
def test_an_excerpt_is_never_longer(text: str, length: int) -> None:
    assert len(excerpt(text, length)) <= length
