"""The cases behind a number: exactly those that it counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedback import clock
from feedback.queries import figures766
from feedback.queries.fact_progress import known_at
from feedback.queries.figure_rows import Rows, rows_fitting, rows_now
from feedback.queries.known_names import known_names
from feedback.queries.scope_figures import fits_behind
from feedback.queries.standing_cases import FIGURES as FIGURES_NOW
from feedback.rules import say
from feedback.web.doors import actor, staff_only
from feedback.web.languages import language
from feedback.web.leadership import board, case_views, groups
from feedback.web.leadership.asked import Asked, narrowed, period_name
from feedback.web.leadership.overview import VIEWERS
from feedback.web.request_session import reading

WHOLE_FIGURE = "denominator"
PURPOSES = {"returned": "return", "extended": "extension", "paused": "question"}  # of the codes of each cause


@staff_only(*VIEWERS)
def rows() -> str:
    session, who = reading(), actor()
    want = narrowed(session, who)
    figure, part = request.args.get("figure", ""), request.args.get("part", WHOLE_FIGURE)
    page = request.args.get("page", 1, type=int)
    tabs: list[board.View] = []
    scope = want.scope(known_at(session))
    if figure in FIGURES_NOW:
        found = rows_now(session, who, figure, clock.now(), page, scope, part)
    else:
        fits = fits_behind(scope, figure, part)
        counts = figures766.counts(session, scope) if (figure, part) in figures766.PARTS else None
        if counts and figure in figures766.RATES:
            tabs = _tabs(want, figure, part, counts)
        found = rows_fitting(session, who, fits, page, counts.count(figure, part) if counts else None)
    promises = case_views.promises(session, found.lines)
    return render_template(
        "leadership/rows.html",
        asked=want,
        export_query=want.query(figure=figure, part=part),
        title=_title(session, figure, part),
        note=_("lúc này") if figure in FIGURES_NOW else period_name(want.period),
        tabs=tabs,
        cases=[case_views.row(case, promises.get(case.id)) for case in found.lines],
        pages=page_words(found, lambda page: want.to_rows(figure, part, page=page)),
    )


def _titles() -> dict[str, str]:
    return {
        "on-time": _("Đúng hạn theo Bộ chỉ số 766"),
        "satisfied": _("Hài lòng theo Bộ chỉ số 766"),
        "promise": _("Giữ hẹn với người dân"),
        "received": _("Nhận trong kỳ"),
        "reopened": _("Bị mở lại sau khi trả lời"),
        "answered": _("Đã trả lời"),
        "refused": _("Từ chối tiếp nhận"),
        "pending": _("Nhận trong kỳ, chưa xong"),
        "open": _("Đang mở"),
        "overdue": _("Quá hạn"),
        "tray": _("Trong khay điều phối"),
        "disputed": _("Bị trả lại hai lần, chờ lãnh đạo quyết định"),
        "urgent": _("Khẩn, đang mở"),
        "unaccepted": _("Đã chuyển, chưa tiếp nhận"),
        "due": _("Đến hẹn trong bảy ngày tới"),
        "age": _("Đang mở"),
        "times": _("Đã trả lời"),
        "returned": _("Bị trả lại"),
        "extended": _("Được gia hạn"),
        "paused": _("Tạm dừng chờ người dân"),
    }


def _title(session: Session, figure: str, part: str) -> str:
    """The figure, and which part of it where a number counts one: a day, a group of ages, a reason."""
    if figure == "due" and part != WHOLE_FIGURE:
        return _("Đến hẹn %(day)s", day=say.day(date.fromisoformat(part), clock.now(), language()))
    if figure == "age":
        return _("Đang mở, nhận %(age)s", age=groups.age(int(part)))
    if figure == "times" and part != WHOLE_FIGURE:
        return _("Thời gian trả lời: %(days)s", days=groups.duration(int(part)))
    if figure in PURPOSES and part != WHOLE_FIGURE:
        reason = known_names(session).reason(PURPOSES[figure], part, language())
        return f"{_titles()[figure]}: {reason}"
    return _titles()[figure]


def _tabs(want: Asked, figure: str, part: str, counts: figures766.Counts) -> list[board.View]:
    words = {
        "on-time": (_("Được tính"), _("Đúng hạn"), _("Trễ hạn")),
        "satisfied": (_("Được tính"), _("Hài lòng"), _("Không hài lòng hoặc trễ hạn")),
        "promise": (_("Hẹn đã đến hạn"), _("Giữ hẹn"), _("Lỡ hẹn")),
        "reopened": (_("Đã từng trả lời"), _("Bị mở lại")),
    }[figure]
    return [
        {
            "words": name,
            "url": want.to_rows(figure, key),
            "count": board.number(counts.count(figure, key)),
            "is_current": key == part,
        }
        for key, name in zip(("denominator", "numerator", "late"), words, strict=False)  # not every rate lists its rest
    ]


def page_words(found: Rows, address: Callable[[int], str]) -> board.View:
    """Where one is in a list, and the ways back and on."""

    def at(page: int) -> str | None:
        return address(page) if 1 <= page <= found.pages else None

    words = _(
        "%(total)s vụ việc, trang %(page)s trong %(pages)s",
        total=board.number(found.total),
        page=found.page,
        pages=found.pages,
    )
    return {"words": words, "previous": at(found.page - 1), "next": at(found.page + 1)}
