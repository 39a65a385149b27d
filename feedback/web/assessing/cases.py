"""The cases behind a live value: exactly those that it counts, now or as they were when it was frozen."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask_babel import gettext as _

from feedback.queries import live_rows
from feedback.queries.figure_rows import Rows, rows_fitting
from feedback.queries.measures import Scope
from feedback.web.assessing import words
from feedback.web.assessing.words import VIEWERS, View
from feedback.web.doors import actor, staff_only
from feedback.web.languages import language
from feedback.web.leadership import board, case_views
from feedback.web.leadership.asked import Asked, asked, asked_instant, period_name
from feedback.web.request_session import reading


@staff_only(*VIEWERS)
def cases() -> str:
    session, who = reading(), actor()
    want = asked(session, who)
    metric, part = request.args.get("metric", ""), request.args.get("part", "population")
    scope = live_rows.scope_of(session, want.period, want.agency_code, asked_instant())
    fits = live_rows.fits_behind(session, metric, part, scope)
    found = rows_fitting(session, who, fits, request.args.get("page", 1, type=int))
    what = live_rows.definitions(session, scope)[metric]
    promises = case_views.promises(session, found.lines)
    return render_template(
        "assessing/cases.html",
        title=what.label(language()),
        note=f"{want.place}, {period_name(want.period).lower()}",
        frozen_at=None if scope.as_of.is_newest else scope.as_of.at,
        tabs=_tabs(metric, part, scope),
        cases=[case_views.row(case, promises.get(case.id)) for case in found.lines],
        pages=_pages(found, want, metric, part),
    )


def _tabs(metric: str, part: str, scope: Scope) -> list[View]:
    named = (("population", _("Được tính")), ("condition", _("Đạt")), ("rest", _("Không đạt")))
    return [
        {"words": said, "url": words.cases_url(metric, key, scope), "is_current": key == part} for key, said in named
    ]


def _pages(found: Rows, want: Asked, metric: str, part: str) -> View:
    def at(page: int) -> str | None:
        if not 1 <= page <= found.pages:
            return None
        return url_for(
            "assessing.cases",
            metric=metric,
            part=part,
            period=want.period.code,
            agency=want.agency_code or None,
            as_of=request.args.get("as_of"),
            page=page,
        )

    said = _(
        "%(total)s vụ việc, trang %(page)s trong %(pages)s",
        total=board.number(found.total),
        page=found.page,
        pages=found.pages,
    )
    return {"words": said, "previous": at(found.page - 1), "next": at(found.page + 1)}
