"""Cases as the leaders' lists draw them."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from feedback import clock
from feedback.queries.figure_rows import CaseLine
from feedback.rules import say
from feedback.rules.lifecycle import OPEN
from feedback.terms import Level, State
from feedback.web.languages import language

View = dict[str, Any]

CALENDAR_DAY = 24 * 60  # minutes: people wait around the clock


def short(case: CaseLine) -> View:
    """A case in a panel."""
    facts = [words for words in (case.ward, case.agency) if words]
    if case.report_count > 1:
        facts.append(_("%(count)s người báo", count=case.report_count))
    return {
        "url": url_for("agency.case", number=case.number),
        "title": case.title,
        "facts": facts,
        "is_danger": case.level is Level.URGENT,
        "due": _due(case),
    }


def row(case: CaseLine) -> View:
    """A case in the table behind a number."""
    return {
        "url": url_for("agency.case", number=case.number),
        "number": case.number,
        "title": case.title,
        "facts": [words for words in (case.field.label(language()) if case.field else "", case.ward) if words],
        "is_danger": case.level is Level.URGENT,
        "who": case.agency,
        "state": case.state,
        "due": _due(case),
    }


def _due(case: CaseLine) -> View | None:
    """What is left of the promise, or when it was answered."""
    now = clock.now()
    if case.answered_at is not None:
        return {
            "tone": "done",
            "words": _("đã trả lời"),
            "used": 100,
            "moment": say.moment(case.answered_at, now, language()),
        }
    if case.due_at is None or case.state not in OPEN:
        return None
    whole = max((case.due_at - case.received_at).total_seconds(), 1.0)
    used = round(min(100.0, 100 * (now - case.received_at).total_seconds() / whole))
    moment = say.moment(case.due_at, now, language())
    if case.state is State.AWAITING_INFO:
        return {"tone": "paused", "words": _("tạm dừng"), "used": used, "moment": _("chờ người dân")}
    span = say.span(abs(case.due_at - now), language(), narrow=True, day_minutes=CALENDAR_DAY)
    if now > case.due_at:
        return {"tone": "late", "words": _("quá %(span)s", span=span), "used": 100, "moment": moment}
    tone = "today" if clock.local(case.due_at).date() == clock.local(now).date() else "ok"
    return {"tone": tone, "words": _("còn %(span)s", span=span), "used": used, "moment": moment}
