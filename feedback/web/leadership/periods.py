"""Closed periods: what every figure was when it was closed, beside what the same question gives today."""

from __future__ import annotations

from collections.abc import Sequence
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
from feedback.actions.check_seals import keep_check
from feedback.actions.close_period import close_period
from feedback.errors import FeedbackError
from feedback.models import ClosedPeriod, Figure, Indicator
from feedback.queries import closing, definitions, indicators
from feedback.queries.known_names import known_names
from feedback.queries.measures import AsOf, Scope
from feedback.rules import say
from feedback.rules.closing import VIEWERS, may_close, unpacked
from feedback.rules.period import choices
from feedback.rules.period import period as period_of
from feedback.rules.text import fold
from feedback.web.admin.settings_form import Answer
from feedback.web.doors import actor, staff_only
from feedback.web.downloads import download
from feedback.web.form_errors import put_on
from feedback.web.languages import language
from feedback.web.leadership import board, figure_words
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
    """One closing: its figures beside today's, and whether its seal held when it was last checked."""
    session = reading()
    closed, known_at = closing.closed_period(session, closed_id)
    holds = closed.check is None or closed.check.holds
    places = [(code, name.vi) for code, name in known_names(session).agencies.items()]
    agency_code = request.args.get("agency", "")
    scope = Scope(period_of(closed.period), AsOf(known_at), agency_code if agency_code in dict(places) else "")
    kept = closing.figures_of(session, closed, scope.agency_code) if holds else []
    return render_template(
        "leadership/period.html",
        closed=closed,
        period_name=period_name(period_of(closed.period)),
        who=_who(closed),
        checked=_checked(closed),
        agency_code=scope.agency_code,
        agencies=[("", _("Toàn thành phố")), *sorted(places, key=lambda one: fold(one[1]))],
        holds=holds,
        rows=_figures(session, closed, scope, kept),
    )


def _checked(closed: ClosedPeriod) -> str:
    if closed.check is None:
        return _("Dấu niêm chưa được kiểm tra lần nào.")
    at, who = _moment(closed.check.checked_at), closed.check.checked_by
    if who is None:
        return _("Hệ thống kiểm tra %(moment)s, mỗi đêm một lần.", moment=at)
    return _("%(who)s kiểm tra %(moment)s.", who=who.full_name, moment=at)


@staff_only(*VIEWERS)
def check_seal(closed_id: int) -> Answer:
    """Every list of the closing is read and sealed again."""
    holds = closing.seal_holds(reading(), closing.closed_period(reading(), closed_id)[0])
    with writing() as session:
        keep_check(session, actor(), session.get_one(ClosedPeriod, closed_id), holds=holds)
    if holds:
        flash(_("Đã kiểm tra: dấu niêm còn nguyên."), "done")
    return redirect(url_for("leadership.period", closed_id=closed_id))


def _figures(session: Session, closed: ClosedPeriod, scope: Scope, figures: Sequence[Figure]) -> list[list[View]]:
    """Beside each the same question today, counted by the version of the definition that it was closed with."""
    kept = {(one.indicator, one.definition_version): one for one in figures}
    whats = [what for what in definitions.every(session) if (what.code, what.version) in kept]
    whats.sort(key=lambda one: one.position)
    today = indicators.several(session, whats, scope) if whats else {}
    return [_row(what, kept[what.code, what.version], today[what.code], closed) for what in whats]


def _row(what: Indicator, kept: Figure, today: indicators.Value, closed: ClosedPeriod) -> list[View]:
    then = Decimal(kept.value) if kept.value else None
    rows = url_for(
        "leadership.rows_of_figure", closed_id=closed.id, agency=kept.agency_code or CITY, indicator=kept.indicator
    )
    figure = url_for(
        "leadership.indicator",
        code=what.code,
        period=closed.period,
        agency=kept.agency_code or None,
        version=what.version,
    )
    return [
        {"words": what.label(language()), "url": figure},
        {"words": figure_words.value(what, then)},
        {"words": board.number(float(kept.points), 2) if kept.points else "–"},
        {"words": f"{board.number(kept.numerator)}/{board.number(kept.n)}", "url": rows if kept.n else None},
        {"words": figure_words.value(what, today.value)},
        {"words": _("như lúc khóa") if today.value == then else _("đã khác")},
    ]


def _moment(at: Any) -> str:
    return say.moment(at, clock.now(), language())


@staff_only(*VIEWERS)
def rows_of_figure(closed_id: int, agency: str, indicator: str) -> Response:
    """The cases behind a closed figure, as they were sealed."""
    closed, _known_at = closing.closed_period(reading(), closed_id)
    kept = closing.figure_of(reading(), closed, "" if agency == CITY else agency, indicator)
    name = f"{closed.period}-v{closed.version}-{agency}-{indicator}.csv"
    return download(_csv(unpacked(kept.rows)), "text/csv; charset=utf-8", name)


def _csv(rows: Sequence[tuple[str, bool]]) -> str:
    """Numbers of cases and 1 or 0: nothing that a spreadsheet could take for a formula."""
    lines = [f"{number},{int(is_counted)}" for number, is_counted in rows]
    return "\r\n".join(("case,counted", *lines, ""))
