"""A small map as numbers: what lies where on a rectangle around one point, and where its words fit.

There are no tiles and no outside service: a city pack holds points with names, and points are all that is drawn.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import asin, atan2, cos, degrees, pi, radians, sin, sqrt

EARTH_KM = 6371.0
METRES_PER_DEGREE = EARTH_KM * 1000 * pi / 180
NICE_LENGTHS = (50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
LETTER_PX, LINE_PX, GAP_PX = 7.4, 17.0, 9.0  # of the words on the map, at the size in which they are drawn

Point = tuple[float, float]  # latitude, longitude in degrees
Box = tuple[float, float, float, float]  # left, top, right, bottom in pixels


@dataclass(frozen=True)
class Frame:
    """A rectangle of `width` by `height` pixels around a point; north is up."""

    centre: Point
    half_width_m: float
    width: int
    height: int

    @property
    def pixels_per_metre(self) -> float:
        return self.width / 2 / self.half_width_m

    def place(self, spot: Point) -> tuple[float, float]:
        """Where a point lies, in pixels from the left upper corner. True near the centre, where it is used."""
        north = (spot[0] - self.centre[0]) * METRES_PER_DEGREE
        east = (spot[1] - self.centre[1]) * METRES_PER_DEGREE * cos(radians(self.centre[0]))
        scale = self.pixels_per_metre
        return round(self.width / 2 + east * scale, 1), round(self.height / 2 - north * scale, 1)

    def holds(self, spot: Point) -> bool:
        x, y = self.place(spot)
        return 0 <= x <= self.width and 0 <= y <= self.height

    def bar(self) -> int:
        """The longest round length, in metres, that is at most a third of the width."""
        fitting = [length for length in NICE_LENGTHS if length * self.pixels_per_metre <= self.width / 3]
        return fitting[-1] if fitting else NICE_LENGTHS[0]


@dataclass(frozen=True)
class Label:
    """Words beside a point: `anchor` is start, middle or end of the line at x."""

    words: str
    x: float
    y: float
    anchor: str


def metres_between(one: Point, other: Point) -> float:
    """Great-circle distance by the haversine formula."""
    north, east = radians(other[0] - one[0]) / 2, radians(other[1] - one[1]) / 2
    chord = sin(north) ** 2 + cos(radians(one[0])) * cos(radians(other[0])) * sin(east) ** 2
    return 2000 * EARTH_KM * asin(sqrt(chord))


def compass(start: Point, end: Point) -> int:
    """Which of eight directions leads from one point to another: 0 north, 2 east, 4 south, 6 west."""
    north, east = end[0] - start[0], (end[1] - start[1]) * cos(radians(start[0]))
    return round(degrees(atan2(east, north)) / 45) % 8


def bounds(centre: Point, metres: float) -> tuple[Point, Point]:
    """The south-western and the north-eastern corner of the square that holds everything so near."""
    north = metres / METRES_PER_DEGREE
    east = north / max(0.01, cos(radians(centre[0])))
    return (centre[0] - north, centre[1] - east), (centre[0] + north, centre[1] + east)


def frame_around(
    centre: Point, spots: Iterable[Point], half_widths: Iterable[float], size: tuple[int, int], least: int
) -> Frame:
    """The closest of some views that shows at least `least` of the points, or the widest."""
    known = list(spots)
    frames = [Frame(centre, half_width, *size) for half_width in half_widths]
    shown = (frame for frame in frames if sum(map(frame.holds, known)) >= least)
    return next(shown, frames[-1])


def labels(
    frame: Frame, named: Iterable[tuple[str, Point]], taken: Iterable[Box] = (), most: int = 10
) -> list[Label | None]:
    """Words for each point, in order of importance: right, left, under, above; None where they fit nowhere."""
    used = list(taken)
    placed: list[Label | None] = []
    for words, spot in named:
        is_full = sum(label is not None for label in placed) >= most
        tries = [] if is_full else _tries(words, *frame.place(spot))
        found = next((one for one in tries if _is_free(frame, one[1], used)), None)
        placed.append(found[0] if found else None)
        used += [found[1]] if found else []
    return placed


def _tries(words: str, x: float, y: float) -> list[tuple[Label, Box]]:
    wide, half = len(words) * LETTER_PX, LINE_PX / 2
    down = 5.0  # from the middle of a line to the foot of its letters
    return [
        (Label(words, x + GAP_PX, y + down, "start"), (x + GAP_PX, y - half, x + GAP_PX + wide, y + half)),
        (Label(words, x - GAP_PX, y + down, "end"), (x - GAP_PX - wide, y - half, x - GAP_PX, y + half)),
        (Label(words, x, y + LINE_PX + 2, "middle"), (x - wide / 2, y + 4, x + wide / 2, y + LINE_PX + 6)),
        (Label(words, x, y - GAP_PX, "middle"), (x - wide / 2, y - LINE_PX - 5, x + wide / 2, y - 5)),
    ]


def _is_free(frame: Frame, box: Box, used: list[Box]) -> bool:
    left, top, right, bottom = box
    if left < 2 or top < 2 or right > frame.width - 2 or bottom > frame.height - 2:
        return False
    return not any(left < r and right > lft and top < b and bottom > t for lft, t, r, b in used)
