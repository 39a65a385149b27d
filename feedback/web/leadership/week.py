"""What breaches next week: by day and agency, then the cases in the order in which their promises end."""

from __future__ import annotations

from flask import render_template, request, url_for

from feedback import clock
from feedback.queries.fact_progress import known_at
from feedback.queries.figure_rows import rows_now
from feedback.queries.standing_cases import days_ahead, standing_by, standing_of
from feedback.web.doors import actor, staff_only
from feedback.web.leadership import case_views, scope_views
from feedback.web.leadership.asked import narrowed
from feedback.web.leadership.overview import VIEWERS
from feedback.web.leadership.rows import page_words
from feedback.web.leadership.today import week_table
from feedback.web.request_session import reading

EVERY = 1_000


@staff_only(*VIEWERS)
def week() -> str:
    session, now, who = reading(), clock.now(), actor()
    want = narrowed(session, who)
    scope = want.scope(known_at(session))
    agencies = [] if want.agency else standing_by(session, who, scope, now, "agency")
    found = rows_now(session, who, "due", now, request.args.get("page", 1, type=int), scope)
    promises = case_views.promises(session, found.lines)
    return render_template(
        "leadership/week.html",
        asked=want,
        here=url_for("leadership.week"),
        is_present=request.args.get("mode") == "present",
        now=now,
        week=scope_views.week(standing_of(session, who, scope, now), want, now),
        day_columns=[(f"{day.day}/{day.month}", "number") for day in days_ahead(now)],
        agencies=week_table(agencies, want, now, EVERY),
        cases=[case_views.row(case, promises.get(case.id)) for case in found.lines],
        pages=page_words(found, lambda page: want.address("leadership.week", page=page)),
    )
