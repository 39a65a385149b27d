"""One figure by its definition: the value, by which version and why, who had it, and the cases behind it.

Without `version` it is counted by the version in force at the end of the period, of those known at the instant asked.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedback.models import Indicator
from feedback.queries import definitions, indicators
from feedback.queries.fact_progress import known_at
from feedback.queries.figure_rows import rows_fitting
from feedback.queries.measures import CONDITIONS, AsOf, Scope
from feedback.web.doors import actor, staff_only
from feedback.web.leadership import board, case_views, figure_words
from feedback.web.leadership.asked import Asked, asked, asked_instant, period_choices, period_name
from feedback.web.leadership.overview import VIEWERS
from feedback.web.leadership.rows import page_words
from feedback.web.request_session import reading

View = dict[str, Any]


@staff_only(*VIEWERS)
def indicator(code: str) -> str:
    """?part= lists the cases; otherwise the agencies stand beneath the value."""
    session = reading()
    want = asked(session, actor())
    scope, instant = _scope(session, want), request.args.get("as_of")
    chosen = request.args.get("version", type=int)
    what = definitions.definition(session, code, scope, chosen)
    by_itself = definitions.definition(session, code, scope)
    kept = {"version": chosen, "as_of": instant}
    value = indicators.value(session, what, scope)
    part = request.args.get("part", "") if what.population in CONDITIONS else ""
    return render_template(
        "leadership/indicator.html",
        asked=want,
        note=f"{want.place}, {period_name(want.period).lower()}",
        periods=period_choices(want.period),
        what=what,
        versions=[(one.version, _version(one, by_itself)) for one in definitions.versions(session, code)],
        as_of=scope.as_of.at,
        instant=instant,
        value=_value(what, value),
        tabs=_tabs(want, what, value, part, kept) if what.population in CONDITIONS else [],
        part=part,
        agencies=_agencies(session, want, what, scope, kept) if not (part or want.agency) else [],
        **(_cases(session, want, what, scope, part, kept) if part else {}),
    )


def _scope(session: Session, want: Asked) -> Scope:
    at = asked_instant()
    return want.scope(known_at(session)) if at is None else replace(want.scope(at), as_of=AsOf(at, is_newest=False))


def _version(one: Indicator, by_itself: Indicator) -> str:
    words = _("bản %(version)s", version=one.version)
    if one.valid_from:
        words = _("%(version)s, từ %(day)s", version=words, day=f"{one.valid_from:%d/%m/%Y}")
    return _("%(version)s (đang áp dụng cho kỳ này)", version=words) if one is by_itself else words


def _value(what: Indicator, one: indicators.Value) -> View:
    return {
        "words": figure_words.value(what, one.value),
        "points": f"{board.number(float(one.points), 2)}/{board.number(float(what.max_points or 0))}"
        if one.points is not None
        else "–",
        "counted": f"{board.number(one.numerator)}/{board.number(one.n)}",
        "is_small": bool(one.n and one.is_small),
    }


def _tabs(want: Asked, what: Indicator, one: indicators.Value, part: str, kept: View) -> list[View]:
    """The figure itself, and each list of cases behind it."""
    named = [("", _("Số liệu"), None), ("population", _("Được tính"), one.n)]
    if what.kind == "share":
        named += [("condition", _("Đạt"), one.numerator), ("rest", _("Không đạt"), one.n - one.numerator)]
    return [
        {
            "words": words,
            "url": want.address("leadership.indicator", code=what.code, part=key or None, **kept),
            "count": None if count is None else board.number(count),
            "is_current": key == part,
        }
        for key, words, count in named
    ]


def _agencies(session: Session, want: Asked, what: Indicator, scope: Scope, kept: View) -> list[list[View]]:
    if "agency" not in indicators.dimensions(what):
        return []
    return [
        [
            {
                "words": one.name,
                "url": want.address("leadership.indicator", code=what.code, agency=one.key, **kept),
            },
            {"words": _agency_value(what, one)},
            {"words": f"{board.number(one.numerator)}/{board.number(one.n)}"},
        ]
        for one in indicators.values(session, what, scope, "agency")
        if one.key
    ]


def _agency_value(what: Indicator, one: indicators.Value) -> str:
    words = figure_words.value(what, one.value)
    return _("%(value)s (ít dữ liệu)", value=words) if one.is_small else words


def _cases(session: Session, want: Asked, what: Indicator, scope: Scope, part: str, kept: View) -> View:
    fits = indicators.fits_behind(what, scope, part)
    found = rows_fitting(session, actor(), fits, request.args.get("page", 1, type=int))
    promises = case_views.promises(session, found.lines)

    def at(page: int) -> str:
        return want.address("leadership.indicator", code=what.code, part=part, page=page, **kept)

    return {
        "cases": [case_views.row(case, promises.get(case.id)) for case in found.lines],
        "pages": page_words(found, at),
    }
