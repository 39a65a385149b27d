"""The indicator catalogues of the pack: rows and points add up to what their sources state."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from decimal import Decimal

import pytest

from feedback.rules import scoring
from tests.data.city_pack import PACK

Row = dict[str, str]


def rows(code: str) -> list[Row]:
    with (PACK / f"catalogue_{code}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def whole(found: Iterable[Row]) -> Decimal:
    return sum((Decimal(row["max_points"] or 0) for row in found), Decimal(0))


@pytest.mark.parametrize(("code", "indicators", "points"), [("dti-xa-2025", 62, 960), ("766", 21, 100)])
def test_indicators_add_up_to_their_groups_and_to_the_whole(code: str, indicators: int, points: int) -> None:
    single = [row for row in rows(code) if row["formula"] != "group"]
    assert (len(single), whole(single)) == (indicators, points)
    for group in (row for row in rows(code) if row["formula"] == "group"):
        assert whole(row for row in single if row["parent_code"] == group["code"]) == Decimal(group["max_points"])


def test_the_provincial_set_has_nine_main_indices_and_a_thousand_points() -> None:
    assert [row["max_points"] for row in rows("dti-922")] == ["100"] * 5 + ["0", "200", "150", "150"]


def test_what_no_source_gives_has_no_points() -> None:
    assert {row["max_points"] for row in rows("dti-405")} == {""}
    assert {row["source_status"] for row in rows("dti-405")} == {"partial"}


def test_this_system_feeds_on_time_and_satisfaction_of_communes() -> None:
    live = {row["code"]: (row["metric"], row["max_points"]) for row in rows("dti-xa-2025") if row["metric"]}
    assert live == {"6.6": ("1022.on_time", "10"), "6.7": ("1022.satisfaction", "10")}


def test_every_formula_is_known_and_every_name_is_said_in_both_languages() -> None:
    for code in ("dti-xa-2025", "dti-922", "dti-405", "766"):
        for row in rows(code):
            assert row["name_vi"]
            assert row["name_en"]
            if row["formula"] != "group":
                scoring.formula(row["formula"], row["parameters"], Decimal(row["max_points"] or 0))
