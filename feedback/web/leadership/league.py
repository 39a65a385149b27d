"""The league table of agencies: published criteria, the interval of each share, no rank for small samples."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from feedback.queries.fact_progress import known_at
from feedback.queries.figures766 import Counts, by_agency
from feedback.queries.known_names import Names, known_names
from feedback.rules.interval import LEAST_SAMPLE, Place, league
from feedback.web.doors import actor, staff_only
from feedback.web.leadership.asked import Asked, asked, period_choices, period_name
from feedback.web.leadership.board import number, percent
from feedback.web.leadership.scope_page import CITY_VIEWERS
from feedback.web.request_session import reading

View = dict[str, Any]
CRITERIA = ("on-time", "satisfied", "promise")


@staff_only(*CITY_VIEWERS)
def league_table() -> str:
    session = reading()
    want = asked(session, actor())
    scope = want.scope(known_at(session))
    criterion = request.args.get("by", CRITERIA[0])
    criterion = criterion if criterion in CRITERIA else CRITERIA[0]
    counts = by_agency(session, scope)
    places = league((code, one.ratio(criterion)) for code, one in counts.items() if one.ratio(criterion).denominator)
    names = known_names(session)
    return render_template(
        "leadership/league.html",
        asked=want,
        here=url_for("leadership.league_table"),
        is_present=request.args.get("mode") == "present",
        period_name=period_name(want.period),
        periods=period_choices(want.period),
        known_at=scope.as_of.at,
        least=LEAST_SAMPLE,
        criterion=criterion,
        criteria=_criteria(),
        places=[_line(place, counts[place.key], criterion, names, want) for place in places],
        unranked=sum(place.rank is None for place in places),
    )


def _criteria() -> list[tuple[str, str]]:
    return [
        ("on-time", _("Đúng hạn (766)")),
        ("satisfied", _("Hài lòng (766)")),
        ("promise", _("Giữ hẹn với người dân")),
    ]


def _line(place: Place[str], counts: Counts, criterion: str, names: Names, want: Asked) -> View:
    interval, reopened = place.interval, counts.ratio("reopened")
    low, high = (interval.low, interval.high) if interval else (0.0, 100.0)
    return {
        "rank": number(place.rank) if place.rank else None,
        "name": names.agencies[place.key].vi if place.key in names.agencies else place.key,
        "url": url_for("leadership.agency", code=place.key, period=want.period.code),
        "rate": percent(place.ratio.percent),
        "sample": f"{number(place.ratio.numerator)}/{number(place.ratio.denominator)}",
        "rows": want.to_rows(criterion, "denominator", agency=place.key),
        "value": round(100 * place.ratio.numerator / place.ratio.denominator, 2),
        "low": round(low, 2),
        "high": round(high, 2),
        "interval": _("%(low)s đến %(high)s", low=percent(round(low, 1)), high=percent(round(high, 1))),
        "reopened": percent(reopened.percent),
        "reopened_url": want.to_rows("reopened", "numerator", agency=place.key) if reopened.numerator else None,
    }
