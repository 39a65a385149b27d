"""One person's own page: alerts to take, warnings about their cases, for the city's leaders what is long overdue."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from feedback import clock
from feedback.models import Notice
from feedback.queries.mine import Warned, long_overdue, warnings
from feedback.queries.plan_news import plan_news
from feedback.rules import say
from feedback.rules.notice_texts import render
from feedback.terms import AGENCY_ROLES, CENTRE_ROLES, Role
from feedback.web.doors import actor, staff_only
from feedback.web.due_words import due_view
from feedback.web.languages import language
from feedback.web.mine.alerts import strip
from feedback.web.request_session import reading


@staff_only(*CENTRE_ROLES, *AGENCY_ROLES, Role.CITY_LEADER)
def show_mine() -> str:
    session, now = reading(), clock.now()
    is_leader = current_user.role is Role.CITY_LEADER
    return render_template(
        "mine/page.html",
        open_alerts=strip(),
        warned=[_row(one) for one in warnings(session, actor(), now)],
        overdue=[_row(one) for one in long_overdue(session, actor(), now)] if is_leader else None,
        told=[_told(one) for one in plan_news(session, actor(), now)],
        held_url=url_for("agency.inbox", officer=current_user.id) if current_user.role in AGENCY_ROLES else "",
    )


def _told(notice: Notice) -> dict[str, Any]:
    """A line about an item of the programme, or about a meeting."""
    if notice.meeting_id is not None:
        url = url_for("leadership.meeting", meeting_id=notice.meeting_id)
    else:
        url = url_for("leadership.item", item_id=notice.plan_item_id)
    return {
        "url": url,
        "words": render(notice.template, language(), notice.values),
        "at": notice.created_at,
        "moment": say.moment(notice.created_at, clock.now(), language()),
    }


def _row(one: Warned) -> dict[str, Any]:
    now = clock.now()
    facts = [one.agency, one.number]
    if one.notice is not None:
        facts = [one.number, _said(one, one.notice), say.moment(one.notice.created_at, now, language())]
    return {
        "url": url_for("agency.case", number=one.number),
        "title": one.title,
        "facts": facts,
        "is_danger": one.is_urgent,
        "due": due_view(one.promise, now) if one.promise else None,
    }


def _said(one: Warned, notice: Notice) -> str:
    """The warning; for a case that a digest counts, only that its time has come."""
    if "cases" in notice.values:
        return _("đến nấc nhắc hạn")
    return render(notice.template, language(), notice.values | {"number": one.number})
