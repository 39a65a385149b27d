"""Lines of the matrix in three values: what nobody knows is never false in silence, and no chance gets lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.clock import HO_CHI_MINH
from feedback.rules.gazetteer import Candidate
from feedback.rules.keywords import Guess
from feedback.rules.matrix_walk import Matrix, Possibility, Reason, follow
from feedback.rules.place_names import PlaceEvidence
from feedback.rules.routing import Decision, Thresholds, decide
from feedback.rules.rule_line import City, RuleRow, Situation, Spot, Truth, both, is_on, is_within, owner_of
from feedback.terms import Level, Owner

MONDAY = datetime(2026, 7, 6, 9, 0, tzinfo=HO_CHI_MINH)
FIELD = "giao-thong"
CITY = City(
    agencies={"so": "Sở Xây dựng", "duong": "Khu quản lý đường bộ", "ca": "Công an", "w1": "UBND phường Một"},
    fields={FIELD: "Giao thông"},
    wards={"1": "phường Một", "2": "xã Hai"},
    ward_agencies={"1": "w1"},
    streets={"ql91": "Quốc lộ 91", "hem": "Hẻm 5"},
    owners={("", "ql91"): Owner.NATIONAL, ("giao-thong.den", "ql91"): Owner.CITY},
)


def line(position: int, agency: str, **more: Any) -> RuleRow:
    row = RuleRow(position, position, FIELD, "", None, agency, (), "Quy chế", date(2025, 7, 1))
    return replace(row, **more)


def routed(rows: Sequence[RuleRow], place: PlaceEvidence | None = None, **more: Any) -> Decision:
    guesses = (Guess(FIELD, 0.9, ("ổ gà",)),)
    situation = Situation(more.pop("level", Level.NORMAL), more.pop("at", MONDAY), more.pop("facts", {}))
    return decide(guesses, place or PlaceEvidence(), situation, rows, CITY, **more)


def shares(decision: Decision) -> dict[str, float]:
    return {one.agency_code: one.probability for one in decision.candidates}


@pytest.mark.parametrize(
    ("one", "other", "result"),
    [
        (True, True, True), (True, False, False), (True, None, None),
        (False, False, False), (False, None, False), (None, None, None),
    ],
)  # fmt: skip
def test_and_in_three_values(one: Truth, other: Truth, result: Truth) -> None:
    assert both([one, other]) is result
    assert both([other, one]) is result


def test_a_line_that_asks_nothing_holds() -> None:
    assert both([]) is True


OWNER_FIRST = [line(10, "duong", owner=Owner.NATIONAL, share_unknown=0.3), line(20, "so")]


def test_a_known_owner_decides() -> None:
    decision = routed(OWNER_FIRST, PlaceEvidence(street="ql91"))
    assert (decision.agency_code, decision.rule_id) == ("duong", 10)
    assert "trên Quốc lộ 91" in decision.sentence_vi
    assert decision.missing == ()


def test_an_owner_that_nobody_knows_shares_the_chance_and_is_asked_for() -> None:
    for street in (None, "hem"):  # no street said, or one that the table of owners does not know
        decision = routed(OWNER_FIRST, PlaceEvidence(street=street))
        assert shares(decision) == {"so": 0.63, "duong": 0.27}
        assert decision.missing == ("owner",)
    careful = routed(OWNER_FIRST, thresholds=Thresholds(0.8))
    assert careful.agency_code is None
    assert careful.reason is Reason.UNSURE_FACT
    assert "do ai quản lý" in careful.sentence_vi


def test_the_owner_of_the_sub_field_comes_before_that_of_everything() -> None:
    assert owner_of("giao-thong.den", "ql91", CITY) is Owner.CITY
    assert owner_of("giao-thong.o-ga", "ql91", CITY) is Owner.NATIONAL
    assert owner_of("giao-thong", None, CITY) is None


def test_another_street_makes_a_line_for_one_street_false() -> None:
    rows = [line(10, "duong", street="ql91"), line(20, "so")]
    assert routed(rows, PlaceEvidence(street="hem")).agency_code == "so"
    assert routed(rows, PlaceEvidence(street="ql91")).agency_code == "duong"
    assert shares(routed(rows)) == {"duong": 0.45, "so": 0.45}


def test_a_missing_answer_never_makes_or_false() -> None:
    """`danger is yes, or level is urgent`, as two lines: the second still holds where nobody answered the first."""
    rows = [line(10, "ca", facts=(("danger", "yes"),)), line(20, "ca", level=Level.URGENT), line(30, "so")]
    assert routed(rows, level=Level.URGENT).agency_code == "ca"
    assert routed(rows, facts={"danger": "yes"}).agency_code == "ca"
    assert routed(rows, facts={"danger": "no"}).agency_code == "so"
    assert shares(routed(rows)) == {"ca": 0.45, "so": 0.45}


def test_an_unknown_that_changes_nothing_asks_nothing() -> None:
    rows = [line(10, "so", place="1"), line(20, "so", facts=(("danger", "yes"),)), line(30, "so")]
    decision = routed(rows)
    assert decision.agency_code == "so"
    assert decision.candidates[0].probability == 0.9


def test_an_unknown_ward_is_asked_for_where_it_matters() -> None:
    rows = [line(10, "ca", place="kind:xã"), line(20, "so")]
    assert routed(rows).reason is Reason.UNSURE_PLACE
    assert routed(rows, PlaceEvidence((Candidate("1", 0.95, ""),))).agency_code == "so"


def test_who_gave_it_back_is_not_chosen_again() -> None:
    decision = routed([line(10, "so")], barred={"so"})
    assert decision.agency_code is None
    assert decision.reason is Reason.HAS_RETURNED
    assert decision.candidates == ()


@pytest.mark.parametrize(
    ("hours", "at", "inside"),
    [
        ("07:00-17:00", "07:00", True), ("07:00-17:00", "16:59", True), ("07:00-17:00", "17:00", False),
        ("17:00-07:00", "23:30", True), ("17:00-07:00", "00:00", True), ("17:00-07:00", "07:00", False),
        ("17:00-07:00", "12:00", False),
    ],
)  # fmt: skip
def test_hours(hours: str, at: str, inside: bool) -> None:
    assert is_within(hours, time.fromisoformat(at)) is inside


def test_time_is_vietnams() -> None:
    weekend = line(10, "ca", weekdays="67")
    night = line(10, "ca", hours="17:00-07:00")
    assert not is_on(weekend, Situation(Level.NORMAL, MONDAY))
    assert is_on(weekend, Situation(Level.NORMAL, MONDAY.replace(day=5)))
    assert is_on(night, Situation(Level.NORMAL, MONDAY.replace(hour=3)))
    assert not is_on(night, Situation(Level.NORMAL, MONDAY))
    later = line(10, "ca", valid_from=date(2027, 1, 1))
    assert not is_on(later, Situation(Level.NORMAL, MONDAY))
    assert is_on(later, Situation(Level.NORMAL, MONDAY, on=date(2027, 1, 1)))


LINES = st.lists(
    st.builds(
        line,
        st.integers(1, 99),
        st.sampled_from(["so", "duong", "ca", "ward", "gone"]),
        place=st.sampled_from(["", "", "1", "2", "kind:phường"]),
        street=st.sampled_from(["", "", "ql91", "hem"]),
        owner=st.sampled_from([None, None, Owner.NATIONAL, Owner.CITY]),
        facts=st.sampled_from([(), (), (("danger", "yes"),), (("danger", "no"),)]),
        share_unknown=st.sampled_from([0.0, 0.1, 0.5, 1.0]),
    ),
    max_size=6,
    unique_by=lambda row: row.position,
)
SPOTS = st.builds(Spot, st.sampled_from([None, "1", "2"]), st.sampled_from([None, "ql91", "hem"]))
ANSWERS = st.sampled_from([{}, {"danger": "yes"}, {"danger": "no"}])


def walked(rows: list[RuleRow], spot: Spot, facts: dict[str, str]) -> list[Possibility]:
    ordered = sorted(rows, key=lambda row: row.position)
    return list(follow(Guess(FIELD, 0.8, ()), spot, 0.5, Matrix(ordered, facts, CITY, frozenset())))


@given(LINES, SPOTS, ANSWERS)
def test_no_chance_gets_lost_or_made(rows: list[RuleRow], spot: Spot, facts: dict[str, str]) -> None:
    assert sum(one.probability for one in walked(rows, spot, facts)) == pytest.approx(0.4)


@given(LINES, SPOTS)
def test_what_an_answer_could_lead_to_is_never_ruled_out_while_it_is_missing(rows: list[RuleRow], spot: Spot) -> None:
    met = {one.rule.id for one in walked(rows, spot, {}) if one.rule}
    for answer in ("yes", "no"):
        known = {one.rule.id for one in walked(rows, spot, {"danger": answer}) if one.rule}
        assert known <= met


@given(LINES, SPOTS, ANSWERS)
def test_with_everything_known_one_line_decides(rows: list[RuleRow], spot: Spot, facts: dict[str, str]) -> None:
    plain = [replace(row, owner=None) for row in rows]
    found = walked(plain, Spot(spot.ward_code or "1", spot.street or "hem"), facts or {"danger": "no"})
    assert len(found) == 1
    assert found[0].missing == ()
