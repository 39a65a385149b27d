"""Dossiers of procedures: the two figures by agency, the dossiers behind them, and taking in a list."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from sqlalchemy import select

from feedback.actions.import_dossiers import Taken, import_dossiers
from feedback.errors import FeedbackError, Missing
from feedback.models import Agency, Dossier, Indicator
from feedback.queries import dossiers as known
from feedback.queries import indicators as figures
from feedback.queries import live_rows
from feedback.queries.indicators import Value
from feedback.queries.measures import NO_SUCH_FIGURE, Scope
from feedback.terms import Role
from feedback.web.assessing import words
from feedback.web.assessing.words import VIEWERS, View
from feedback.web.doors import actor, staff_only
from feedback.web.form_errors import put_on
from feedback.web.languages import language
from feedback.web.leadership import board
from feedback.web.leadership.asked import Asked, asked, asked_instant, period_choices, period_name
from feedback.web.request_session import reading, writing

TAKERS = (Role.CITY_LEADER, Role.DISPATCHER)


class ListForm(FlaskForm):
    file = FileField(lazy_gettext("Danh sách CSV hoặc XLSX"), [FileRequired(lazy_gettext("Hãy chọn một tệp."))])


@staff_only(*VIEWERS)
def dossiers() -> str:
    return _page(ListForm(), None)


@staff_only(*TAKERS)
def take_dossiers() -> str | tuple[str, int]:
    """What was taken and which lines were not is said on the page itself: there may be many."""
    form = ListForm()
    if not form.validate_on_submit():
        return _page(form, None), 422
    try:
        with writing() as session:
            taken = import_dossiers(session, actor(), form.file.data.filename or "", form.file.data.stream)
    except FeedbackError as error:
        status = put_on(form, error)
        return _page(form, None), status
    return _page(ListForm(formdata=None), taken)


@staff_only(*VIEWERS)
def dossier_rows() -> str:
    session = reading()
    want = asked(session, actor())
    scope = live_rows.scope_of(session, want.period, want.agency_code, asked_instant())
    what = live_rows.definitions(session, scope).get(request.args.get("metric", ""))
    part = request.args.get("part", "population")
    if what is None or not known.is_about(what) or part not in known.PARTS:
        raise Missing(NO_SUCH_FIGURE)
    found = known.page_behind(session, what, scope, part, request.args.get("page", 1, type=int))
    return render_template(
        "assessing/dossier_rows.html",
        title=what.label(language()),
        note=f"{want.place}, {period_name(want.period).lower()}",
        tabs=[
            {"words": said, "url": words.cases_url(what.code, key, scope), "is_current": key == part}
            for key, said in (("population", _("Được tính")), ("condition", _("Đạt")), ("rest", _("Không đạt")))
        ],
        rows=[_dossier(one) for one in found.lines],
        pages=_pages(found, what, part, want),
    )


def _page(form: ListForm, taken: Taken | None) -> str:
    session, who = reading(), actor()
    want = asked(session, who)
    scope = live_rows.scope_of(session, want.period, want.agency_code)
    definitions = live_rows.definitions(session, scope)
    whats = [definitions[code] for code in words.DOSSIERS if code in definitions]
    whole = figures.several(session, whats, scope)
    return render_template(
        "assessing/dossiers.html",
        asked=want,
        period_name=period_name(want.period),
        periods=period_choices(want.period),
        tiles=[_tile(what, whole[what.code], scope) for what in whats],
        columns=[what.label(language()) for what in whats],
        rows=[] if want.agency else _agencies(whats, scope),
        form=form if who.role in TAKERS else None,
        taken=taken,
    )


def _tile(what: Indicator, value: Value, scope: Scope) -> View:
    return {
        "label": what.label(language()),
        "figure": words.percent(value.value),
        "beside": _("%(points)s điểm", points=words.points(value.points)) if value.points is not None else None,
        "note": words.counted(value) if value.n else _("chưa có hồ sơ nào trong kỳ"),
        "url": words.cases_url(what.code, "population", scope) if value.n else None,
    }


def _agencies(whats: list[Indicator], scope: Scope) -> list[list[View]]:
    found = figures.several_by_agency(reading(), whats, scope)
    names = dict(reading().execute(select(Agency.code, Agency.short_name)).all())
    rows = [
        [
            {"words": names.get(code, code)},
            *(_cell(what, pairs[what.code], Scope(scope.period, scope.as_of, code)) for what in whats),
        ]
        for code, pairs in found.items()
        if any(value.n for value in pairs.values())
    ]
    return sorted(rows, key=lambda row: row[0]["words"])


def _cell(what: Indicator, value: Value, scope: Scope) -> View:
    said = f"{words.percent(value.value)} ({words.counted(value)})" if value.n else "–"
    return {"words": said, "url": words.cases_url(what.code, "population", scope) if value.n else None}


def _dossier(one: Dossier) -> list[View]:
    said = (one.procedure, _day(one.received_on), _day(one.due_on), _day(one.finished_on), one.result)
    marks = [
        *([_("không hài lòng")] if one.is_disliked else []),
        *([_("có phản ánh")] if one.is_complained else []),
    ]
    return [
        {"words": one.number},
        *({"words": cell or "–"} for cell in said),
        {"words": ", ".join(marks) or (str(one.rating) if one.rating else "–")},
    ]


def _day(on: Any) -> str:
    return f"{on.day}/{on.month}/{on.year}" if on else ""


def _pages(found: known.Rows, what: Indicator, part: str, want: Asked) -> View:
    def at(page: int) -> str | None:
        if not 1 <= page <= found.pages:
            return None
        return url_for(
            "assessing.dossier_rows", metric=what.code, part=part, period=want.period.code,
            agency=want.agency_code or None, as_of=request.args.get("as_of"), page=page,
        )  # fmt: skip

    said = _(
        "%(total)s hồ sơ, trang %(page)s trong %(pages)s",
        total=board.number(found.total),
        page=found.page,
        pages=found.pages,
    )
    return {"words": said, "previous": at(found.page - 1), "next": at(found.page + 1)}
