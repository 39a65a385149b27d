"""Wards, the units they were made from, streets and landmarks: counts, references, and the traps of the 2025 reform."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.data.city_pack import codes, rows

SPLIT = {"cu-31178": {"31120", "31168"}, "cu-31183": {"31150", "31183"}, "cu-31207": {"31207", "31228"}}


def _became(legacy_code: str) -> set[str]:
    return {row["ward_code"] for row in rows("legacy_successions.csv") if row["legacy_code"] == legacy_code}


def test_the_reform_left_31_wards_and_72_communes() -> None:
    assert Counter(row["kind"] for row in rows("wards.csv")) == {"phường": 31, "xã": 72}
    assert {row["valid_from"] for row in rows("wards.csv")} == {"2025-07-01"}


def test_263_units_came_from_three_provinces() -> None:
    assert Counter(row["province"] for row in rows("legacy_wards.csv")) == {
        "Thành phố Cần Thơ": 80,
        "Tỉnh Hậu Giang": 75,
        "Tỉnh Sóc Trăng": 108,
    }


@pytest.mark.parametrize(
    ("code", "name", "kind"),
    [
        ("31207", "Thốt Nốt", "phường"),  # a published list swaps these two codes
        ("31228", "Thuận Hưng", "phường"),
        ("31135", "Ninh Kiều", "phường"),
        ("31147", "Tân An", "phường"),
        ("31465", "Vị Thanh 1", "xã"),
        ("31708", "Nhu Gia", "xã"),
    ],
)
def test_codes_are_the_official_ones(code: str, name: str, kind: str) -> None:
    assert [(row["name"], row["kind"]) for row in rows("wards.csv") if row["code"] == code] == [(name, kind)]


def test_every_legacy_unit_became_something_and_every_ward_came_from_something() -> None:
    links = rows("legacy_successions.csv")
    assert {row["legacy_code"] for row in links} == codes("legacy_wards.csv")
    assert {row["ward_code"] for row in links} == codes("wards.csv")
    assert len({(row["legacy_code"], row["ward_code"]) for row in links}) == len(links)


def test_exactly_three_units_were_split() -> None:
    links = rows("legacy_successions.csv")
    assert {row["legacy_code"] for row in links if row["is_split"] == "1"} == set(SPLIT)
    assert len(links) == 263 + 3
    for legacy_code, wards in SPLIT.items():
        assert _became(legacy_code) == wards


@pytest.mark.parametrize(
    ("name", "district", "ward_code"),
    [
        ("Tân An", "Quận Ninh Kiều", "31135"),  # today's Tân An is another place
        ("Tân Thạnh", "Huyện Thới Lai", "31288"),
        ("Phú Hữu", "Huyện Châu Thành", "31378"),  # Hậu Giang
        ("Phú Hữu", "Huyện Long Phú", "31654"),  # Sóc Trăng
        ("Thuận Hưng", "Huyện Long Mỹ", "31495"),
        ("Thuận Hưng", "Huyện Mỹ Tú", "31591"),
        ("Thuận Hưng", "Quận Thốt Nốt", "31228"),
        ("Đông Phước", "Huyện Châu Thành", "31378"),  # today's Đông Phước is another place
        ("Vị Thủy", "Huyện Vị Thủy", "31453"),
        ("Hưng Lợi", "Huyện Thạnh Trị", "31756"),
    ],
)
def test_names_that_mislead(name: str, district: str, ward_code: str) -> None:
    [unit] = [row for row in rows("legacy_wards.csv") if (row["name"], row["district"]) == (name, district)]
    assert _became(unit["code"]) == {ward_code}


def test_phu_tan_of_two_provinces_went_two_ways() -> None:
    units = {row["province"]: row["code"] for row in rows("legacy_wards.csv") if row["name"] == "Phú Tân"}
    assert _became(units["Tỉnh Hậu Giang"]) == {"31378"}
    assert _became(units["Tỉnh Sóc Trăng"]) == {"31582"}


def test_the_21_names_that_now_belong_to_another_ward_say_so() -> None:
    current = {row["name"]: row["code"] for row in rows("wards.csv")}
    old = {row["code"]: row["name"] for row in rows("legacy_wards.csv")}
    misleading = {code for code, name in old.items() if name in current and current[name] not in _became(code)}
    warned = {row["legacy_code"] for row in rows("legacy_successions.csv") if row["note"].startswith("Trùng tên")}
    assert len(misleading) == 21
    assert misleading == warned


@pytest.mark.parametrize("name", ["wards.csv", "legacy_wards.csv", "streets.csv", "landmarks.csv"])
def test_codes_are_unique_and_positions_lie_in_the_city(name: str) -> None:
    lines = rows(name)
    assert len(codes(name)) == len(lines)
    for row in lines:
        if row["lat"]:
            assert 9.2 < float(row["lat"]) < 10.4, row
            assert 105.2 < float(row["lon"]) < 106.4, row


def test_streets_and_landmarks_lie_in_known_wards() -> None:
    wards = codes("wards.csv")
    for row in rows("streets.csv"):
        assert row["ward_codes"], row
        assert set(row["ward_codes"].split(";")) <= wards, row
    streets = {row["name"] for row in rows("streets.csv")}
    for row in rows("landmarks.csv"):
        assert row["ward_code"] in wards, row
        assert not row["street"] or row["street"] in streets, row


def test_every_place_says_where_it_was_taken_from() -> None:
    for name in ("streets.csv", "landmarks.csv"):
        assert all(row["source"] for row in rows(name))
