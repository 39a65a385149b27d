"""Calibrating a model on texts it did not learn from: how sure it may sound, and when no person needs to look."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from feedback.rules.field_evaluation import Asked
from feedback.rules.field_model import FieldModel
from feedback.rules.linear import chances

WANTED = 0.95  # of what goes without a person; held lines are harder than real texts, so these reach more
LOWEST, HIGHEST = 0.55, 0.97  # of a threshold
TEMPERATURES = tuple(0.5 * 1.08**step for step in range(30))
FEWEST = 20  # held texts of a field, below which its threshold is the common one


def calibrated(model: FieldModel, held: Sequence[Asked]) -> tuple[float, dict[str, float]]:
    """The temperature under which the held answers are likeliest, and a threshold for each field."""
    if not held:
        return 1.0, dict.fromkeys(model.fields.columns, HIGHEST)
    scored = [(_totals(model, asked.text), asked.fields[0]) for asked in held]
    temperature = min(TEMPERATURES, key=lambda heat: _surprise(scored, heat))
    answers: list[tuple[str, float, bool]] = []
    for totals, right in scored:
        found = chances(totals, temperature)
        best = max(found, key=lambda code: (found[code], code))
        answers.append((best, found[best], best == right))
    common = _threshold(answers)
    return round(temperature, 4), {
        code: max(_threshold(mine), common) if len(mine) >= FEWEST else common
        for code, mine in ((code, [row for row in answers if row[0] == code]) for code in model.fields.columns)
    }


def _totals(model: FieldModel, text: str) -> dict[str, float]:
    return dict(zip(model.fields.columns, model.fields.totals(model.see(text).values), strict=True))


def _surprise(scored: Sequence[tuple[Mapping[str, float], str]], temperature: float) -> float:
    return -sum(math.log(max(chances(totals, temperature).get(right, 0.0), 1e-9)) for totals, right in scored)


def _threshold(answers: Sequence[tuple[str, float, bool]]) -> float:
    """The lowest probability above which nearly all answers are right."""
    right = count = 0
    lowest = HIGHEST
    for _, probability, is_right in sorted(answers, key=lambda row: -row[1]):
        right, count = right + is_right, count + 1
        if right / count >= WANTED:
            lowest = probability
    return round(min(max(lowest, LOWEST), HIGHEST), 3)
