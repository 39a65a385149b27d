"""A model is trained from examples, put into a file, read back, and says why."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

import pytest

from feedback.actions.train_model import Trained, train
from feedback.errors import Invalid
from feedback.rules.corpus import Example
from feedback.rules.model_file import unpacked

WHERE = ("đường Nguyễn Trãi", "hẻm 12 phường Tân An", "trước chợ", "xã Phong Điền", "ấp 3", "gần cầu Cái Khế")
WHEN = ("mấy hôm nay", "từ tối qua", "cả tuần nay", "hôm qua")
SAID = {
    "chieu-sang.den-tat": ("đèn đường tắt tối om", "đèn chiếu sáng không sáng", "bóng đèn đường bị cháy"),
    "chieu-sang.thieu-den": ("xin lắp thêm đèn đường", "đoạn này chưa có đèn đường", "cần gắn đèn cho sáng"),
    "ve-sinh-moi-truong": ("rác chất đống bốc mùi", "xe rác không đến lấy rác", "bãi rác tự phát hôi thối"),
    "tieng-on": ("hát karaoke ồn ào", "loa kéo mở lớn tới khuya", "nhạc ồn không ngủ được"),
}
AT = datetime(2026, 7, 6, 1, tzinfo=UTC)


def examples() -> list[Example]:
    return [
        Example(f"{what} {when} tại {where}", code)
        for code, said in SAID.items()
        for what, when, where in product(said, WHEN, WHERE)
    ]


@pytest.fixture(scope="module")
def trained() -> Trained:
    return train(examples(), held=examples()[::5], version="tiny", created_at=AT, corpus="none")


def test_it_finds_the_field_and_the_sub_field(trained: Trained) -> None:
    model = unpacked(trained.data)
    first = model.classify("Xin gắn thêm đèn đường ở hẻm 9")[0]
    assert first.field_code == "chieu-sang.thieu-den"
    assert any("đèn" in phrase for phrase in first.words)
    assert model.classify("rac chat dong boc mui qua")[0].field_code == "ve-sinh-moi-truong"


def test_the_file_says_what_it_is(trained: Trained) -> None:
    model = unpacked(trained.data)
    assert (model.version, model.checksum) == ("tiny", trained.checksum)
    assert model.facts["created_at"] == "2026-07-06T01:00:00+00:00"
    assert model.facts["figures"]["top1"] == trained.figures.top1 == 1.0


def test_the_same_examples_give_the_same_bytes(trained: Trained) -> None:
    again = train(examples(), held=examples()[::5], version="tiny", created_at=AT, corpus="none")
    assert again.data == trained.data


def test_a_correction_moves_the_model(trained: Trained) -> None:
    odd = "cái hộp xanh lè ngoài ngõ kêu rè rè"
    corrected = train(
        examples(), [Example(odd, "chieu-sang.den-tat", 5.0)] * 3, held=examples()[::5], version="next", created_at=AT
    )
    before, after = (
        {guess.field_code.partition(".")[0]: guess.probability for guess in unpacked(data).classify(odd)}
        for data in (trained.data, corrected.data)
    )
    assert after["chieu-sang"] > before["chieu-sang"]


def test_one_field_is_no_choice() -> None:
    with pytest.raises(Invalid):
        train([Example("đèn tắt", "chieu-sang")], held=(), version="x", created_at=AT)
