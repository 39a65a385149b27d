"""A linear classifier with small whole weights, in plain Python."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Linear:
    """One row of weights for each feature that it knows, one column for each answer."""

    columns: tuple[str, ...]
    bias: tuple[float, ...]
    scales: tuple[float, ...]  # what one step of a column's whole numbers is worth
    places: Mapping[int, int]  # number of a feature -> its row
    weights: array[int]

    def totals(self, values: Iterable[tuple[int, float]]) -> list[float]:
        """What each column scores for features and their values."""
        width = len(self.columns)
        sums = [0.0] * width
        for feature, value in values:
            place = self.places.get(feature)
            if place is not None:
                start = place * width
                sums = [total + value * weight for total, weight in zip(sums, self.weights[start : start + width])]  # noqa: B905 the hot line
        return [total * scale + bias for total, scale, bias in zip(sums, self.scales, self.bias, strict=True)]

    def weight(self, feature: int, column: int) -> float:
        place = self.places.get(feature)
        return 0.0 if place is None else self.weights[place * len(self.columns) + column] * self.scales[column]


def chances(totals: Mapping[str, float], temperature: float = 1.0) -> dict[str, float]:
    """Scores in log-odds as probabilities that add up to one."""
    highest = max(totals.values())
    odds = {name: math.exp((total - highest) / temperature) for name, total in totals.items()}
    whole = sum(odds.values())
    return {name: odd / whole for name, odd in odds.items()}
