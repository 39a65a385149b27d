"""What I logged lately, and finding any case by number, telephone or words."""

from __future__ import annotations

from datetime import timedelta

from flask import render_template, request, url_for

from feedback import clock
from feedback.queries.calls import LoggedCall, recent_calls
from feedback.queries.search import search as search_cases
from feedback.terms import Role
from feedback.web.doors import actor, staff_only
from feedback.web.hotline import rows
from feedback.web.hotline.desk import blueprint
from feedback.web.languages import language
from feedback.web.request_session import reading

RECENT_DAYS = 7


@blueprint.get("/recent")
@staff_only(Role.OPERATOR, Role.DISPATCHER)
def recent() -> str:
    calls = recent_calls(reading(), actor(), clock.now() - timedelta(days=RECENT_DAYS))
    return render_template("hotline/recent.html", calls=[_call(call) for call in calls], days=RECENT_DAYS)


@blueprint.get("/search")
@staff_only(Role.OPERATOR, Role.DISPATCHER)
def search() -> str:
    typed = request.args.get("q", "").strip()[:200]
    page = search_cases(reading(), actor(), typed, request.args.get("after", ""))
    on = url_for("hotline.search", q=typed, after=page.next_key) if page.next_key else None
    back = url_for("hotline.search", q=typed) if request.args.get("after") else None
    found = [rows.found_view(row) for row in page.rows]
    return render_template("hotline/search.html", query=typed, rows=found, next_url=on, first_url=back)


def _call(call: LoggedCall) -> rows.View:
    lasted = max(0, int((call.ended_at - call.started_at).total_seconds()))
    return {
        "at": call.started_at,
        "lasted": f"{lasted // 60}:{lasted % 60:02d}",
        "phone": rows.local_phone(call.caller_phone),
        "outcome": call.outcome.label(language()),
        "topic": call.topic,
        "number": call.number,
        "url": rows.case_url(call.number) if call.number else "",
        "title": call.title,
        "state": call.state,
        "holder": call.holder,
    }
