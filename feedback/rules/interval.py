"""How sure a share is: Wilson's interval, and who may be ranked. A small sample is not compared (one lucky answer)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from typing import Generic, TypeVar

from feedback.rules.index766 import Ratio

Z_95 = 1.959963984540054  # of the normal distribution, two-sided 95 %
LEAST_SAMPLE = 30
Key = TypeVar("Key")


@dataclass(frozen=True)
class Interval:
    """Per cent, 0…100."""

    low: float
    high: float


@dataclass(frozen=True)
class Place(Generic[Key]):
    """One line of a league table. `rank` is None for a sample too small to be compared; equals share a rank."""

    key: Key
    ratio: Ratio
    interval: Interval | None
    rank: int | None


def wilson(ratio: Ratio) -> Interval | None:
    """The 95 % interval of a share; None where there is nothing to divide by."""
    n = ratio.denominator
    if n == 0:
        return None
    share, z2 = ratio.numerator / n, Z_95 * Z_95
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z_95 / (1 + z2 / n) * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return Interval(max(0.0, 100 * (centre - half)), min(100.0, 100 * (centre + half)))


def league(shares: Iterable[tuple[Key, Ratio]], least: int = LEAST_SAMPLE) -> list[Place[Key]]:
    """By the lower end of the interval, best first: what is surely reached. Small samples follow, unranked."""
    known = [(key, ratio, wilson(ratio)) for key, ratio in shares]
    ranked = [one for one in known if one[1].denominator >= least and one[2] is not None]
    ranked.sort(key=lambda one: -_low(one[2]))
    places: list[Place[Key]] = []
    for position, (key, ratio, interval) in enumerate(ranked, 1):
        is_equal = bool(places) and _low(places[-1].interval) == _low(interval)
        places.append(Place(key, ratio, interval, places[-1].rank if is_equal else position))
    small = [one for one in known if one not in ranked]
    return places + [Place(*one, None) for one in sorted(small, key=lambda one: -one[1].denominator)]


def _low(interval: Interval | None) -> float:
    return interval.low if interval else 0.0
