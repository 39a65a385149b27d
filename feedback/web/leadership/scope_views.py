"""One scope's numbers as the components draw them: periods, months, durations, ages, causes, the coming week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from feedback.queries.figures766 import Counts
from feedback.queries.known_names import Names
from feedback.queries.scope_figures import CAUSES, DAY_S, EDGES, FieldCauses, Times
from feedback.queries.standing_cases import AGES, Standing, days_ahead
from feedback.rules import chart, say
from feedback.rules.index766 import Ratio
from feedback.rules.period import Period
from feedback.web.languages import language
from feedback.web.leadership import charts, groups
from feedback.web.leadership.asked import Asked, period_name
from feedback.web.leadership.board import number, percent
from feedback.web.leadership.rows import PURPOSES

View = dict[str, Any]
RATES = ("on-time", "reopened", "satisfied", "promise")  # on time never stands without how often it came back
TOTALS = ("received", "answered", "refused", "pending")
FIELDS_SHOWN = 12
CALENDAR_DAY_MINUTES = 24 * 60


def names() -> dict[str, str]:
    return {
        "on-time": _("Đúng hạn (766)"),
        "reopened": _("Bị mở lại sau khi trả lời"),
        "satisfied": _("Hài lòng (766)"),
        "promise": _("Giữ hẹn với người dân"),
        "received": _("Nhận trong kỳ"),
        "answered": _("Đã trả lời"),
        "refused": _("Từ chối"),
        "pending": _("Chưa xong"),
    }


def tiles(counts: Sequence[Counts], standing: Standing, want: Asked) -> list[View]:
    """On time beside reopened, satisfied, and what is overdue now."""
    now, before = counts[0], counts[1]
    return [
        *(_rate_tile(figure, now.ratio(figure), before.ratio(figure), want) for figure in RATES[:3]),
        {
            "label": _("Quá hạn lúc này"),
            "figure": number(standing.counts["overdue"]),
            "beside": _("trong %(count)s việc đang mở", count=number(standing.counts["open"])),
            "used": _share(Ratio(standing.counts["overdue"], standing.counts["open"])),
            "tone": "late",
            "note": _("%(count)s khẩn, %(sent)s chưa tiếp nhận", count=number(standing.counts["urgent"]),
                      sent=number(standing.counts["unaccepted"])),
            "url": want.to_rows("overdue"),
        },
    ]  # fmt: skip


def _rate_tile(figure: str, now: Ratio, before: Ratio, want: Asked) -> View:
    part = "numerator" if figure == "reopened" else "late"
    view = {
        "label": names()[figure],
        "figure": percent(now.percent),
        "used": _share(now),
        "tone": "late" if figure == "reopened" else "ok",
        "note": _("%(part)s/%(whole)s vụ việc", part=number(now.numerator), whole=number(now.denominator)),
        "url": want.to_rows(figure, part),
    }
    return view | _change(figure, now, before)


def _change(figure: str, now: Ratio, before: Ratio) -> View:
    if now.percent is None or before.percent is None or now.percent == before.percent:
        return {}
    is_up = now.percent > before.percent
    by = number(abs(float(now.percent - before.percent)), 2)
    return {
        "change": _("tăng %(by)s", by=by) if is_up else _("giảm %(by)s", by=by),
        "change_tone": "up" if is_up != (figure == "reopened") else "down",
        "change_icon": "trending-up" if is_up else "trending-down",
    }


def beside(counts: Sequence[Counts], periods: Sequence[Period], want: Asked) -> list[list[View]]:
    """The table of this period, the one before and the same a year ago."""
    rows = []
    for figure in (*RATES, *TOTALS):
        cells = [_cell(figure, one, want, period) for one, period in zip(counts, periods, strict=True)]
        rows.append([{"words": names()[figure]}, *cells])
    return rows


def _cell(figure: str, counts: Counts, want: Asked, period: Period) -> View:
    if figure in TOTALS:
        count = counts.count(figure)
        return {"words": number(count), "url": want.to_rows(figure, period=period.code) if count else None}
    ratio = counts.ratio(figure)
    words = percent(ratio.percent)
    if ratio.denominator:
        words = f"{words} ({number(ratio.numerator)}/{number(ratio.denominator)})"
    return {"words": words, "url": want.to_rows(figure, period=period.code) if ratio.denominator else None}


def months(periods: Sequence[Period], counts: Sequence[Counts], here: str) -> View:
    """Thirteen months as two charts over one table."""
    labels = [f"{one.first.month}/{one.first:%y}" for one in periods]
    received = [one.count("received") for one in counts]
    rows = [
        [
            {"words": period_name(one), "url": f"{here}?period={one.code}"},
            {"words": number(month.count("received"))},
            {"words": number(month.count("answered"))},
            *({"words": percent(month.ratio(figure).percent)} for figure in RATES),
        ]
        for one, month in zip(periods, counts, strict=True)
    ]
    if not any(received):
        return {"rows": []}
    shown = [(kind, names()[figure], [_share(one.ratio(figure)) for one in counts]) for kind, figure in
             (("main", "on-time"), ("beside", "reopened"))]  # fmt: skip
    last = counts[-1]
    return {
        "rates": charts.rates(
            _("Đúng hạn và mở lại theo tháng"),
            _(
                "Tháng cuối: đúng hạn %(on_time)s, bị mở lại %(reopened)s.",
                on_time=percent(last.ratio("on-time").percent),
                reopened=percent(last.ratio("reopened").percent),
            ),
            labels,
            shown,
        ),
        "received": charts.columns(
            _("Nhận theo tháng"),
            _(
                "%(months)s tháng, nhiều nhất %(most)s, tháng cuối %(last)s.",
                months=len(labels),
                most=number(max(received)),
                last=number(received[-1]),
            ),
            labels,
            received,
        ),
        "rows": rows,
    }


def durations(times: Times, want: Asked) -> View:
    """The histogram of answer times with its median and p90."""
    if not times.n or times.median_s is None or times.p90_s is None:
        return {}
    labels = [groups.short_duration(place) for place in range(len(EDGES))]
    urls = [want.to_rows("times", str(place)) for place in range(len(EDGES))]
    words = _("nửa số vụ trong %(median)s, 90%% số vụ trong %(p90)s", median=span(times.median_s),
              p90=span(times.p90_s))  # fmt: skip
    drawn = charts.columns(_("Thời gian trả lời, ngày"), words, labels, times.groups, urls)
    drawn["guides"] = [
        {"kind": kind, "words": said, "x": chart.along(EDGES, seconds / DAY_S)}
        for kind, said, seconds in (
            ("median", _("trung vị: %(time)s", time=span(times.median_s)), times.median_s),
            ("p90", _("90%% số vụ: %(time)s", time=span(times.p90_s)), times.p90_s),
        )
    ]
    rows = [
        [
            {"words": groups.duration(place)},
            _opens(count, urls[place]),
            {"words": percent(Ratio(count, times.n).percent)},
        ]
        for place, count in enumerate(times.groups)
    ]
    return {"chart": drawn, "words": words, "rows": rows}


def span(seconds: int) -> str:
    """Of the clock on the wall: "2 ngày 3 giờ"."""
    return say.span(timedelta(seconds=seconds), language(), day_minutes=CALENDAR_DAY_MINUTES)


def ages(standing: Standing, want: Asked) -> View:
    if not standing.counts["open"]:
        return {}
    labels = [groups.short_age(place) for place in range(len(AGES))]
    urls = [want.to_rows("age", str(place)) for place in range(len(AGES))]
    oldest = standing.ages[-1]
    words = _("%(count)s vụ việc đang mở, %(oldest)s vụ nhận từ %(days)s ngày trước trở lên",
              count=number(standing.counts["open"]), oldest=number(oldest), days=AGES[-1])  # fmt: skip
    drawn = charts.columns(_("Việc đang mở, số ngày từ khi nhận"), words, labels, standing.ages, urls)
    rows = [[{"words": groups.age(place)}, _opens(count, urls[place])] for place, count in enumerate(standing.ages)]
    return {"chart": drawn, "words": words, "rows": rows}


def week(standing: Standing, want: Asked, now: datetime) -> View:
    """What ends on each of the coming seven days."""
    if not standing.counts["due"]:
        return {}
    days = days_ahead(now)
    urls = [want.to_rows("due", day.isoformat()) for day in days]
    said = [say.day(day, now, language()) for day in days]
    words = _("%(count)s lời hẹn đến hạn trong bảy ngày tới", count=number(standing.counts["due"]))
    labels = [f"{day.day}/{day.month}" for day in days]
    drawn = charts.columns(_("Đến hẹn theo ngày"), words, labels, standing.due, urls)
    rows = [
        [{"words": name}, _opens(*pair)] for name, pair in zip(said, zip(standing.due, urls, strict=True), strict=True)
    ]
    return {"chart": drawn, "words": words, "rows": rows, "url": want.to_rows("due")}


def reasons(found: dict[tuple[str, str], int], known: Names, want: Asked) -> list[list[View]]:
    """Every coded reason for a return, more time or a pause, most frequent first within its cause."""
    words = {
        "returned": _("Bị trả lại"),
        "extended": _("Được gia hạn"),
        "paused": _("Tạm dừng"),
    }
    ordered = sorted(found.items(), key=lambda one: (CAUSES.index(one[0][0]), -one[1], one[0][1]))
    return [
        [
            {"words": known.reason(PURPOSES[cause], code, language())},
            {"words": words[cause]},
            _opens(count, want.to_rows(cause, code)),
        ]
        for (cause, code), count in ordered
    ]


def by_field(found: Sequence[FieldCauses], known: Names, want: Asked) -> list[list[View]]:
    return [
        [
            {"words": known.field(one.code, language()) or _("Chưa rõ lĩnh vực")},
            _opens(one.every, want.to_rows("received", field=one.code)),
            *(
                _opens(count, want.to_rows(figure, part, field=one.code))
                for figure, part, count in (
                    ("on-time", "late", one.late),
                    ("returned", None, one.returned),
                    ("extended", None, one.extended),
                    ("paused", None, one.paused),
                )
            ),
        ]
        for one in found[:FIELDS_SHOWN]
    ]


def _opens(count: int, url: str) -> View:
    return {"words": number(count), "url": url if count else None}


def _share(ratio: Ratio) -> float | None:
    return None if ratio.percent is None else float(ratio.percent)
