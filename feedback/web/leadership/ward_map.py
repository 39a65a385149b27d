"""The heat map of wards: every ward an equal tile about where it lies, over a table with the same numbers."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedback import clock
from feedback.queries.fact_progress import known_at
from feedback.queries.known_names import Names, known_names
from feedback.queries.scope_figures import by_ward
from feedback.queries.standing_cases import standing_by
from feedback.rules.index766 import Ratio
from feedback.rules.interval import LEAST_SAMPLE
from feedback.web.doors import actor, staff_only
from feedback.web.leadership.asked import Asked, asked, period_choices, period_name
from feedback.web.leadership.board import number, percent
from feedback.web.leadership.scope_page import CITY_VIEWERS
from feedback.web.request_session import reading

View = dict[str, Any]
NOW = ("overdue", "open", "due")
RATES = ("on-time", "satisfied", "reopened")
SHOWN = (*NOW, "received", *RATES)
TILE_WIDTH, TILE_HEIGHT, GAP = 92, 62, 4
LETTERS = 10  # that a line of a tile holds
STEPS = 4  # shades of a number above zero
GOOD, FAIR = 90, 70  # per cent; of the reopened ones what is left to 100


@dataclass(frozen=True)
class Measured:
    """One ward: its number in words, how strong its tile is, and the cases behind."""

    words: str
    shade: str
    order: float
    url: str | None


@staff_only(*CITY_VIEWERS)
def wards() -> str:
    session = reading()
    want = asked(session, actor())
    scope = want.scope(known_at(session))
    show = request.args.get("show", SHOWN[0])
    show = show if show in SHOWN else SHOWN[0]
    names = known_names(session)
    measured = _measured(session, want, scope, show)
    return render_template(
        "leadership/wards.html",
        asked=want,
        here=url_for("leadership.wards"),
        is_present=request.args.get("mode") == "present",
        period_name=_("lúc này") if show in NOW else period_name(want.period),
        periods=period_choices(want.period),
        known_at=scope.as_of.at,
        show=show,
        choices=list(_choices().items()),
        least=LEAST_SAMPLE,
        is_rate=show in RATES,
        map=_map(names, measured, want),
        rows=_rows(names, measured, want),
    )


def _choices() -> dict[str, str]:
    return {
        "overdue": _("Quá hạn"),
        "open": _("Đang mở"),
        "due": _("Đến hẹn trong bảy ngày"),
        "received": _("Nhận trong kỳ"),
        "on-time": _("Đúng hạn (766)"),
        "satisfied": _("Hài lòng (766)"),
        "reopened": _("Bị mở lại"),
    }


def _measured(session: Session, want: Asked, scope: Any, show: str) -> dict[str, Measured]:
    """By ward. One statement."""
    if show in NOW:
        standing = standing_by(session, actor(), scope, clock.now(), "ward")
        return _counted({one.key: one.counts[show] for one in standing}, want, show)
    counts = by_ward(session, scope)
    if show in RATES:
        return {code: _rate(one.ratio(show), want, show, code) for code, one in counts.items()}
    return _counted({code: one.count(show) for code, one in counts.items()}, want, show)


def _counted(counts: dict[str, int], want: Asked, show: str) -> dict[str, Measured]:
    most = max(counts.values(), default=0)
    tone = "brick" if show == "overdue" else "silt" if show == "due" else "river"

    def shade(count: int) -> str:
        return f"{tone}-{-(-count * STEPS // most)}" if count else "none"

    return {
        code: Measured(number(count), shade(count), count, want.to_rows(show, ward=code) if count else None)
        for code, count in counts.items()
    }


def _rate(ratio: Ratio, want: Asked, show: str, code: str) -> Measured:
    """Few cases are shown, but not coloured: they say little."""
    if ratio.percent is None:
        return Measured("–", "none", -1, None)
    good = 100 - ratio.percent if show == "reopened" else ratio.percent
    shade = "river-2" if good >= GOOD else "silt-3" if good >= FAIR else "brick-3"
    shade = "none" if ratio.denominator < LEAST_SAMPLE else shade
    return Measured(percent(round(ratio.percent, 1)), shade, float(ratio.percent), want.to_rows(show, ward=code))


def _map(names: Names, measured: dict[str, Measured], want: Asked) -> View:
    tiles = []
    for code, (column, row) in sorted(names.tiles.cells.items(), key=lambda one: (one[1][1], one[1][0])):
        found, name = measured.get(code), names.wards[code].vi
        tiles.append(
            {
                "x": column * TILE_WIDTH,
                "y": row * TILE_HEIGHT,
                "lines": wrap(name, LETTERS)[:2],
                "figure": found.words if found else "0",
                "shade": found.shade if found else "none",
                "url": url_for("leadership.ward", code=code, period=want.period.code),
            }
        )
    return {
        "tiles": tiles,
        "tile_width": TILE_WIDTH - GAP,
        "tile_height": TILE_HEIGHT - GAP,
        "width": max(1, names.tiles.columns) * TILE_WIDTH,
        "height": max(1, names.tiles.rows) * TILE_HEIGHT,
    }


def _rows(names: Names, measured: dict[str, Measured], want: Asked) -> list[list[View]]:
    """Wards with anything to show, highest first."""
    return [
        [
            {"words": names.wards[code].vi, "url": url_for("leadership.ward", code=code, period=want.period.code)},
            {"words": one.words, "url": one.url},
        ]
        for code, one in sorted(measured.items(), key=lambda one: (-one[1].order, one[0]))
        if code in names.wards and one.order
    ]
