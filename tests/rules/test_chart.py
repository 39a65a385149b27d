"""Charts as numbers: whatever the values, everything lies inside the drawing, and words do not touch."""

from __future__ import annotations

import csv
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import ROOT
from feedback.rules.chart import BOTTOM, LEFT, PERCENT, RIGHT, TOP, along, columns, line, scale, worded
from feedback.rules.index766 import Ratio
from feedback.rules.interval import LEAST_SAMPLE, league, wilson
from feedback.rules.tile_grid import tile_grid

COUNTS = st.lists(st.integers(0, 2_000_000), max_size=120)


@given(COUNTS)
def test_columns_stay_inside_and_every_count_above_zero_is_seen(counts: list[int]) -> None:
    of = scale(counts)
    assert of.top >= max(counts, default=0)
    assert len(of.grid) <= 6
    assert all(value == int(value) for value in of.grid), "there is no half a case"
    for count, column in zip(counts, columns(counts, of), strict=True):
        assert TOP <= column.y <= BOTTOM
        assert column.x >= LEFT
        assert column.x + column.width <= RIGHT + 0.2
        assert (column.height > 0) == (count > 0)


@pytest.mark.parametrize(
    ("most", "grid"), [(0, (0, 1)), (3, (0, 1, 2, 3)), (7, (0, 2, 4, 6, 8)), (86, (0, 25, 50, 75, 100))]
)
def test_the_scale_has_round_steps(most: int, grid: tuple[int, ...]) -> None:
    assert scale([most]).grid == grid


def test_a_line_has_gaps_where_nothing_is_known() -> None:
    drawn = line([None, 50, 100, None, 0], PERCENT)
    assert drawn.path.count("M") == 2
    assert drawn.path.count("L") == 1
    assert [dot is None for dot in drawn.dots] == [True, False, False, True, False]
    assert line([], PERCENT).path == ""


@given(st.integers(0, 200))
def test_the_last_place_has_its_word_and_words_have_room(count: int) -> None:
    places = sorted(worded(count))
    assert (count - 1 in places) == (count > 0)
    slot = (RIGHT - LEFT) / max(1, count)
    assert all((b - a) * slot >= 60 for a, b in pairwise(places))


def test_a_value_lies_between_its_edges() -> None:
    edges = (0, 1, 3, 7)
    assert along(edges, 0) == LEFT
    assert along(edges, 2) == LEFT + 1.5 * (RIGHT - LEFT) / 4
    assert along(edges, 500) == LEFT + 3.5 * (RIGHT - LEFT) / 4


def test_wilsons_interval_as_published() -> None:
    """Newcombe (1998), table I: 81/263 gives 0.2553 to 0.3662; 0/20 gives 0 to 0.1611."""
    first, none = wilson(Ratio(81, 263)), wilson(Ratio(0, 20))
    assert first is not None
    assert none is not None
    assert (round(first.low, 2), round(first.high, 2)) == (25.53, 36.62)
    assert (none.low, round(none.high, 2)) == (0, 16.11)
    assert wilson(Ratio(0, 0)) is None


@given(st.integers(1, 5_000), st.data())
def test_a_share_lies_in_its_interval(n: int, data: st.DataObject) -> None:
    ratio = Ratio(data.draw(st.integers(0, n)), n)
    found = wilson(ratio)
    assert found is not None
    assert 0 <= found.low <= 100 * ratio.numerator / n + 1e-9
    assert 100 * ratio.numerator / n - 1e-9 <= found.high <= 100


def test_one_lucky_answer_does_not_lead_the_table() -> None:
    places = league(
        [("lucky", Ratio(1, 1)), ("good", Ratio(95, 100)), ("sure", Ratio(940, 1000)), ("bad", Ratio(0, 60))]
    )
    assert [(place.key, place.rank) for place in places] == [("sure", 1), ("good", 2), ("bad", 3), ("lucky", None)]
    assert [place.rank for place in league([(1, Ratio(40, 50)), (2, Ratio(40, 50))])] == [1, 1]
    assert LEAST_SAMPLE == 30, "published on the page"


def test_every_ward_has_its_own_tile_about_where_it_lies() -> None:
    with (ROOT / "feedback/data/cantho/wards.csv").open(encoding="utf-8") as file:
        wards = {row["code"]: (float(row["lat"]), float(row["lon"])) for row in csv.DictReader(file)}
    grid = tile_grid(wards.items())
    assert len(set(grid.cells.values())) == len(wards)
    assert grid.cells == tile_grid(reversed(wards.items())).cells
    north, south = max(wards, key=lambda one: wards[one][0]), min(wards, key=lambda one: wards[one][0])
    assert grid.cells[north][1] < grid.rows / 4
    assert grid.cells[south][1] > grid.rows * 3 / 4
    assert tile_grid([]).cells == {}
    assert tile_grid([("a", (10.0, 105.0))]).cells == {"a": (0, 0)}
