"""Points of catalogues: the published DTI values of 2022, every form of formula, and what may not be."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.errors import Invalid
from feedback.rules.scoring import Given, composite, formula, lost, merged, points

WEIGHTS = [Decimal(maximum) for maximum in (100, 100, 100, 100, 100, 0, 200, 150, 150)]  # Decision 922, 6 unscored
PUBLISHED = [  # DTI 2022: values of the main indices 1-5, 7-9, and the published value
    ("Đà Nẵng", "1.0000 .9000 .8253 .8487 .7578 .8575 .7836 .5197", "0.8002"),
    ("TP.HCM", ".8917 .9000 .8258 .6267 .5580 .8406 .7611 .3590", "0.7163"),
    ("Quảng Ninh", ".9581 .9000 .7648 .6250 .5382 .8385 .5904 .4505", "0.7024"),
    ("Thừa Thiên Huế", ".9500 .9000 .6823 .6794 .6423 .8262 .6787 .3001", "0.6975"),
    ("Cần Thơ", ".9000 .8000 .7233 .7376 .7226 .7325 .7556 .2947", "0.6924"),
]
TEN = Decimal(10)


def values(words: str) -> list[Decimal]:
    return [Decimal(word) for word in words.split()]


@pytest.mark.parametrize(("province", "main", "published"), PUBLISHED)
def test_the_published_dti_of_2022_is_recomputed_to_the_last_digit_but_one(
    province: str, main: str, published: str
) -> None:
    assert abs(composite(values(main), WEIGHTS) - Decimal(published)) <= Decimal("0.0001"), province


def test_can_tho_2022_exactly() -> None:
    assert composite(values(PUBLISHED[-1][1]), WEIGHTS) == Decimal("0.6924")


def test_a_merged_province_takes_the_plain_average() -> None:
    assert merged(values(".6924 .5763 .5001")) == Decimal("0.5896")
    assert merged([]) is None


@pytest.mark.parametrize(
    "wrong", ["0.5", ".9 .8 .7 .7 .7 .7 .7 1.2", ".9 .8 .7 .7 .7 .7 .7 -0.1", ".9 .8 .7 .7 .7 .7 .7 NaN"]
)
def test_values_that_cannot_be_are_refused(wrong: str) -> None:
    with pytest.raises(Invalid) as refused:
        composite(values(wrong), WEIGHTS)
    assert refused.value.field == "values"


def test_a_catalogue_without_known_points_has_no_index() -> None:
    with pytest.raises(Invalid):
        composite([], [Decimal(0)])


def test_an_appraised_rate_of_54_3_percent_is_5_43_of_ten() -> None:
    assert points(formula("ratio", "", TEN), Given(numerator=543, denominator=1000)) == Decimal("5.43")


def test_halves_are_rounded_up() -> None:
    assert points(formula("ratio", "", TEN), Given(numerator=1, denominator=2000)) == Decimal("0.01")


def test_nothing_to_divide_by_is_no_data_and_not_all_points() -> None:
    for form, parameters in (("ratio", ""), ("threshold", "90")):
        assert points(formula(form, parameters, TEN), Given(numerator=0, denominator=0)) is None
        assert points(formula(form, parameters, TEN), Given()) is None


def test_from_the_threshold_on_all_points_are_given() -> None:
    rule = formula("threshold", "90", Decimal(6))
    assert points(rule, Given(numerator=90, denominator=100)) == 6
    assert points(rule, Given(numerator=9393, denominator=10000)) == 6
    assert points(rule, Given(numerator=45, denominator=100)) == 3


def test_committee_meetings_are_scored_in_steps() -> None:
    rule = formula("step", "4:20;3:15;2:10;1:5", Decimal(20))
    assert [points(rule, Given(amount=Decimal(meetings))) for meetings in (5, 4, 3, 2, 1, 0)] == [20, 20, 15, 10, 5, 0]
    assert points(rule, Given()) is None


def test_a_choice_gives_its_share_and_only_one_may_be_made() -> None:
    rule = formula("choice", "truong:1;pho:1/2;khong:0", TEN)
    assert [points(rule, Given(answers=(answer,))) for answer in ("truong", "pho", "khong")] == [10, 5, 0]
    for wrong in (("thu-ky",), ("truong", "pho")):
        with pytest.raises(Invalid):
            points(rule, Given(answers=wrong))


def test_parts_add_up_and_a_part_counts_once() -> None:
    rule = formula("parts", "ke-hoach:1/2;kinh-phi:1/2", TEN)
    assert points(rule, Given(answers=("ke-hoach",))) == 5
    assert points(rule, Given(answers=("ke-hoach", "ke-hoach", "kinh-phi"))) == 10


def test_points_stated_by_hand_stay_within_the_maximum() -> None:
    rule = formula("manual", "", TEN)
    assert points(rule, Given(stated=Decimal("7.514"))) == Decimal("7.51")
    assert points(rule, Given()) is None
    for wrong in ("10.01", "-1", "NaN"):
        with pytest.raises(Invalid):
            points(rule, Given(stated=Decimal(wrong)))


@pytest.mark.parametrize(
    ("form", "parameters"),
    [("magic", ""), ("threshold", "0"), ("threshold", "120"), ("threshold", "x"), ("step", ""), ("step", "4:50"),
     ("step", "4"), ("choice", ""), ("choice", "a:2"), ("choice", "a:-1"), ("parts", "a:1/2;b:2/3"), ("parts", "a:1/0"),
     ("ratio", "90"), ("manual", "1")],
)  # fmt: skip
def test_a_formula_that_makes_no_sense_is_refused(form: str, parameters: str) -> None:
    with pytest.raises(Invalid):
        formula(form, parameters, TEN)


def test_more_in_the_numerator_than_there_are_is_refused() -> None:
    with pytest.raises(Invalid):
        points(formula("ratio", "", TEN), Given(numerator=2, denominator=1))


def test_a_row_without_points_costs_all_of_it() -> None:
    assert lost(TEN, None) == 10
    assert lost(TEN, Decimal("5.43")) == Decimal("4.57")


@given(numerator=st.integers(0, 10**6), more=st.integers(0, 10**6), maximum=st.integers(0, 500))
def test_points_of_a_rate_lie_between_nothing_and_the_maximum_and_grow_with_it(
    numerator: int, more: int, maximum: int
) -> None:
    whole = numerator + more
    if not whole:
        return
    rule = formula("ratio", "", Decimal(maximum))
    got = points(rule, Given(numerator=numerator, denominator=whole))
    assert got is not None
    assert 0 <= got <= maximum
    assert abs(got - Decimal(numerator) * maximum / whole) <= Decimal("0.005")
    if numerator:
        less = points(rule, Given(numerator=numerator - 1, denominator=whole))
        assert less is not None
        assert less <= got
