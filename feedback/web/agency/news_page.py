"""What the reader's agency was told in the last days. The inbox draws the same lines at its foot, once it is shown."""

from __future__ import annotations

from flask import render_template, url_for

from feedback import clock
from feedback.queries.inbox import news
from feedback.rules import say
from feedback.rules.notice_texts import render
from feedback.terms import AGENCY_ROLES
from feedback.web.doors import actor, staff_only
from feedback.web.languages import language
from feedback.web.request_session import reading


@staff_only(*AGENCY_ROLES)
def show_news() -> str:
    now = clock.now()
    lines = [
        {
            "words": render(notice.template, language(), notice.values | {"number": number}),
            "url": url_for("agency.case", number=number),
            "at": notice.created_at,
            "moment": say.moment(notice.created_at, now, language()),
        }
        for notice, number in news(reading(), actor(), now)
    ]
    return render_template("agency/news.html", news=lines)
