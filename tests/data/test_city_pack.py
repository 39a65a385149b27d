"""Agencies, fields, words, responsibilities, limits and texts of the city pack hold together."""

from __future__ import annotations

import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from feedback.terms import AgencyKind, ClockKind, Kind, Level, Owner, Unit
from tests.data.city_pack import PACK, codes, rows, settings

TOP_FIELDS = [
    "giao-thong", "ve-sinh-moi-truong", "cap-thoat-nuoc", "trat-tu-do-thi", "an-ninh-trat-tu", "tieng-on",
    "chieu-sang", "vien-thong", "dien", "dat-dai", "xay-dung", "thu-tuc-hanh-chinh", "cay-xanh", "y-te", "giao-duc",
    "an-toan-thuc-pham", "lao-dong", "khac",
]  # fmt: skip
DEPARTMENTS = [
    "so-noi-vu", "so-tu-phap", "so-tai-chinh", "so-cong-thuong", "so-nong-nghiep-va-moi-truong", "so-xay-dung",
    "so-khoa-hoc-va-cong-nghe", "so-giao-duc-va-dao-tao", "so-y-te", "so-van-hoa-the-thao-va-du-lich",
    "so-dan-toc-va-ton-giao", "so-ngoai-vu", "van-phong-ubnd", "thanh-tra",
]  # fmt: skip
CODED = [
    "agencies.csv", "fields.csv", "limits.csv", "result_codes.csv", "return_codes.csv", "refusal_codes.csv",
    "question_templates.csv", "text_modules.csv",
]  # fmt: skip
DATED = ["wards.csv", "agencies.csv", "responsibilities.csv", "limits.csv"]


def _top(field_code: str) -> str:
    return field_code.partition(".")[0]


@pytest.mark.parametrize("path", sorted(PACK.glob("*.csv")), ids=lambda path: path.name)
def test_every_file_is_clean_text(path: Path) -> None:
    for row in rows(path.name):
        for key, value in row.items():
            assert key is not None, f"a row has more columns than the header: {row}"
            assert value is not None, f"a row has fewer columns than the header: {row}"
            assert value == unicodedata.normalize("NFC", value).strip(), row


@pytest.mark.parametrize("name", CODED)
def test_codes_are_unique(name: str) -> None:
    assert [code for code, times in Counter(row["code"] for row in rows(name)).items() if times > 1] == []


@pytest.mark.parametrize("name", DATED)
def test_dates_are_dates_in_order(name: str) -> None:
    for row in rows(name):
        begins = date.fromisoformat(row["valid_from"])
        assert not row["valid_to"] or date.fromisoformat(row["valid_to"]) >= begins, row


def test_agencies_are_all_there() -> None:
    agencies = {row["code"]: row for row in rows("agencies.csv")}
    assert {AgencyKind(row["kind"]) for row in agencies.values()} == set(AgencyKind)
    current = {c for c, row in agencies.items() if row["kind"] == "department" and not row["valid_to"]}
    assert current == set(DEPARTMENTS)
    assert {"tt-1022", "ubnd-thanh-pho", "cong-an", "dien-luc", "cap-nuoc", "thoat-nuoc", "vien-thong"} <= set(agencies)
    assert agencies["tt-1022"]["parent_code"] == "so-khoa-hoc-va-cong-nghe"


def test_every_ward_has_its_committee() -> None:
    committees = {row["code"]: row["ward_code"] for row in rows("agencies.csv") if row["kind"] == "ward"}
    assert committees == {f"ubnd-{code}": code for code in codes("wards.csv")}


def test_dissolved_agencies_have_a_living_successor() -> None:
    agencies = {row["code"]: row for row in rows("agencies.csv")}
    for row in agencies.values():
        assert bool(row["valid_to"]) == bool(row["successor_code"]), row
        assert not row["successor_code"] or not agencies[row["successor_code"]]["valid_to"], row
        assert not row["parent_code"] or row["parent_code"] in agencies, row
        assert row["legal_basis"] or "CHƯA KIỂM CHỨNG" in row["note"], row


def test_no_telephone_number_was_invented() -> None:
    assert {row["phone"] for row in rows("agencies.csv")} == {""}


def test_the_18_fields_and_their_sub_fields() -> None:
    fields = rows("fields.csv")
    assert [row["code"] for row in fields if not row["parent_code"]] == TOP_FIELDS
    children = Counter(row["parent_code"] for row in fields if row["parent_code"])
    assert set(children) == set(TOP_FIELDS)
    assert all(3 <= count <= 8 for count in children.values()), children
    for row in fields:
        assert row["parent_code"] in {"", _top(row["code"])}, row
        assert row["name_vi"], row
        assert row["name_en"], row
        assert Level(row["default_level"]), row
    assert len({row["position"] for row in fields}) == len(fields)


def test_keywords_cover_every_field() -> None:
    keywords = rows("keywords.csv")
    assert {row["field_code"] for row in keywords} <= codes("fields.csv")
    assert len({row["phrase"] for row in keywords}) == len(keywords)
    assert all(float(row["weight"]) > 0 for row in keywords)
    per_field = Counter(_top(row["field_code"]) for row in keywords)
    assert {code: per_field[code] for code in TOP_FIELDS if per_field[code] < 10} == {}
    with_words = {row["field_code"] for row in keywords}
    assert codes("fields.csv") - with_words == set(), "a field that nothing points to is never chosen"


def test_words_of_danger_and_of_kind() -> None:
    for name, key in (("danger_words.csv", "kind"), ("kind_words.csv", "kind")):
        pairs = [(row[key], row["phrase"]) for row in rows(name)]
        assert len(set(pairs)) == len(pairs)
    wanted = {"complaint", "denunciation", "crime_report", "question", "suggestion", "thanks", "spam"}
    assert {row["kind"] for row in rows("kind_words.csv")} == wanted
    assert {kind.value for kind in Kind} - {"feedback"} <= wanted


def test_the_matrix_names_only_what_exists() -> None:
    matrix, fields = rows("responsibilities.csv"), codes("fields.csv")
    agencies = {row["code"] for row in rows("agencies.csv") if not row["valid_to"]}
    places = {"", "kind:phường", "kind:xã"} | codes("wards.csv")
    positions = [int(row["position"]) for row in matrix]
    assert positions == sorted(set(positions))
    for row in matrix:
        assert row["field_code"] in fields, row
        assert row["place"] in places, row
        assert row["level"] == "" or Level(row["level"]), row
        assert row["agency_code"] == "ward" or row["agency_code"] in agencies, row
        assert set(filter(None, row["cooperating_codes"].split(";"))) <= agencies, row
        assert row["legal_basis"], row


@pytest.mark.parametrize("ward_kind", ["phường", "xã"])
def test_every_field_has_an_owner_once_the_ward_is_known(ward_kind: str) -> None:
    matrix = rows("responsibilities.csv")
    for field in sorted(codes("fields.csv")):
        fits = [
            row
            for row in matrix
            if row["field_code"] in {field, _top(field)}
            and row["place"] in {"", f"kind:{ward_kind}"}
            and row["level"] == ""
        ]
        assert fits, f"nobody answers for {field} in a {ward_kind}"


def test_owners_are_of_streets_and_fields_that_exist() -> None:
    for row in rows("asset_owners.csv"):
        assert row["street_code"] in codes("streets.csv"), row
        assert row["field_code"] in codes("fields.csv") | {""}, row
        assert Owner(row["owner"])
        assert row["legal_basis"], row


def test_limits_use_known_words_and_say_why() -> None:
    limits = rows("limits.csv")
    assert {ClockKind(row["clock"]) for row in limits} == set(ClockKind)
    for row in limits:
        assert row["field_code"] == "" or row["field_code"] in codes("fields.csv"), row
        assert row["level"] == "" or Level(row["level"]), row
        assert Unit(row["unit"]), row
        assert int(row["amount"]) > 0, row
        assert row["legal_basis"], row


def test_every_clock_has_a_limit_for_any_case_and_none_says_two_things() -> None:
    limits = rows("limits.csv")
    general = {row["clock"] for row in limits if not row["field_code"] and not row["level"]}
    assert general == {kind.value for kind in ClockKind}
    keys = Counter((r["clock"], r["field_code"], r["level"], r["kind"], r["valid_from"]) for r in limits)
    assert [key for key, times in keys.items() if times > 1] == []


def test_only_dangers_run_around_the_clock() -> None:
    around_the_clock = {row["field_code"] for row in rows("limits.csv") if row["unit"] == "minutes"}
    assert around_the_clock == {row["code"] for row in rows("fields.csv") if row["is_urgent_24x7"] == "1"}


def test_the_agency_works_as_long_as_the_citizen_was_promised() -> None:
    by_clock: dict[str, set[tuple[str, ...]]] = {"resolve": set(), "work": set()}
    for row in rows("limits.csv"):
        if row["clock"] in by_clock:
            by_clock[row["clock"]].add((row["field_code"], row["level"], row["amount"], row["unit"]))
    assert by_clock["resolve"] == by_clock["work"]


def test_texts_are_in_both_languages() -> None:
    assert len(rows("refusal_codes.csv")) == 8
    for name in ("result_codes.csv", "return_codes.csv", "refusal_codes.csv", "question_templates.csv"):
        for row in rows(name):
            assert all(row.values()), row


def test_the_city_says_what_everything_else_asks_it() -> None:
    city, agencies = settings("city.toml"), codes("agencies.csv")
    assert city["hotline_number"] == "1022"
    assert {city["centre_agency"], city["city_committee"]} <= agencies
    assert [step["score"] for step in city["rating"]["scale"]] == [5, 4, 3, 2, 1]
    assert city["rating"]["dissatisfied_up_to"] == 2
    assert city["emergency"] == {"police": "113", "fire": "114", "ambulance": "115"}
    assert {place["ward_code"] for place in city["citizen_reception"]["places"]} == {"31135", "31510", "31333"}
    calendars = {calendar["code"] for calendar in settings("calendar.toml")["calendar"]}
    assert {city["working_calendar"], city["continuous_calendar"]} == calendars
