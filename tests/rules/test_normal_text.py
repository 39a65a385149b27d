"""The normal form of what people write: one spelling, abbreviations written out, slips of the keyboard read."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from feedback.rules.normal_text import normal_form, normal_words
from feedback.rules.spelling import spelled
from feedback.rules.text import fold

SENTENCE = "Đường Nguyễn Văn Cừ ngập nước, hẻm 12 phường An Bình rất khó đi"


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("Thuỷ, hoà, khoẻ, toà nhà, quý, tuý luý", "thủy hòa khỏe tòa nhà quý túy lúy"),
        ("ngừơi dân ơ đừơng Hoàng Hòan", "người dân ơ đường hoàng hoàn"),
        ("gìa yếu, gía cả, qúa đáng", "già yếu giá cả quá đáng"),
        ("ÐƯỜNG ÐI", "đường đi"),
        ("quááááá trờiiiii ơiiii, hôiiii thốiiii", "quá trời ơi hôi thối"),
        ("Phường III, Phường VIII", "phường iii phường viii"),
        ("số 1000000 và 0002", "số 1000000 và 0002"),
        ("ngập 😭😭 quá 💧", "ngập quá"),
        ("ko có nước, hok biết sao, đèn k sáng", "không có nước không biết sao đèn không sáng"),
        ("dây điện 22 kV ở kv 3, kênh K", "dây điện 22 kv ở khu vực 3 kênh k"),
        ("chưa dc xử lý, đc báo rồi", "chưa được xử lý được báo rồi"),
        ("UBND phường, TDP 5, KDC 91B", "ủy ban nhân dân phường tổ dân phố 5 khu dân cư 91b"),
        ("kiệt 12, ngõ 7, hem 51", "hẻm 12 hẻm 7 hẻm 51"),
        ("sức cùng lực kiệt", "sức cùng lực kiệt"),
        ("P.5, P. Tân An, p5, F.3, Q.Ninh Kiều", "phường 5 phường tân an phường 5 phường 3 quận ninh kiều"),
        ("X. Tân Thạnh, H. Thới Lai, TP Cần Thơ", "xã tân thạnh huyện thới lai thành phố cần thơ"),
        ("TT. Cờ Đỏ, TX Ngã Bảy", "thị trấn cờ đỏ thị xã ngã bảy"),
        ("bà H. hỏi ông P. về việc này", "bà h hỏi ông p về việc này"),
        ("Đ. 30/4 và đg Hòa Bình", "đường 30 4 và đường hòa bình"),
        ("dduwowngf ngaapj nuwowcs", "đường ngập nước"),
        ("d9u7o72ng nga65p nu7o71c qua1", "đường ngập nước quá"),
        ("khoong cos ddieenj, hef phoos tooi om", "không có điện hè phố tôi om"),
        ("mui gas o cho, xe bus, test nhanh, box dien", "mui gas o cho xe bus test nhanh box dien"),
        ("to5 ap3 lo A2", "to5 ap3 lo a2"),
        ("ｄườｎｇ hư", "dường hư"),
        ("đư\u200bờng", "đường"),
        ("", ""),
        ("… !!! ???", ""),
    ],
)  # fmt: skip
def test_what_people_write_has_one_form(written: str, normal: str) -> None:
    assert normal_form(written) == normal


def test_the_way_accents_are_coded_does_not_matter() -> None:
    assert normal_form(unicodedata.normalize("NFD", SENTENCE)) == normal_form(SENTENCE)
    assert normal_form(unicodedata.normalize("NFKD", SENTENCE)) == normal_form(SENTENCE)


def test_words_point_at_what_was_written() -> None:
    text = unicodedata.normalize("NFD", "Nhà ở P.5 ko có nướcccc 😭, UBND p. An Bình")
    assert [(word.text, unicodedata.normalize("NFC", text[word.start : word.end])) for word in normal_words(text)] == [
        ("nhà", "Nhà"), ("ở", "ở"), ("phường", "P"), ("5", "5"), ("không", "ko"), ("có", "có"), ("nước", "nướcccc"),
        ("ủy", "UBND"), ("ban", "UBND"), ("nhân", "UBND"), ("dân", "UBND"),
        ("phường", "p"), ("an", "An"), ("bình", "Bình"),
    ]  # fmt: skip


PIECES = st.sampled_from(
    """
    ko k dc đc p. P. Q. q 5 UBND TDP tp TX h. H. x Tân An kiệt ngõ 12 hẻm dduwowngf d9u7o72ng khoong gas test nha2
    to5 Thuỷ hoà quáááá III 😭 , . : / \u200b kV 22 Ð đ Đ. ông bà r m 2026 ½ ² ß İ ŉ
    """.split()  # noqa: SIM905
)


@settings(max_examples=400)
@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=14).map(" ".join), st.lists(PIECES).map("".join)))
@example("k\u0301o")
def test_the_normal_form_is_its_own_normal_form(text: str) -> None:
    once = normal_form(text)
    assert normal_form(once) == once


@settings(max_examples=300)
@given(st.text(max_size=60))
def test_words_stand_in_order_inside_the_text(text: str) -> None:
    at = 0
    for word in normal_words(text):
        assert word.text
        assert at <= word.start < word.end <= len(text)
        at = word.start


@settings(max_examples=300)
@given(st.lists(st.sampled_from(SENTENCE.replace(",", "").split()), min_size=1, max_size=12))
def test_plain_vietnamese_is_only_put_in_lower_case(words: list[str]) -> None:
    assert normal_form(" ".join(words)) == " ".join(words).lower()


@settings(max_examples=400)
@given(st.text(max_size=30))
def test_spelling_is_idempotent_and_folds_as_search_does(word: str) -> None:
    once = spelled(word)
    assert spelled(once) == once
    assert fold(spelled("Thuỷ")) == fold("Thủy")
