"""Requests for more time that a dispatcher has to decide."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from feedback.queries.extensions import WaitingRequest, waiting_requests
from feedback.queries.short_turns import ShortTurn, short_turns
from feedback.terms import Level, Role
from feedback.web.agency.extension_words import amount_words
from feedback.web.doors import actor, staff_only
from feedback.web.hotline.desk import blueprint
from feedback.web.hotline.rows import case_url, due_view
from feedback.web.languages import language
from feedback.web.navigation import HOME
from feedback.web.request_session import reading


@blueprint.get("/extensions")
@staff_only(Role.DISPATCHER, Role.CITY_LEADER)
def extensions() -> str:
    """Short turns are for dispatchers: a leader of the city decides about what they ask for."""
    looks_at_short = actor().role is Role.DISPATCHER
    return render_template(
        "hotline/extensions.html",
        rows=[_view(row) for row in waiting_requests(reading(), actor())],
        short=[_short_view(row) for row in short_turns(reading(), actor())] if looks_at_short else [],
        home=url_for(HOME[actor().role]),
    )


def _short_view(row: ShortTurn) -> dict[str, Any]:
    return {
        "url": case_url(row.number),
        "number": row.number,
        "title": row.title,
        "facts": [],
        "is_danger": row.level is Level.URGENT,
        "who": row.agency,
        "state": row.state,
        "due": due_view(row.sent_at, row.due_at),
    }


def _view(row: WaitingRequest) -> dict[str, Any]:
    reason = row.reason.label(language()) if row.reason else ""
    return {
        "url": case_url(row.number),
        "number": row.number,
        "title": row.title,
        "facts": [part for part in (_("xin thêm %(amount)s", amount=amount_words(row.target)), reason) if part],
        "is_danger": row.level is Level.URGENT,
        "who": row.agency,
        "state": row.state,
        "due": due_view(row.asked_at, row.decide_by),
    }
