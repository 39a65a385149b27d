"""A matrix is looked over before it holds: every fault names its line, and what was wrong before is no new fault."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from feedback.rules.matrix_check import SENTENCES, FaultKind, Known, faults, new_faults
from feedback.rules.rule_line import RuleRow
from feedback.terms import Level, Owner

START = date(2025, 7, 1)
KNOWN = Known(
    agencies={"so": (START, None), "cu": (START, date(2026, 6, 30)), "moi": (date(2026, 7, 1), None)},
    fields={"giao-thong", "giao-thong.o-ga", "tieng-on"},
    wards={"1": "phường Một", "2": "phường Hai", "3": "xã Ba"},
    streets={"ql91"},
)


def line(position: int, **more: Any) -> RuleRow:
    return replace(RuleRow(position, position, "giao-thong", "", None, "so", (), "Quy chế", START), **more)


def found(*rows: RuleRow) -> list[tuple[FaultKind, int, str]]:
    return [(fault.kind, fault.line, fault.what) for fault in faults(rows, KNOWN)]


@pytest.mark.parametrize(
    ("more", "kind", "what"),
    [
        ({"valid_to": date(2025, 6, 30)}, FaultKind.DATES, ""),
        ({"field_code": "khong-co"}, FaultKind.FIELD, "khong-co"),
        ({"place": "9"}, FaultKind.PLACE, "9"),
        ({"place": "kind:thôn"}, FaultKind.PLACE, "kind:thôn"),
        ({"street": "ql1"}, FaultKind.STREET, "ql1"),
        ({"facts": (("danger", "maybe"),)}, FaultKind.FACT, "danger = maybe"),
        ({"facts": (("weather", "rain"),)}, FaultKind.FACT, "weather = rain"),
        ({"hours": "17h-7h"}, FaultKind.TIME, "17h-7h"),
        ({"hours": "07:00-07:00"}, FaultKind.TIME, "07:00-07:00"),
        ({"weekdays": "08"}, FaultKind.TIME, "08"),
        ({"agency": "khong-co"}, FaultKind.AGENCY, "khong-co"),
        ({"agency": "cu"}, FaultKind.AGENCY, "cu"),
        ({"agency": "moi"}, FaultKind.AGENCY, "moi"),
        ({"cooperating": ("cu",)}, FaultKind.AGENCY, "cu"),
    ],
)
def test_a_line_by_itself(more: dict[str, Any], kind: FaultKind, what: str) -> None:
    assert found(line(10, **more)) == [(kind, 10, what)]


def test_a_good_matrix_has_no_faults() -> None:
    assert found(
        line(10, field_code="giao-thong.o-ga", place="kind:phường"),
        line(20, street="ql91"),
        line(30, owner=Owner.CITY, hours="17:00-07:00", weekdays="67"),
        line(40, agency="cu", place="1", valid_to=date(2026, 6, 30)),
        line(50, agency="ward"),
    ) == []  # fmt: skip


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"field_code": "giao-thong.o-ga"},
        {"place": "1"},
        {"level": Level.URGENT},
        {"street": "ql91", "owner": Owner.CITY},
        {"facts": (("danger", "yes"),), "hours": "17:00-07:00", "weekdays": "67"},
        {"valid_from": date(2026, 1, 1), "valid_to": date(2026, 2, 1)},
    ],
)
def test_a_line_after_one_that_takes_everything_is_never_used(more: dict[str, Any]) -> None:
    assert found(line(10), line(20, **more)) == [(FaultKind.UNREACHABLE, 20, "10")]


@pytest.mark.parametrize(
    "first",
    [
        {"field_code": "tieng-on"},
        {"place": "1"},
        {"level": Level.URGENT},
        {"street": "ql91"},
        {"owner": Owner.CITY},
        {"facts": (("danger", "yes"),)},
        {"weekdays": "67"},
        {"hours": "17:00-07:00"},
        {"valid_to": date(2026, 1, 1), "agency": "so"},
    ],
)
def test_a_line_that_asks_for_more_leaves_the_rest(first: dict[str, Any]) -> None:
    assert found(line(10, **first), line(20)) == []


def test_lines_that_share_all_wards_leave_nothing() -> None:
    rows = [line(10, place="kind:phường"), line(20, place="3"), line(30, agency="ward")]
    assert found(*rows) == [(FaultKind.UNREACHABLE, 30, "20")]


@pytest.mark.parametrize(
    ("wide", "narrow", "inside"),
    [
        ("17:00-07:00", "22:00-02:00", True),
        ("17:00-07:00", "18:00-19:00", True),
        ("17:00-07:00", "01:00-02:00", True),
        ("17:00-07:00", "06:00-08:00", False),
        ("07:00-17:00", "17:00-07:00", False),
        ("07:00-17:00", "", False),
    ],
)
def test_hours_within_hours(wide: str, narrow: str, inside: bool) -> None:
    rows = [line(10, hours=wide), line(20, hours=narrow)]
    assert (found(*rows) == [(FaultKind.UNREACHABLE, 20, "10")]) is inside


def test_two_owners_at_one_time_are_a_conflict() -> None:
    first = line(10, valid_to=date(2026, 12, 31))
    second = line(20, agency="moi", valid_from=date(2026, 10, 1))
    assert found(first, second) == [(FaultKind.CONFLICT, 20, "10")]
    assert found(first, replace(second, valid_from=date(2027, 1, 1))) == []


def test_what_was_wrong_before_does_not_stand_in_the_way() -> None:
    before = [line(10), line(20, agency="cu")]
    after = [*before, line(30, field_code="tieng-on")]
    assert new_faults(before, after, KNOWN) == []
    broken = [*before, line(30, field_code="tieng-on", place="9")]
    assert [fault.line for fault in new_faults(before, broken, KNOWN)] == [30]


def test_every_fault_has_its_sentence() -> None:
    assert set(SENTENCES) == set(FaultKind)
    assert all("%(line)s" in sentence for sentence in SENTENCES.values())
