"""Closed periods: what every figure was when it was closed, beside what the same question gives today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import SelectField, StringField
from wtforms.validators import Optional

from feedback import clock
from feedback.actions.close_period import close_period
from feedback.errors import FeedbackError
from feedback.models import ClosedPeriod, Figure, Indicator
from feedback.queries import closing, indicators
from feedback.queries.fact_progress import known_at
from feedback.queries.measures import AsOf, Scope
from feedback.rules import say
from feedback.rules.closing import VIEWERS, may_close, unpacked
from feedback.rules.period import choices
from feedback.rules.period import period as period_of
from feedback.web.admin.settings_form import Answer
from feedback.web.doors import actor, staff_only
from feedback.web.downloads import download
from feedback.web.form_errors import put_on
from feedback.web.languages import language
from feedback.web.leadership import board
from feedback.web.leadership.asked import period_name
from feedback.web.request_session import reading, writing

View = dict[str, Any]
CITY = "city"  # in addresses, where "" cannot stand


class ClosingForm(FlaskForm):
    period = SelectField(lazy_gettext("Kỳ"))
    reason = StringField(lazy_gettext("Lý do đính chính"), [Optional()])


@staff_only(*VIEWERS)
def periods() -> Answer:
    """The list; a city leader closes a period here."""
    form = ClosingForm()
    today = clock.today()
    form.period.choices = [(one.code, period_name(one)) for one in choices(today) if one.last < today]
    if not form.validate_on_submit():
        return _list(form, 422 if request.method == "POST" else 200)
    try:
        with writing() as session:
            closed = close_period(session, actor(), form.period.data or "", form.reason.data or "")
            closed_id = closed.id
    except FeedbackError as error:
        return _list(form, put_on(form, error))
    flash(_("Đã khóa kỳ. Từ nay số liệu này không đổi nữa."), "done")
    return redirect(url_for("leadership.period", closed_id=closed_id))


def _list(form: ClosingForm, status: int) -> tuple[str, int]:
    found = closing.closed_periods(reading())
    page = render_template(
        "leadership/periods.html", form=form, may_close=may_close(actor()), rows=[_closing(one) for one in found]
    )
    return page, status


def _closing(one: ClosedPeriod) -> list[View]:
    return [
        {"words": period_name(period_of(one.period)), "url": url_for("leadership.period", closed_id=one.id)},
        {"words": _("bản %(version)s", version=one.version)},
        {"words": _moment(one.closed_at)},
        {"words": _who(one)},
        {"words": one.reason or "–"},
    ]


def _who(one: ClosedPeriod) -> str:
    return one.closed_by.full_name if one.closed_by else _("người vận hành hệ thống")


@staff_only(*VIEWERS)
def period(closed_id: int) -> str:
    """One closing: its figures beside today's, and whether its seal holds."""
    session = reading()
    closed = closing.closed_period(session, closed_id)
    chosen = request.args.get("agency", "")
    places = closing.agencies_of(session, closed)
    agency_code = chosen if chosen in dict(places) else ""
    kept = closing.figures_of(session, closed)
    holds = closing.seal_holds(closed, kept)
    theirs = {one.indicator: one for one in kept if one.agency_code == agency_code}
    return render_template(
        "leadership/period.html",
        closed=closed,
        period_name=period_name(period_of(closed.period)),
        who=_who(closed),
        agency_code=agency_code,
        agencies=[("", _("Toàn thành phố")), *places],
        holds=holds,
        rows=_figures(session, closed, agency_code, theirs) if holds else [],
    )


def _figures(session: Session, closed: ClosedPeriod, agency_code: str, kept: Mapping[str, Figure]) -> list[list[View]]:
    whats = [what for what in indicators.indicators(session) if what.code in kept]
    scope = Scope(period_of(closed.period), AsOf(known_at(session)), agency_code)
    today = indicators.several(session, whats, scope)
    return [_row(what, kept[what.code], today[what.code], closed) for what in whats]


def _row(what: Indicator, kept: Figure, today: indicators.Value, closed: ClosedPeriod) -> list[View]:
    then = Decimal(kept.value) if kept.value else None
    rows = url_for(
        "leadership.rows_of_figure", closed_id=closed.id, agency=kept.agency_code or CITY, indicator=kept.indicator
    )
    return [
        {"words": what.label(language())},
        {"words": _shown(what, then)},
        {"words": board.number(float(kept.points), 2) if kept.points else "–"},
        {"words": f"{board.number(kept.numerator)}/{board.number(kept.n)}", "url": rows if kept.n else None},
        {"words": _shown(what, today.value)},
        {"words": _("như lúc khóa") if today.value == then else _("đã khác")},
    ]


def _shown(what: Indicator, value: Decimal | None) -> str:
    if what.kind in indicators.SHARES:
        return board.percent(value)
    if value is None:
        return "–"
    words = board.number(float(value), 0 if what.kind == "count" else 2)
    return _("%(hours)s giờ", hours=words) if what.kind in indicators.RANKS else words


def _moment(at: Any) -> str:
    return say.moment(at, clock.now(), language())


@staff_only(*VIEWERS)
def rows_of_figure(closed_id: int, agency: str, indicator: str) -> Response:
    """The cases behind a closed figure, as they were sealed."""
    closed = closing.closed_period(reading(), closed_id)
    kept = closing.figure_of(reading(), closed, "" if agency == CITY else agency, indicator)
    name = f"{closed.period}-v{closed.version}-{agency}-{indicator}.csv"
    return download(_csv(unpacked(kept.rows)), "text/csv; charset=utf-8", name)


def _csv(rows: Sequence[tuple[str, bool]]) -> str:
    """Numbers of cases and 1 or 0: nothing that a spreadsheet could take for a formula."""
    lines = [f"{number},{int(is_counted)}" for number, is_counted in rows]
    return "\r\n".join(("case,counted", *lines, ""))
