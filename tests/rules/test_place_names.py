from __future__ import annotations

import pytest

from feedback.rules.gazetteer import Gazetteer, LandmarkRow, LegacyRow, StreetRow, WardRow, nearest_wards
from feedback.rules.place_names import PlaceEvidence, find_places
from feedback.rules.text import fold

CITY, HAU_GIANG, SOC_TRANG = "Thành phố Cần Thơ", "Tỉnh Hậu Giang", "Tỉnh Sóc Trăng"
NINH_KIEU, BINH_THUY, VINH_THANH = "Quận Ninh Kiều", "Quận Bình Thủy", "Huyện Vĩnh Thạnh"

PLACES = Gazetteer.build(
    wards=[
        WardRow("31120", "Cái Khế", "phường", 10.0517, 105.781, 10.04),
        WardRow("31135", "Ninh Kiều", "phường", 10.0331, 105.777, 5.42),
        WardRow("31147", "Tân An", "phường", 10.0258, 105.76, 8.06),
        WardRow("31150", "An Bình", "phường", 10.0009, 105.7, 18.39),
        WardRow("31168", "Bình Thủy", "phường", 10.0712, 105.752, 15.17),
        WardRow("31183", "Long Tuyền", "phường", 10.0432, 105.725, 28.48),
        WardRow("31231", "Thạnh An", "xã"),
        WardRow("31246", "Thạnh Quới", "xã"),
        WardRow("31321", "Vị Thanh", "phường"),
        WardRow("31510", "Phú Lợi", "phường"),
    ],
    legacy=[
        LegacyRow("cu-1", "Cái Khế", "phường", NINH_KIEU, CITY, ("31120",)),
        LegacyRow("cu-2", "Tân An", "phường", NINH_KIEU, CITY, ("31135",)),
        LegacyRow("cu-3", "Xuân Khánh", "phường", NINH_KIEU, CITY, ("31135",)),
        LegacyRow("cu-4", "Hưng Lợi", "phường", NINH_KIEU, CITY, ("31147",)),
        LegacyRow("cu-5", "Bùi Hữu Nghĩa", "phường", BINH_THUY, CITY, ("31120", "31168")),
        LegacyRow("cu-6", "Long Tuyền", "phường", BINH_THUY, CITY, ("31150", "31183")),
        LegacyRow("cu-7", "Thạnh An", "xã", VINH_THANH, CITY, ("31246",)),
        LegacyRow("cu-8", "Thạnh An", "thị trấn", VINH_THANH, CITY, ("31231",)),
        LegacyRow("cu-9", "I", "phường", "Thành phố Vị Thanh", HAU_GIANG, ("31321",)),
        LegacyRow("cu-10", "1", "phường", "Thành phố Sóc Trăng", SOC_TRANG, ("31510",)),
    ],
    streets=[
        StreetRow("30-4", "30 Tháng 4", ("Đường 30/4",), ("31135", "31147")),
        StreetRow("hoa-binh", "Hòa Bình", (), ("31135",)),
        StreetRow("nguyen-van-cu", "Nguyễn Văn Cừ", (), ("31147", "31150")),
        StreetRow("tay-do", "Tây Đô", (), ("31150",)),
    ],
    landmarks=[LandmarkRow("cho-xk", "Chợ Xuân Khánh", (), "31135"), LandmarkRow("bv", "Bệnh viện Đa khoa", (), None)],
)


def read(text: str) -> PlaceEvidence:
    return find_places(text, PLACES)


def wards(text: str) -> dict[str, float]:
    return {candidate.ward_code: candidate.confidence for candidate in read(text).ward_candidates}


@pytest.mark.parametrize(
    ("text", "ward", "legacy"),
    [
        ("phường Tân An, quận Ninh Kiều", "31135", ("cu-2",)),
        ("P. Tân An, Ninh Kiều", "31135", ("cu-2",)),
        ("quận Ninh Kiều, phường Tân An", "31135", ("cu-2",)),
        ("phường Tân An cũ", "31135", ("cu-2",)),
        ("phường Tân An (nay là phường Ninh Kiều)", "31135", ("cu-2",)),
        ("xã Thạnh An, huyện Vĩnh Thạnh", "31246", ("cu-7",)),
        ("TT. Thạnh An, huyện Vĩnh Thạnh", "31231", ("cu-8",)),
        ("phường 1, thành phố Sóc Trăng", "31510", ("cu-10",)),
        ("P.1, TP Vị Thanh", "31321", ("cu-9",)),
        ("phường I, thành phố Vị Thanh", "31321", ("cu-9",)),
        ("p.Xuân Khánh", "31135", ("cu-3",)),
        ("phường Hưng Lợi", "31147", ("cu-4",)),
    ],
)
def test_old_names_lead_to_todays_ward(text: str, ward: str, legacy: tuple[str, ...]) -> None:
    for typed in (text, fold(text)):
        evidence = read(f"ổ gà ở {typed}" if typed == text else f"o ga o {typed}")
        assert evidence.ward_code == ward
        assert set(evidence.legacy) == set(legacy)
        assert not evidence.needs_question


def test_todays_name_goes_before_the_former_one_but_the_doubt_is_kept() -> None:
    evidence = read("phường Tân An")
    assert wards("phường Tân An") == {"31147": 0.76, "31135": 0.19}
    assert evidence.ward_code == "31147"
    assert not evidence.needs_question
    assert {candidate.why for candidate in evidence.ward_candidates} == {
        "phường Tân An cũ (Quận Ninh Kiều)",
        "phường Tân An hiện nay",
    }


def test_the_new_name_can_be_said_to_be_new() -> None:
    assert read("phường Tân An mới").ward_code == "31147"


def test_a_numbered_ward_alone_is_a_question() -> None:
    assert set(wards("phường 1")) == {"31321", "31510"}
    assert read("phường 1").needs_question


def test_a_split_unit_is_a_question_unless_a_street_decides() -> None:
    assert set(wards("phường Bùi Hữu Nghĩa")) == {"31120", "31168"}
    assert read("phường Long Tuyền, quận Bình Thủy").needs_question
    assert read("đường Nguyễn Văn Cừ, phường Long Tuyền, quận Bình Thủy").ward_code == "31150"


def test_a_street_decides_only_when_it_fits_one_place() -> None:
    assert read("đường Nguyễn Văn Cừ, phường Tân An").ward_code == "31147"
    assert set(wards("đường Nguyễn Văn Cừ, phường Tân An")) == {"31147"}
    assert read("đường 30/4, phường Bùi Hữu Nghĩa").needs_question


def test_a_street_of_the_former_place_only_casts_doubt_on_todays_name() -> None:
    evidence = read("đường Hòa Bình, phường Tân An")
    assert evidence.ward_code == "31147"
    assert evidence.ward_candidates[0].confidence < 0.7
    assert "hợp với nơi mang tên cũ" in evidence.ward_candidates[0].why
    assert read("đường Hòa Bình, phường Tân An cũ").ward_code == "31135"


def test_a_name_that_stayed_where_it_was_is_sure() -> None:
    assert read("hẻm nhỏ phường Cái Khế").ward_code == "31120"
    assert read("Cái Khế").ward_candidates[0].confidence < 0.65


def test_streets_and_landmarks_alone() -> None:
    assert read("Cống trước chợ Xuân Khánh nghẹt").ward_code == "31135"
    assert read("đường Hòa Bình ngập").ward_code == "31135"
    assert read("đường 30 tháng 4 ngập").needs_question
    assert read("Chúng tôi sống hòa bình") == PlaceEvidence()
    assert read("Cầu Tây Đô hư").street is None


def test_a_district_alone_is_a_question() -> None:
    evidence = read("nhiều nơi ở quận Ninh Kiều")
    assert evidence.district == NINH_KIEU
    assert evidence.needs_question
    assert set(wards("nhiều nơi ở quận Ninh Kiều")) == {"31120", "31135", "31147"}
    assert read("ở Ninh Kiều").needs_question  # the district or today's ward


@pytest.mark.parametrize("text", ["P.1, Q.10, TP.HCM", "phường 1, quận 10", "xã Ân Nghĩa, huyện Hoài Ân", "Q.Bình Tân"])
def test_another_city_is_elsewhere(text: str) -> None:
    evidence = read(text)
    assert evidence.is_elsewhere
    assert evidence.ward_candidates == ()


@pytest.mark.parametrize("text", ["", "Ở xa lắm, 7 h 30 tối quán nhậu ồn", "thành phố Cần Thơ", "🙂", "quán ông Tân"])
def test_no_place_is_no_evidence(text: str) -> None:
    evidence = read(text)
    assert evidence.ward_candidates == ()
    assert not evidence.is_elsewhere


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("số 12/3A đường 30 Tháng 4", "12/3A"),
        ("126 Hòa Bình, phường Tân An", "126"),
        ("số nhà 45B, hẻm nhỏ", "45B"),
        ("hẻm 51 đường 30/4", None),
        ("đường 30 Tháng 4", None),
    ],
)
def test_house_numbers(text: str, number: str | None) -> None:
    assert read(text).house_number == number


def test_the_words_that_decided_are_quoted_as_written() -> None:
    assert read("ổ gà ở đường Hòa Bình, phường Tân An").words == ("Hòa Bình", "phường Tân An")


def test_two_wards_are_both_kept() -> None:
    evidence = read("từ phường Cái Khế đến phường Hưng Lợi")
    assert set(wards("từ phường Cái Khế đến phường Hưng Lợi")) == {"31120", "31147"}
    assert evidence.needs_question


def test_coordinates_give_a_humble_answer() -> None:
    near = nearest_wards(PLACES, 10.034, 105.778)
    assert near[0].ward_code == "31135"
    assert near[0].confidence < 0.65
    assert nearest_wards(PLACES, 16.46, 107.59) == ()
    assert nearest_wards(Gazetteer.build([]), 10.0, 105.7) == ()
