from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.rules.keywords import Lexicon, classify, top_level
from feedback.rules.phrases import tokens
from feedback.rules.text import fold

ROWS = [
    ("giao-thong", "đường", 1.0),
    ("giao-thong", "mặt đường", 2.0),
    ("giao-thong.o-ga", "ổ gà", 4.0),
    ("chieu-sang", "đèn đường", 4.0),
    ("chieu-sang.den-tat", "không sáng", 3.0),
    ("ve-sinh-moi-truong", "rác", 3.0),
    ("ve-sinh-moi-truong.do-rac-bua-bai", "đổ rác bừa bãi", 4.0),
    ("dien", "mất điện", 4.0),
    ("tieng-on.karaoke", "karaoke", 4.0),
    ("y-te", "hòa giải", 2.0),
]
LEXICON = Lexicon.build(ROWS)


def best(text: str) -> str:
    return classify(text, LEXICON)[0].field_code


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("Trước nhà tôi có ổ gà rất sâu trên mặt đường", "giao-thong.o-ga"),
        ("Đèn đường tối qua không sáng", "chieu-sang"),
        ("Người ta đổ rác bừa bãi ngoài bờ sông", "ve-sinh-moi-truong.do-rac-bua-bai"),
        ("Hàng xóm hát KARAOKE tới khuya", "tieng-on.karaoke"),
        ("Cúp rồi, mất điện từ trưa", "dien"),
    ],
)
def test_words_point_to_a_field_with_and_without_accents(text: str, field: str) -> None:
    assert top_level(best(text)) == top_level(field)
    assert best(text) == field
    assert top_level(best(fold(text))) == top_level(field)
    assert best(unicodedata.normalize("NFD", text)) == field


def test_the_longer_phrase_beats_the_word_inside_it() -> None:
    first, second = classify("Cái đèn đường bị gãy", LEXICON)
    assert first.field_code == "chieu-sang"
    assert second.field_code == "giao-thong"
    assert first.probability > 5 * second.probability


def test_another_accent_is_another_word() -> None:
    assert best("Tôi chỉ còn rác trong nhà") == "ve-sinh-moi-truong"
    assert best("Ông ấy nói năng rạc rài") == "khac"
    assert classify("Món này cay, khó ăn, gác lại đi", Lexicon.build([("cay-xanh", "cây", 3.0)]))[0].words == ()


def test_both_ways_of_placing_a_mark_are_one_spelling() -> None:
    assert best("cần hoà giải") == best("cần hòa giải") == "y-te"


def test_unaccented_short_words_are_believed_less() -> None:
    sure = classify("rác", LEXICON)[0].probability
    unsure = classify("rac", LEXICON)[0].probability
    assert 0 < unsure < sure / 2


def test_a_word_never_matches_inside_another() -> None:
    assert best("Xe ben chở cát") == "khac"
    assert classify("karaokes", LEXICON)[0].words == ()


def test_nothing_known_is_other_and_unsure() -> None:
    for text in ("", "🙂🙂", "Xin chào quý cơ quan"):
        (guess,) = classify(text, LEXICON)
        assert guess.field_code == "khac"
        assert guess.probability <= 0.2


def test_the_words_that_decided_are_named_once() -> None:
    guess = classify("Ổ gà, lại ổ gà, trên mặt đường", LEXICON)[0]
    assert guess.words == ("ổ gà", "mặt đường", "đường")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([phrase for _, phrase, _ in ROWS] + ["và", "ở đây", "2"]), max_size=12).map(" ".join))
def test_probabilities_are_honest_numbers(text: str) -> None:
    guesses = classify(text, LEXICON)
    assert 1 <= len(guesses) <= 3
    assert sum(guess.probability for guess in guesses) < 1
    assert list(guesses) == sorted(guesses, key=lambda guess: -guess.probability)
    assert len({top_level(guess.field_code) for guess in guesses}) == len(guesses)


def test_more_evidence_means_more_certainty() -> None:
    assert classify("ổ gà mặt đường", LEXICON)[0].probability > classify("ổ gà", LEXICON)[0].probability


def test_a_kind_written_against_its_number_is_two_words() -> None:
    assert [token.folded for token in tokens("P14, Q.7")] == ["phuong", "14", "quan", "7"]
