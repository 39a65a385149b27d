"""Rows of queries as the components draw them: words, tones, addresses."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from feedback import clock
from feedback.queries.answers import AnswerRow
from feedback.queries.calls import EarlierReport
from feedback.queries.incidents import RunningIncident
from feedback.queries.search import FoundCase
from feedback.queries.similar import SimilarCase
from feedback.queries.suggest import Promise
from feedback.queries.tray import TrayRow
from feedback.rules import say
from feedback.rules.lifecycle import OPEN
from feedback.terms import Level, Unit
from feedback.web.languages import language

View = dict[str, Any]

CALENDAR_DAY = 24 * 60  # minutes: people wait around the clock
SOON_SHARE = 0.75  # the share of a term after which it is shown as short


def case_url(number: str) -> str:
    """The whole file of a case."""
    return url_for("agency.case", number=number)


def local_phone(phone: str) -> str:
    """ "+84907418562" as people write it: "0907 418 562"."""
    return say.phone(f"0{phone.removeprefix('+84')}" if phone.startswith("+84") else phone)


def before(at: datetime) -> str:
    return say.before(at, clock.now(), language())


def percent(share: float) -> str:
    return say.percent(100 * share, 0, language())


def limit_words(promise: Promise) -> str:
    """ "16 giờ làm việc", "5 ngày làm việc", "2 giờ, kể cả ngoài giờ"."""
    if promise.unit is Unit.WORKING_DAYS:
        return ngettext("%(num)s ngày làm việc", "%(num)s ngày làm việc", promise.amount)
    span = say.span(timedelta(minutes=promise.amount), language(), day_minutes=CALENDAR_DAY)
    if promise.unit is Unit.MINUTES:
        return _("%(span)s, kể cả ngoài giờ", span=span)
    return _("%(span)s làm việc", span=span)


def waited(time: timedelta) -> str:
    """ "35 phút", "2 giờ": time on the wall."""
    return say.span(time, language(), narrow=True, day_minutes=CALENDAR_DAY)


def waiting(since: datetime, due_at: datetime | None) -> View:
    """How long a case has lain in the tray, and whether that is long."""
    now = clock.now()
    words = _("chờ %(span)s", span=waited(now - since))
    if due_at is None:
        return {"tone": "ok", "words": words}
    if now > due_at:
        return {"tone": "late", "words": words}
    is_soon = now - since >= SOON_SHARE * (due_at - since)
    return {"tone": "today" if is_soon else "ok", "words": words}


def due_chip(due_at: datetime | None) -> View | None:
    """A moment to be kept, in one line."""
    if due_at is None:
        return None
    now, today = clock.now(), clock.today()
    if now > due_at:
        over = waited(now - due_at)
        return {"tone": "late", "words": _("quá %(span)s", span=over)}
    on = clock.day(due_at)
    return {"tone": "today" if on == today else "ok", "words": before(due_at)}


def due_view(received_at: datetime, due_at: datetime | None) -> View | None:
    """The same with its gauge, for tables."""
    chip = due_chip(due_at)
    if chip is None or due_at is None:
        return None
    now = clock.now()
    whole = max((due_at - received_at).total_seconds(), 1.0)
    used = 100 * (now - received_at).total_seconds() / whole
    if chip["tone"] == "ok":
        chip["words"] = say.day(clock.day(due_at), clock.day(now), language())
    elif chip["tone"] == "today":
        chip["words"] = _("đến hạn hôm nay")
    moment = _("trước %(time)s", time=f"{clock.local(due_at):%H:%M}") if chip["tone"] != "late" else before(due_at)
    return chip | {"used": round(min(100.0, used)), "moment": moment}


def tray_view(row: TrayRow, current: str) -> View:
    facts = [row.ward or _("chưa rõ nơi")]
    if row.kind.is_excluded:
        facts.append(row.kind.label(language()))
    elif not row.reason:
        facts.append(_("hệ thống đang xem"))
    return {
        "url": url_for("hotline.tray", case=row.number),
        "number": row.number,
        "channel_words": row.channel.label(language()),
        "due": waiting(row.waiting_since, row.dispatch_due_at),
        "title": row.title,
        "facts": facts,
        "is_danger": row.level is Level.URGENT,
        "is_current": row.number == current,
    }


def found_view(row: FoundCase) -> View:
    return {
        "url": case_url(row.number),
        "number": row.number,
        "title": row.title,
        "facts": [words for words in (row.field.label(language()) if row.field else "", row.ward) if words],
        "is_danger": row.level is Level.URGENT,
        "who": row.holder,
        "state": row.state,
        "due": due_view(row.received_at, row.resolve_due_at) if row.state in OPEN else None,
    }


def answer_view(row: AnswerRow) -> View:
    due_at = row.close_due_at or row.publish_due_at
    return {
        "url": case_url(row.number),
        "number": row.number,
        "title": row.title,
        "facts": [words for words in (row.field.label(language()) if row.field else "", row.ward) if words]
        + [row.publication.label(language())],
        "is_danger": row.level is Level.URGENT,
        "who": row.agency,
        "state": row.state,
        "due": due_view(row.resolved_at, due_at),
    }


def similar_view(row: SimilarCase, action_url: str = "") -> View:
    facts = [row.number, _("giống %(share)s", share=percent(row.share))]
    if row.report_count > 1:
        facts.append(_("%(count)s người báo", count=row.report_count))
    view = {"url": case_url(row.number), "title": row.title, "facts": facts, "is_danger": row.level is Level.URGENT}
    return view | ({"action": _("Gộp vào"), "action_url": action_url} if action_url else {"state": row.state})


def incident_view(row: RunningIncident, action_url: str = "") -> View:
    """One running incident to put a report with; `facts` say where, since when, how many."""
    facts = [words for words in (row.ward, row.agency) if words]
    facts.append(_("%(count)s người báo", count=row.report_count))
    view = {
        "url": case_url(row.number), "number": row.number, "title": row.name, "facts": facts,
        "is_danger": row.level is Level.URGENT, "answer": _still_promised(row.resolve_due_at),
    }  # fmt: skip
    return view | ({"action": _("Gộp vào"), "action_url": action_url} if action_url else {"state": row.state})


def _still_promised(due_at: datetime | None) -> str:
    """What a caller may be told; nothing once the time is over."""
    return before(due_at) if due_at is not None and due_at > clock.now() else ""


def earlier_view(row: EarlierReport, rating_words: dict[int, str]) -> View:
    day = say.day(clock.day(row.received_at), clock.today(), language())
    rated = rating_words.get(row.rating, "") if row.rating else _("chưa đánh giá")
    facts = [row.number, day, rated.lower()]
    return {"url": case_url(row.number), "title": row.title, "facts": facts, "state": row.state}
