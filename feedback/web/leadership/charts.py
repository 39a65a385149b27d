"""Charts as the macro `chart` draws them: what rules/chart.py measured, with the words that go beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from feedback.rules import chart
from feedback.rules.chart import PERCENT, Scale
from feedback.web.leadership.board import number

View = dict[str, Any]
SMALL_ROOM = 42  # of a short word below, in the size of a desk


def columns(
    title: str, summary: str, names: Sequence[str], counts: Sequence[int], urls: Sequence[str | None] = (), **more: Any
) -> View:
    """One column for each name; `urls` open those that count something. `tones` colour single columns."""
    of = chart.scale(counts)
    drawn = [
        vars(column) | {"words": f"{name}: {number(count)}", "count": number(count), "url": url if count else None}
        for column, name, count, url in zip(
            chart.columns(counts, of), names, counts, urls or [None] * len(counts), strict=True
        )
    ]
    for column, tone in zip(drawn, more.pop("tones", ()), strict=False):
        column["tone"] = tone
    return _frame(title, summary, names, of, len(counts)) | {"columns": drawn} | more


def rates(title: str, summary: str, names: Sequence[str], lines: Sequence[tuple[str, str, list[float | None]]]) -> View:
    """Lines of shares from 0 to 100; a line is its kind ("main" or "beside"), its words and its values."""
    drawn = []
    for kind, words, values in lines:
        line = chart.line(values, PERCENT)
        dots = [
            {"x": dot.x, "y": dot.y, "words": f"{words}, {name}: {number(value or 0, 2)}%"}
            for dot, name, value in zip(line.dots, names, values, strict=True)
            if dot is not None
        ]
        drawn.append({"kind": kind, "words": words, "path": line.path, "dots": dots})
    return _frame(title, summary, names, PERCENT, len(names), "%") | {"lines": drawn}


def _frame(title: str, summary: str, names: Sequence[str], of: Scale, count: int, unit: str = "") -> View:
    """The grid with its words, and the words below that have room; `is_spare`: only where letters are small."""
    places, roomy = chart.worded(count, SMALL_ROOM), chart.worded(count)
    slot = (chart.RIGHT - chart.LEFT) / max(1, count)
    return {
        "title": title,
        "summary": summary,
        "grid": [{"y": of.y(value), "words": f"{number(value)}{unit}"} for value in of.grid],
        "below": [
            {"x": round(chart.LEFT + (place + 0.5) * slot, 1), "words": name, "is_spare": place not in roomy}
            for place, name in enumerate(names)
            if place in places
        ],
        "columns": [],
        "lines": [],
        "guides": [],
    }
