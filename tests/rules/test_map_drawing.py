"""The drawn map: points where they belong, words that do not hide one another."""

from __future__ import annotations

from math import dist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.rules.map_drawing import Frame, bounds, compass, frame_around, labels, metres_between

HERE = (10.0331, 105.777)
SIZE = (380, 240)
NEAR = st.tuples(st.floats(10.025, 10.041), st.floats(105.769, 105.785))


def test_the_centre_lies_in_the_middle_and_north_is_up() -> None:
    frame = Frame(HERE, 560, *SIZE)
    assert frame.place(HERE) == (190.0, 120.0)
    assert frame.place((HERE[0] + 0.001, HERE[1])) == (190.0, pytest.approx(82.3, abs=0.5))
    assert frame.place((HERE[0], HERE[1] + 0.001))[0] > 190


@given(spot=NEAR)
def test_pixels_and_metres_agree(spot: tuple[float, float]) -> None:
    frame = Frame(HERE, 560, *SIZE)
    drawn = dist(frame.place(HERE), frame.place(spot)) / frame.pixels_per_metre
    assert drawn == pytest.approx(metres_between(HERE, spot), rel=0.01, abs=1)


@given(spot=NEAR)
def test_whatever_is_near_lies_within_the_bounds(spot: tuple[float, float]) -> None:
    (south, west), (north, east) = bounds(HERE, 300)
    is_inside = south <= spot[0] <= north and west <= spot[1] <= east
    assert is_inside or metres_between(HERE, spot) > 299


@pytest.mark.parametrize(
    ("spot", "direction"),
    [((10.05, 105.777), 0), ((10.05, 105.794), 1), ((10.0331, 105.8), 2), ((10.01, 105.777), 4), ((10.0331, 105.7), 6)],
)
def test_directions(spot: tuple[float, float], direction: int) -> None:
    assert compass(HERE, spot) == direction


def test_the_scale_is_a_round_length_that_fits() -> None:
    assert [Frame(HERE, half_width, *SIZE).bar() for half_width in (560, 1_100, 2_200)] == [200, 500, 1_000]


def test_the_closest_view_with_enough_to_see_is_taken() -> None:
    spots = [(10.0331, 105.777 + 0.004 * step) for step in range(1, 5)]
    assert frame_around(HERE, spots, (560, 1_100, 2_200), SIZE, 1).half_width_m == 560
    assert frame_around(HERE, spots, (560, 1_100, 2_200), SIZE, 3).half_width_m == 2_200
    assert frame_around(HERE, [], (560, 1_100, 2_200), SIZE, 3).half_width_m == 2_200


@given(spots=st.lists(NEAR, max_size=25))
def test_no_words_leave_the_map_and_no_more_are_drawn_than_asked(spots: list[tuple[float, float]]) -> None:
    frame = Frame(HERE, 560, *SIZE)
    found = labels(frame, [("Chợ Cái Khế", spot) for spot in spots], most=5)
    drawn = [label for label in found if label]
    assert len(found) == len(spots)
    assert len(drawn) <= 5
    assert all(0 <= label.x <= SIZE[0] and 0 <= label.y <= SIZE[1] for label in drawn)
    lines = [(label.x, label.y) for label in drawn]
    assert len(set(lines)) == len(lines)


def test_words_give_way_to_what_is_drawn_already() -> None:
    frame = Frame(HERE, 560, *SIZE)
    assert labels(frame, [("Chợ", HERE)], [(0, 0, *SIZE)]) == [None]
    right = labels(frame, [("Chợ", HERE)])[0]
    left = labels(frame, [("Chợ", HERE)], [(195, 100, 380, 140)])[0]
    assert (right and right.anchor, left and left.anchor) == ("start", "end")
