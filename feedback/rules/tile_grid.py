"""A map of equal tiles: every ward its own square, about where it lies, so that small ones are read like large ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, cos, radians, sqrt

SPARE = 1.35  # cells for each ward: some stay empty, so that the shape of the city shows
Point = tuple[float, float]  # latitude, longitude


@dataclass(frozen=True)
class Grid:
    """`cells` are (column, row) by code; row 0 is the north."""

    cells: dict[str, tuple[int, int]]
    columns: int
    rows: int


def tile_grid(spots: Iterable[tuple[str, Point]], columns: int = 0) -> Grid:
    """A cell for each code, the nearest free one to where it lies; the crowded middle chooses first."""
    known = sorted(spots)
    if not known:
        return Grid({}, 0, 0)
    flat = _flat(known)
    wide = columns or max(1, round(sqrt(len(known) * SPARE * 1.4)))
    high = max(1, ceil(len(known) * SPARE / wide))
    wanted = {code: (x * (wide - 1), y * (high - 1)) for code, (x, y) in flat.items()}
    return _trimmed(_placed(wanted, wide, high))


def _flat(known: list[tuple[str, Point]]) -> dict[str, Point]:
    """Positions from 0 to 1, by rank mixed with measure: dense districts are drawn apart, far ones stay far."""
    squeeze = cos(radians(known[0][1][0]))
    east = {code: lon * squeeze for code, (_, lon) in known}
    south = {code: -lat for code, (lat, _) in known}
    return {code: (_spread(east, code), _spread(south, code)) for code, _ in known}


def _spread(values: dict[str, float], code: str) -> float:
    low, high = min(values.values()), max(values.values())
    measure = (values[code] - low) / (high - low) if high > low else 0.5
    rank = sum(one < values[code] for one in values.values()) / max(1, len(values) - 1)
    return (measure + rank) / 2


def _placed(wanted: dict[str, Point], wide: int, high: int) -> dict[str, tuple[int, int]]:
    free = {(column, row) for column in range(wide) for row in range(high)}
    middle = (
        sum(x for x, _ in wanted.values()) / len(wanted),
        sum(y for _, y in wanted.values()) / len(wanted),
    )
    cells = {}
    for code in sorted(wanted, key=lambda one: (_apart(wanted[one], middle), one)):
        cell = min(free, key=lambda one: (_apart(wanted[code], one), one))
        free.remove(cell)
        cells[code] = cell
    return cells


def _apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2


def _trimmed(cells: dict[str, tuple[int, int]]) -> Grid:
    """Without rows and columns that stayed empty at the edges."""
    left, top = min(x for x, _ in cells.values()), min(y for _, y in cells.values())
    moved = {code: (x - left, y - top) for code, (x, y) in cells.items()}
    return Grid(moved, max(x for x, _ in moved.values()) + 1, max(y for _, y in moved.values()) + 1)
