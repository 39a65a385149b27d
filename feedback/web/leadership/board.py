"""The leaders' numbers as the components draw them: tiles, trend, six months, the table of agencies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from feedback.queries.figures766 import Counts, Days, Line
from feedback.rules import say
from feedback.rules.index766 import MOST_POINTS, Ratio, linear_points
from feedback.rules.period import Period
from feedback.web.languages import language
from feedback.web.leadership.asked import Asked, period_name

View = dict[str, Any]

SHOWN = 12


def percent(value: Decimal | float | None) -> str:
    return say.percent(float(value) if value is not None else None, 2, language())


def number(value: float, places: int = 0) -> str:
    return say.number(float(value), places, language())


def of(ratio: Ratio) -> str:
    """ "7 trong 12"."""
    return _("%(part)s trong %(whole)s", part=number(ratio.numerator), whole=number(ratio.denominator))


def tiles(line: Line, now: Mapping[str, int], before: Counts | None, asked: Asked) -> list[View]:
    """Four figures. `before` are the counts of the month before, when the period is a month."""
    return [
        _index_tile(_("Đúng hạn (Bộ chỉ số 766)"), "on-time", line.on_time, before, asked),
        _index_tile(_("Hài lòng (Bộ chỉ số 766)"), "satisfied", line.satisfied, before, asked),
        {
            "label": _("Giữ hẹn với người dân"),
            "figure": percent(line.promise.percent),
            "beside": None,
            "used": _width(line.promise),
            "note": _("%(count)s lời hẹn đã đến hạn", count=of(line.promise)),
            "url": asked.to_rows("promise", "denominator"),
        },
        {
            "label": _("Quá hạn lúc này"),
            "figure": number(now["overdue"]),
            "beside": _("trong %(count)s việc đang mở", count=number(now["open"])),
            "used": _width(Ratio(now["overdue"], now["open"])),
            "tone": "late",
            "note": _("tính theo hẹn với người dân"),
            "url": asked.to_rows("overdue"),
        },
    ]


def _index_tile(label: str, figure: str, ratio: Ratio, before: Counts | None, asked: Asked) -> View:
    points = linear_points(ratio.percent)
    worth = None if points is None else _("%(points)s/%(most)s điểm", points=number(float(points), 2), most=MOST_POINTS)
    view = {
        "label": label,
        "figure": percent(ratio.percent),
        "beside": worth,
        "used": _width(ratio),
        "note": _("%(part)s/%(whole)s vụ việc", part=number(ratio.numerator), whole=number(ratio.denominator)),
        "url": asked.to_rows(figure, "denominator"),
    }
    return view | _change(ratio, before.ratio(figure) if before else None)


def _change(ratio: Ratio, before: Ratio | None) -> View:
    then = before.percent if before else None
    if then is None or ratio.percent is None or then == ratio.percent:
        return {}
    by = number(abs(float(ratio.percent - then)), 2)
    if ratio.percent > then:
        return {"change": _("tăng %(by)s", by=by), "change_tone": "up", "change_icon": "trending-up"}
    return {"change": _("giảm %(by)s", by=by), "change_tone": "down", "change_icon": "trending-down"}


def _width(ratio: Ratio) -> float | None:
    return None if ratio.percent is None else float(ratio.percent)


def totals(counts: Mapping[str, int], now: Mapping[str, int], asked: Asked) -> list[View]:
    """The counts of the period and of this moment, each a way to its rows."""
    words = {
        "received": _("Nhận trong kỳ"),
        "answered": _("Đã trả lời"),
        "refused": _("Từ chối"),
        "pending": _("Chưa xong"),
    }
    found = [
        {"words": words[name], "count": number(counts[name]), "url": asked.to_rows(name)}
        for name in words
    ]  # fmt: skip
    open_now = {"words": _("Đang mở lúc này"), "count": number(now["open"]), "url": asked.to_rows("open")}
    tray = {"words": _("Trong khay lúc này"), "count": number(now["tray"]), "url": asked.to_rows("tray")}
    return [*found, open_now, tray]


def trend(days: Days) -> View:
    """The chart of the period, with the sentence that says what it shows."""
    last = len(days.days) - 1
    most = max(range(last + 1), key=days.received.__getitem__)
    summary = _(
        "Biểu đồ %(days)s ngày: nhận %(received)s, nhiều nhất %(most)s vào %(day)s; đã trả lời %(answered)s; "
        "%(late)s lần quá hẹn.",
        days=last + 1,
        received=sum(days.received),
        most=days.received[most],
        day=_short(days.days[most]),
        answered=sum(days.answered),
        late=sum(days.late),
    )
    return {
        "summary": summary,
        "days": [_short(day) for day in days.days],
        "received": days.received,
        "answered": days.answered,
        "late": days.late,
        "received_words": _("Nhận %(count)s", count=sum(days.received)),
        "answered_words": _("Trả lời %(count)s", count=sum(days.answered)),
        "late_words": _("Quá hẹn %(count)s", count=sum(days.late)),
    }


def months(periods: Sequence[Period], counts: Mapping[str, Counts], asked: Asked) -> list[list[View]]:
    """Six months of both rates; a dash where there is nothing to divide by."""
    return [
        [
            {"words": period_name(one), "url": asked.address(period=one.code)},
            _month(counts[one.code].ratio("on-time")),
            _month(counts[one.code].ratio("satisfied")),
            {"words": number(counts[one.code].count("received"))},
        ]
        for one in periods
    ]


def _month(rate: Ratio) -> View:
    return {"words": percent(rate.percent), "share": float(rate.percent or 0)}


def agencies(lines: Sequence[Line], city: Line, asked: Asked) -> list[list[View]]:
    """The table: silt marks a rate below the city's own."""
    return [
        [
            {"words": line.name, "url": asked.address(agency=line.code)},
            _opens(line.on_time.denominator, asked.to_rows("on-time", "denominator", agency=line.code)),
            _opens(line.in_hand, asked.to_rows("open", agency=line.code)),
            _opens(line.late, asked.to_rows("overdue", agency=line.code)),
            _share(line.on_time, city.on_time, asked.to_rows("on-time", "late", agency=line.code)),
            _share(line.satisfied, city.satisfied, asked.to_rows("satisfied", "late", agency=line.code)),
            {"words": percent(line.promise.percent), "url": _any(line.promise, asked, line.code)},
        ]
        for line in lines
    ]


def _any(promise: Ratio, asked: Asked, code: str) -> str | None:
    return asked.to_rows("promise", "denominator", agency=code) if promise.denominator else None


def _opens(count: int, url: str) -> View:
    return {"words": number(count), "url": url if count else None}


def _share(ratio: Ratio, city: Ratio, url: str) -> View:
    is_below = ratio.percent is not None and city.percent is not None and ratio.percent < city.percent
    opens = url if ratio.numerator < ratio.denominator else None
    return {"words": percent(ratio.percent), "share": float(ratio.percent or 0), "is_below": is_below, "url": opens}


def _short(day: date) -> str:
    return f"{day.day}/{day.month}"
