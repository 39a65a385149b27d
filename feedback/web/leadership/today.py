"""The leaders' home: what is burning at this moment, where, with whom, and what will burn next week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import g, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedback import clock
from feedback.queries.fact_progress import known_at
from feedback.queries.figure_rows import pressing
from feedback.queries.figures766 import counts
from feedback.queries.known_names import known_names
from feedback.queries.standing_cases import Standing, days_ahead, standing_by, together
from feedback.rules import say
from feedback.rules.index766 import Ratio
from feedback.web.doors import actor, staff_only
from feedback.web.languages import language
from feedback.web.leadership import case_views
from feedback.web.leadership.asked import Asked, asked
from feedback.web.leadership.board import number, percent
from feedback.web.leadership.scope_page import CITY_VIEWERS
from feedback.web.request_session import reading

View = dict[str, Any]
HOT, WORST = 6, 10


@staff_only(*CITY_VIEWERS)
def today() -> str:
    session, now = reading(), clock.now()
    want = asked(session, actor())
    scope = want.scope(known_at(session))
    agencies = standing_by(session, actor(), scope, now, "agency")
    wards = standing_by(session, actor(), scope, now, "ward")
    names = known_names(session).wards
    total = together(agencies)
    g.disputed = total["disputed"]
    return render_template(
        "leadership/today.html",
        asked=want,
        here=url_for("leadership.today"),
        is_present=request.args.get("mode") == "present",
        today=day_words(now),
        now=now,
        tiles=_tiles(total, want),
        rates=_rates(session, want, scope),
        hot=[case_views.short(case, promise) for case, promise in pressing(session, actor(), now, "", HOT)],
        agencies=[_line(one, one.name, "agency", want) for one in agencies[:WORST]],
        wards=[_line(one, names[one.key].vi, "ward", want) for one in wards[:WORST] if one.key in names],
        week=week_table(agencies, want, now, WORST),
        day_columns=[(f"{day.day}/{day.month}", "number") for day in days_ahead(now)],
    )


def day_words(now: datetime) -> str:
    """ "thứ Tư 25/11": the day by its name, though it is today."""
    return say.day(clock.local(now), now - timedelta(days=1), language())


def _tiles(total: Mapping[str, int], want: Asked) -> list[View]:
    words = (
        ("overdue", _("Quá hạn"), _("hẹn với người dân đã qua")),
        ("urgent", _("Khẩn, đang mở"), _("có người có thể gặp nguy hiểm")),
        ("unaccepted", _("Chưa tiếp nhận"), _("đã chuyển, cơ quan chưa nhận")),
        ("due", _("Đến hẹn trong bảy ngày"), _("chưa quá hạn, phải trả lời")),
    )
    return [
        {
            "label": label,
            "figure": number(total[figure]),
            "beside": _("trong %(count)s việc đang mở", count=number(total["open"])),
            "used": _width(total[figure], total["open"]),
            "tone": "late" if figure in ("overdue", "urgent") else "today",
            "note": note,
            "url": want.to_rows(figure),
        }
        for figure, label, note in words
    ]


def _rates(session: Session, want: Asked, scope: Any) -> list[View]:
    """This month in one line: on time never without how often it came back."""
    month = counts(session, scope)
    return [
        {"words": words, "count": percent(month.ratio(figure).percent), "url": want.to_rows(figure)}
        for figure, words in (
            ("on-time", _("Đúng hạn (766) tháng này")),
            ("reopened", _("Bị mở lại")),
            ("satisfied", _("Hài lòng (766)")),
        )
    ]


def _line(one: Standing, name: str, by: str, want: Asked) -> list[View]:
    page = url_for(f"leadership.{by}", code=one.key)
    return [
        {"words": name, "url": page},
        *(
            _opens(one.counts[figure], want.to_rows(figure, **{by: one.key})) | {"is_late": figure == "overdue"}
            for figure in ("overdue", "urgent", "unaccepted", "due", "open")
        ),
    ]


def week_table(agencies: Sequence[Standing], want: Asked, now: datetime, most: int) -> list[list[View]]:
    """What ends on each of the coming days, by agency, most first."""
    shown = sorted((one for one in agencies if one.counts["due"]), key=lambda one: (-one.counts["due"], one.name))[
        :most
    ]
    days = days_ahead(now)
    return [
        [
            {"words": one.name, "url": url_for("leadership.agency", code=one.key)},
            *(
                _opens(count, want.to_rows("due", day.isoformat(), agency=one.key))
                for day, count in zip(days, one.due, strict=True)
            ),
            _opens(one.counts["due"], want.to_rows("due", agency=one.key)),
        ]
        for one in shown
    ]


def _opens(count: int, url: str) -> View:
    return {"words": number(count), "url": url if count else None}


def _width(part: int, whole: int) -> float | None:
    share = Ratio(part, whole).percent
    return None if share is None else float(share)
