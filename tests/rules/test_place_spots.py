"""Where exactly, in the citizen's own words: house, alley, crossing, what it lies beside, coordinates."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.rules.place_names import PlaceEvidence, find_places
from tests.data.gazetteer import gazetteer


def read(text: str) -> PlaceEvidence:
    return find_places(text, gazetteer())


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("số nhà 45B, hẻm nhỏ", "45B"),
        ("126 đường Hòa Bình, phường Ninh Kiều", "126"),
        ("trước nhà số 12/3/4A đường 30/4", "12/3/4A"),
        ("truoc nha so 7 duong Mau Than", "7"),
        ("88 đường Huỳnh Tấn Phát tối om", "88"),
        ("hẻm 51 đường 30/4", None),
        ("tổ 5 đường Mậu Thân", None),
        ("ngày 12 đường Mậu Thân ngập", None),
    ],
)
def test_house_numbers(text: str, number: str | None) -> None:
    assert read(text).house_number == number


@pytest.mark.parametrize(
    ("text", "alley"),
    [("trong hẻm 51/2 đường 3/2", "51/2"), ("kiệt số 7", "7"), ("hem 108 cau rach", "108"), ("hẻm nhỏ", None)],
)
def test_alleys(text: str, alley: str | None) -> None:
    assert read(text).spot.alley == alley


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ("Đèn hư đối diện chợ Xuân Khánh, phường Ninh Kiều", "đối diện chợ Xuân Khánh"),
        ("Rác ở sau lưng trường tiểu học bị đốt mỗi tối", "sau lưng trường tiểu học"),
        ("bai rac gan cau Rach Ngong", "gan cau Rach Ngong"),
        ("ngay trước cổng bệnh viện có ổ gà", "ngay trước cổng bệnh viện"),
        ("cành cây gãy", None),
    ],
)
def test_what_it_lies_beside_is_quoted(text: str, beside: str | None) -> None:
    assert read(text).spot.beside == beside


@pytest.mark.parametrize(
    ("text", "street"),
    [
        ("đường Huỳnh Tấn Phát ngập", "Huỳnh Tấn Phát"),
        ("Đường số 7 Khu dân cư hư", None),
        ("ĐƯỜNG TRẦN VĂN ƠN", "TRẦN VĂN ƠN"),
        ("đường đi học tối om", None),
        ("thành phố Cần Thơ", None),
    ],
)
def test_a_street_that_the_gazetteer_does_not_know_is_kept_by_its_name(text: str, street: str | None) -> None:
    assert read(text).spot.street_said == street


@pytest.mark.parametrize(
    ("text", "streets"),
    [
        ("ngã tư Mậu Thân – 3 Tháng 2 kẹt xe", {"duong-mau-than", "duong-3-thang-2"}),
        ("nga tu Mau Than va Tran Hung Dao", {"duong-mau-than", "duong-tran-hung-dao"}),
        ("giao lộ 30/4 với đường Nguyễn Văn Linh", {"duong-nguyen-van-linh"}),
    ],
)
def test_crossings_name_their_streets(text: str, streets: set[str]) -> None:
    evidence = read(text)
    assert evidence.spot.is_crossing
    assert streets <= set(evidence.streets)


def test_two_streets_that_meet_in_one_ward_decide_it() -> None:
    assert read("đường 30/4 giao đường Nguyễn Văn Linh").ward_code == "31147"


def test_a_street_of_several_wards_is_candidates_and_a_question() -> None:
    evidence = read("Đ. Lê Lợi ngập")
    assert {candidate.ward_code for candidate in evidence.ward_candidates} == {"31120", "31207", "31217"}
    assert evidence.ward_code is None
    assert evidence.needs_question


def test_a_landmark_weighs_more_than_a_long_street() -> None:
    evidence = read("Hẻm 51 đường 3/2, đối diện chợ Xuân Khánh")
    assert evidence.ward_candidates[0].ward_code == "31135"
    assert evidence.needs_question


@pytest.mark.parametrize("text", ["ở 10.0331, 105.7770", "https://maps.google.com/?q=10.0331,105.7770 đây"])
def test_coordinates_in_the_text_are_read(text: str) -> None:
    evidence = read(text)
    assert evidence.spot.point == (10.0331, 105.777)
    assert evidence.ward_candidates[0].ward_code == "31135"
    assert evidence.needs_question
    assert not evidence.is_elsewhere


@pytest.mark.parametrize("text", ["giá 10.500, 105.000 đồng", "phiên bản 1.2345 2.3456", "ngày 10.11.2026"])
def test_other_numbers_are_no_coordinates(text: str) -> None:
    assert read(text).spot.point is None


@pytest.mark.parametrize(
    ("text", "ward"),
    [
        ("Đường Mậu Thân, phường Tân An", "31147"),  # today's name, though the street lies in the former Tân An
        ("phường Tân An hồi trước, đường Mậu Thân", "31135"),
        ("phường Tân An, Q.NK", "31135"),
        ("địa chỉ cũ: phường Tân An", "31135"),
        ("phường Hưng Lợi cũ nay là phường Tân An", "31147"),
        ("phường Tân An (trước đây là phường Hưng Lợi)", "31147"),
        ("phường Xuân Khánh mới đào đường xong", "31135"),  # "mới" is no era where no ward of today has the name
        ("xã Tân Thạnh, huyện Thới Lai", "31288"),
        ("xã Tân Thạnh, tỉnh Sóc Trăng", "31666"),
        ("xã Phú Hữu, Hậu Giang", "31378"),
        ("xã Phú Tân, huyện Châu Thành, tỉnh Sóc Trăng", "31582"),
        ("xã Long Bình, TX Long Mỹ", "31473"),
        ("Vĩnh Châu, phường 2", "31783"),
        ("p6 tp soc trang", "31507"),
        ("phuwowngf Xuaan Khanhs", "31135"),
        ("PHƯỜNG THUỶ BÌNH", None),
    ],
)
def test_hard_names(text: str, ward: str | None) -> None:
    assert read(text).ward_code == ward


@pytest.mark.parametrize(
    "text",
    [
        "UBND làm việc chậm",
        "ra bưu điện gửi thư",
        "Tôi sống bình thủy chung",
        "xa lộ",
        "quán nhậu tân an cư lạc nghiệp",
    ],
)
def test_common_words_name_no_ward(text: str) -> None:
    assert read(text).ward_candidates == ()


PIECES = st.sampled_from(
    """
    phường xã thị trấn P. X. TT. quận Q. huyện H. TX. TP Tân An Ninh Kiều Cái Khế 1 7 III Long Mỹ Sóc Trăng cũ mới
    đường Mậu Thân 30/4 hẻm 51 ngã tư - , ( ) đối diện chợ Xuân Khánh 10.0331, 105.777 trước đây là nay phuong tan an
    """.split()  # noqa: SIM905
)


@settings(max_examples=300)
@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=14).map(" ".join)))
def test_reading_never_fails_and_never_claims_more_than_it_knows(text: str) -> None:
    evidence = read(text)
    confidences = [candidate.confidence for candidate in evidence.ward_candidates]
    assert sum(confidences) <= 1.001
    assert confidences == sorted(confidences, reverse=True)
    assert all(word in unicodedata.normalize("NFC", text) for word in evidence.words)
    if evidence.needs_question:
        assert evidence.ward_code is None
