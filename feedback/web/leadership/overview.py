"""The leaders' first page: two rates of Decision 766 beside the city's own promise, every number with its rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import g, render_template, request
from sqlalchemy.orm import Session

from feedback import clock
from feedback.errors import Missing
from feedback.queries import figures766
from feedback.queries.fact_progress import known_at
from feedback.queries.figure_rows import pressing
from feedback.queries.measures import Scope
from feedback.queries.programme import programme_summary
from feedback.queries.standing_cases import Standing, standing_by, standing_of, together
from feedback.rules.period import ONE_DAY, month_of, months_until
from feedback.terms import Role
from feedback.web.doors import actor, staff_only
from feedback.web.leadership import board, case_views
from feedback.web.leadership.asked import Asked, asked, period_choices, period_name
from feedback.web.request_session import reading

VIEWERS = (Role.CITY_LEADER, Role.AUDITOR, Role.DISPATCHER, Role.OFFICER, Role.AGENCY_LEADER)
PROGRAMME_VIEWERS = (Role.CITY_LEADER, Role.AUDITOR)
TOTALS = ("received", "answered", "refused", "pending")
HOT = 4
MONTHS = 6


@staff_only(*VIEWERS)
def overview() -> str:
    session, who, now = reading(), actor(), clock.now()
    want = asked(session, who)
    scope = want.scope(known_at(session))
    periods = months_until(want.period, MONTHS)
    months = figures766.months(session, scope, periods)
    counts = months[want.period.code] if want.period.is_month else figures766.counts(session, scope)
    whole = figures766.Line(want.agency_code, "", counts)
    by_agency = [] if want.agency else standing_by(session, who, scope, now, "agency")
    standing = standing_of(session, who, scope, now).counts if want.agency else together(by_agency)
    if not want.agency:
        g.disputed = standing["disputed"]
    return render_template(
        "leadership/overview.html",
        asked=want,
        export_query=want.query(),
        period_name=period_name(want.period),
        periods=period_choices(want.period),
        totals=board.totals({name: whole.counts.count(name) for name in TOTALS}, standing, want),
        hot=[case_views.short(case, promise) for case, promise in pressing(session, who, now, want.agency_code, HOT)],
        overdue=standing["overdue"],
        overdue_url=want.to_rows("overdue"),
        trend=board.trend(figures766.days(session, scope)) if whole.counts.count("received") else None,
        known_at=scope.as_of.at,
        programme=_programme(session, who.role),
        tiles=board.tiles(whole, standing, _before(want, months), want),
        months=board.months(periods, months, want),
        **_agencies(session, want, scope, whole, by_agency),
    )


def _before(want: Asked, months: dict[str, figures766.Counts]) -> figures766.Counts | None:
    """The month before, which the tiles of a month are compared with."""
    return months.get(month_of(want.period.first - ONE_DAY).code) if want.period.is_month else None


def _agencies(
    session: Session, want: Asked, scope: Scope, whole: figures766.Line, standing: Sequence[Standing]
) -> dict[str, Any]:
    """The table of agencies, for those who look at the whole city."""
    if want.agency:
        return {"agencies": [], "agency_count": 0, "is_cut": False}
    turns = figures766.by_agency(session, scope)
    lines = figures766.agency_lines(session, turns, {one.key: one for one in standing})
    shown = lines if request.args.get("all") else lines[: board.SHOWN]
    return {
        "agencies": board.agencies(shown, whole, want),
        "agency_count": len(lines),
        "is_cut": len(shown) < len(lines),
    }


def _programme(session: Session, role: Role) -> dict[str, Any] | None:
    if role not in PROGRAMME_VIEWERS:
        return None
    try:
        return programme_summary(session)
    except Missing:
        return None  # no sheet was ever loaded
