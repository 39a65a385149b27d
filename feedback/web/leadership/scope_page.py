"""The page of one agency, one ward or one field: the same figures, the same template, three scopes."""

from __future__ import annotations

from flask import render_template, request, url_for
from sqlalchemy.orm import Session

from feedback import clock
from feedback.queries import scope_figures
from feedback.queries.fact_progress import known_at
from feedback.queries.known_names import known_names
from feedback.queries.standing_cases import standing_of
from feedback.rules.period import months_until, previous, same_last_year
from feedback.terms import Role
from feedback.web.doors import actor, staff_only
from feedback.web.leadership import scope_views
from feedback.web.leadership.asked import Asked, asked, asked_of, period_choices, period_name, within_place
from feedback.web.leadership.overview import VIEWERS
from feedback.web.request_session import reading

CITY_VIEWERS = (Role.CITY_LEADER, Role.AUDITOR, Role.DISPATCHER)
MONTHS = 13  # a year, and the same month of the last one


@staff_only(*VIEWERS)
def agency(code: str) -> str:
    session = reading()
    return _page(session, asked_of(session, actor(), code), url_for("leadership.agency", code=code))


@staff_only(*CITY_VIEWERS)
def ward(code: str) -> str:
    session = reading()
    return _page(
        session, within_place(session, asked(session, actor()), ward=code), url_for("leadership.ward", code=code)
    )


@staff_only(*CITY_VIEWERS)
def field(code: str) -> str:
    session = reading()
    want = within_place(session, asked(session, actor()), field=code)
    return _page(session, want, url_for("leadership.field", code=code))


def _page(session: Session, want: Asked, here: str) -> str:
    """Everything about one scope, in a constant number of statements."""
    who, now = actor(), clock.now()
    scope, names = want.scope(known_at(session)), known_names(session)
    periods = [want.period, previous(want.period), same_last_year(want.period)]
    months = months_until(want.period, MONTHS)
    counts = scope_figures.of_periods(session, scope, [*periods, *months])
    standing = standing_of(session, who, scope, now)
    happened = scope_figures.happenings(session, scope)
    causes = scope_figures.causes_by_reason(happened)
    fields = scope_figures.causes_by_field(session, scope, happened)
    return render_template(
        "leadership/scope.html",
        asked=want,
        here=here,
        is_present=request.args.get("mode") == "present",
        period_name=period_name(want.period),
        period_names=[period_name(one) for one in periods],
        periods=period_choices(want.period),
        known_at=scope.as_of.at,
        tiles=scope_views.tiles(counts, standing, want),
        beside=scope_views.beside(counts[: len(periods)], periods, want),
        months=scope_views.months(months, counts[len(periods) :], here),
        durations=scope_views.durations(scope_figures.times(session, scope), want),
        ages=scope_views.ages(standing, want),
        week=scope_views.week(standing, want, now),
        reasons=scope_views.reasons(causes, names, want),
        fields=scope_views.by_field(fields, names, want),
    )
