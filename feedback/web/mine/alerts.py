"""The strip of urgent alerts on every staff page, and the one tap that says "I have it"."""

from __future__ import annotations

from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback import clock
from feedback.actions.alerts import acknowledge_alert
from feedback.errors import Refused
from feedback.queries.alerts import AlertHistory, Told, alerts_of, open_alerts
from feedback.queries.cases import case_for
from feedback.rules import say
from feedback.rules.alerts import may_acknowledge
from feedback.terms import AGENCY_ROLES, CENTRE_ROLES, NoticeState
from feedback.web.doors import actor, staff_only
from feedback.web.error_pages import translated
from feedback.web.languages import language
from feedback.web.request_session import reading, writing


@staff_only(*CENTRE_ROLES, *AGENCY_ROLES)
def show_alerts() -> Response:
    """The strip alone; pages ask for it again by themselves. Unchanged, it is a 304."""
    response = make_response(render_template("mine/strip.html", open_alerts=strip()))
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    return response.make_conditional(request)


@staff_only(*CENTRE_ROLES, *AGENCY_ROLES)
def take_alert(number: str) -> Response:
    """Say "I have it". Somebody who was quicker is named. Raises NotYours, Missing."""
    try:
        with writing() as session:
            acknowledge_alert(session, actor(), case_for(session, actor(), number))
    except Refused as error:
        flash(translated(error), "late")
    else:
        flash(_("Đã ghi bạn nhận báo khẩn %(number)s.", number=number), "done")
    return redirect(url_for("agency.case", number=number))


def strip() -> list[dict[str, Any]]:
    """The open alerts as the strip draws them."""
    now = clock.now()
    is_centre = actor().role in CENTRE_ROLES
    return [
        {
            "number": one.number,
            "title": one.title,
            "agency": one.agency if is_centre else "",
            "since": say.moment(one.raised_at, now, language()),
            "next": say.moment(one.next_at, now, language()) if one.next_at else "",
            "calls": [(person.name, person.phone) for person in one.calls],
            "verb": _("Đã có người nhận") if is_centre and one.agency_code != actor().agency_code else _("Tôi nhận"),
            "may_take": one.may_acknowledge,
        }
        for one in open_alerts(reading(), actor(), now)
    ]


def case_alerts(case_id: int) -> list[dict[str, Any]]:
    """Every alert of a case for its file: who was told what, who has it."""
    return [_history(one) for one in alerts_of(reading(), case_id)]


def _history(one: AlertHistory) -> dict[str, Any]:
    now, alert = clock.now(), one.alert
    return {
        "agency": one.agency,
        "is_open": alert.is_open,
        "may_take": alert.is_open and may_acknowledge(actor(), alert.agency_code),
        "since": say.moment(alert.raised_at, now, language()),
        "end": _end(one),
        "steps": [
            {
                "moment": say.moment(step.told_at, now, language()),
                "name": step.level.label(language()),
                "told": _everybody(step.told),
            }
            for step in one.steps
        ],
    }


def _end(one: AlertHistory) -> str:
    now, alert = clock.now(), one.alert
    if alert.acknowledged_at is not None:
        moment = say.moment(alert.acknowledged_at, now, language())
        return _("%(name)s nhận lúc %(moment)s", name=one.acknowledged_by, moment=moment)
    if alert.ended_at is not None:
        return _("thôi báo lúc %(moment)s", moment=say.moment(alert.ended_at, now, language()))
    return _("chưa ai nhận")


def _everybody(told: list[Told]) -> str:
    """Everybody once: who has a message has the line on the screen too."""
    messaged = {one.name for one in told if one.is_message}
    return ", ".join(_told(one) for one in told if one.is_message or one.name not in messaged)


def _told(told: Told) -> str:
    if not told.is_message:
        return told.name
    words = {
        NoticeState.OWED: _("tin nhắn chờ gửi"),
        NoticeState.SENT: _("tin nhắn đã gửi"),
        NoticeState.SUPERSEDED: _("tin nhắn không cần gửi nữa"),
        NoticeState.FAILED: _("tin nhắn không gửi được"),
    }
    return f"{told.name} ({words[told.state]})"
