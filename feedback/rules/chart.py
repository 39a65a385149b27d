"""Charts as numbers: where each column, point, line and word of a drawing lies. Templates draw what stands here.

A drawing is `WIDTH` by `HEIGHT` units with room for words at the left and below. No values, one value and many are
all drawings: nothing is divided by zero, and words that would touch are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, log10

WIDTH, HEIGHT = 480, 216
LEFT, RIGHT, TOP, BOTTOM = 46, 470, 18, 180
WORDS_Y = 200  # the foot of the words below
STEPS = (1, 2, 2.5, 5, 10)
GRID_LINES = 4
ROOM = 62  # units that a word below needs, also where phones draw it larger
FILLED = 0.78  # of its slot, a column


@dataclass(frozen=True)
class Scale:
    """From zero to a round number; `grid` are the values that have a line."""

    top: float
    grid: tuple[float, ...]

    def y(self, value: float) -> float:
        return round(BOTTOM - min(max(value, 0), self.top) / self.top * (BOTTOM - TOP), 1)


@dataclass(frozen=True)
class Column:
    """One column. `slot_x` and `slot_width` are the whole strip it stands in: easier to point at."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    slot_x: float
    slot_width: float


@dataclass(frozen=True)
class Dot:
    x: float
    y: float


@dataclass(frozen=True)
class Line:
    """A path with gaps where nothing is known, and a dot for each known value."""

    path: str
    dots: tuple[Dot | None, ...]


PERCENT = Scale(100, (0, 25, 50, 75, 100))


def scale(values: Sequence[float]) -> Scale:
    """The smallest round scale of at most four steps that holds counts; whole steps only."""
    most = max(values, default=0)
    step = _round_step(max(most, 1) / GRID_LINES)
    count = max(1, ceil(most / step))
    return Scale(step * count, tuple(step * place for place in range(count + 1)))


def _round_step(least: float) -> float:
    """The smallest of 1, 2, 5, 10, 20, 25, 50, 100 … that is not below `least`."""
    power = 10.0 ** max(0, floor(log10(least)))
    return next(step * power for step in STEPS if step * power >= least and step * power % 1 == 0)


def columns(values: Sequence[float], of: Scale) -> tuple[Column, ...]:
    """A column for each value over the whole width; a value above zero is never too low to be seen."""
    slot = (RIGHT - LEFT) / max(1, len(values))
    found = []
    for place, value in enumerate(values):
        left, y = LEFT + place * slot, of.y(value)
        y = min(y, BOTTOM - 2) if value > 0 else y
        width = slot * FILLED
        found.append(
            Column(
                x=round(left + (slot - width) / 2, 1),
                y=y,
                width=round(width, 1),
                height=round(BOTTOM - y, 1),
                middle=round(left + slot / 2, 1),
                slot_x=round(left, 1),
                slot_width=round(slot, 1),
            )
        )
    return tuple(found)


def line(values: Sequence[float | None], of: Scale) -> Line:
    """A line through the middles of the columns of as many values."""
    slot = (RIGHT - LEFT) / max(1, len(values))
    dots = tuple(
        None if value is None else Dot(round(LEFT + (place + 0.5) * slot, 1), of.y(value))
        for place, value in enumerate(values)
    )
    words, is_drawing = [], False
    for dot in dots:
        if dot is not None:
            words.append(f"{'L' if is_drawing else 'M'}{dot.x:g} {dot.y:g}")
        is_drawing = dot is not None
    return Line("".join(words), dots)


def worded(count: int, room: float = ROOM) -> frozenset[int]:
    """Which places have room for a word below: the last one, and every so many before it."""
    slot = (RIGHT - LEFT) / max(1, count)
    every = max(1, ceil(room / slot))
    return frozenset(range(count - 1, -1, -every))


def along(edges: Sequence[float], value: float) -> float:
    """Where a value lies on a row of columns between `edges`; beyond the last edge it lies in the last column."""
    slot = (RIGHT - LEFT) / len(edges)  # edges[i] begins column i; the last column has no end
    for place, (low, high) in enumerate(pairwise(edges)):
        if value <= high:
            return round(LEFT + (place + max(0.0, value - low) / (high - low)) * slot, 1)
    return round(LEFT + (len(edges) - 0.5) * slot, 1)
