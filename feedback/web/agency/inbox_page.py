"""The inbox of an agency."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from feedback import clock
from feedback.queries.inbox import NOBODY, Choice, Inbox, InboxRow, Saved, Wanted, inbox, news
from feedback.rules import say
from feedback.rules.notice_texts import render
from feedback.terms import AGENCY_ROLES, State
from feedback.web.doors import actor, staff_only
from feedback.web.due_words import row_due
from feedback.web.languages import language
from feedback.web.request_session import reading

AT_AN_AGENCY = (State.FORWARDED, State.IN_PROGRESS, State.AWAITING_INFO, State.AWAITING_APPROVAL)
TONES = {Saved.OVERDUE: "brick", Saved.TODAY: "silt"}
PAGE_SIZE = 25
TEXT_MAX = 200


@staff_only(*AGENCY_ROLES)
def show_inbox() -> str:
    """Cases with a turn of the reader's agency; the address says which of them (queries.inbox.Wanted)."""
    wanted, now = wanted_from_address(), clock.now()
    found = inbox(reading(), actor(), wanted, now, PAGE_SIZE)
    return render_template(
        "agency/inbox.html",
        rows=[_row(row, wanted.queue, now) for row in found.rows],
        queues=_queues(found, wanted),
        filters=_filters(found, wanted),
        wanted=wanted,
        is_filtered=bool(wanted.text or wanted.state or wanted.field or wanted.ward or wanted.officer),
        open_count=found.counts[Saved.OPEN],
        words=_("%(shown)s trong %(all)s việc", shown=len(found.rows), all=found.counts[wanted.queue]),
        previous_url=_address(wanted, before=found.previous_key) if found.previous_key else "",
        next_url=_address(wanted, after=found.next_key) if found.next_key else "",
        news=_news(now),
        agency=current_user.agency_name,
    )


def wanted_from_address() -> Wanted:
    """What the address asks for; nonsense in it asks for nothing."""
    given = request.args
    queue = given.get("queue", "")
    return Wanted(
        queue=Saved(queue) if queue in set(Saved) else Saved.OPEN,
        text=given.get("q", "")[:TEXT_MAX].strip(),
        **{name: given.get(name, "")[:TEXT_MAX] for name in ("state", "field", "ward", "officer", "after", "before")},
    )


def _address(wanted: Wanted, **changed: str) -> str:
    kept = {"queue": wanted.queue.value, "q": wanted.text, "state": wanted.state, "field": wanted.field}
    kept |= {"ward": wanted.ward, "officer": wanted.officer} | changed
    values: dict[str, Any] = {name: value for name, value in kept.items() if value}
    return url_for("agency.inbox", **values)


def _row(row: InboxRow, queue: Saved, now: datetime) -> dict[str, Any]:
    return {
        "url": url_for("agency.case", number=row.number),
        "number": row.number,
        "title": row.title,
        "facts": _facts(row, now),
        "is_danger": row.is_urgent,
        "is_unread": row.state is State.FORWARDED,
        "who": row.officer or _("Chưa giao"),
        "is_unassigned": not row.officer and queue is not Saved.ANSWERED,
        "state": row.state,
        "state_words": _state_words(row.state),
        "due": row_due(row.resolve, now) if row.resolve else None,
    }


def _state_words(state: State) -> str:
    """Shorter than the full names, which the case file shows."""
    short = {State.AWAITING_INFO: _("Chờ người dân"), State.AWAITING_APPROVAL: _("Chờ duyệt")}
    return short.get(state, state.label(language()))


def _facts(row: InboxRow, now: datetime) -> list[str]:
    facts = [row.field.label(language()) if row.field else _("Chưa rõ lĩnh vực"), row.place or _("Chưa rõ địa bàn")]
    if row.reports > 1:
        facts.append(_("%(count)s người báo", count=row.reports))
    if row.is_reopened:
        facts.append(_("Mở lại"))
    if row.accept and row.accept.is_late:
        facts.append(_("đã quá giờ tiếp nhận"))
    elif row.accept and clock.local(row.accept.due_at).date() == clock.local(now).date():
        facts.append(_("tiếp nhận trước %(moment)s", moment=say.moment(row.accept.due_at, now, language())))
    return facts


def _queues(found: Inbox, wanted: Wanted) -> list[dict[str, Any]]:
    return [
        {
            "words": words,
            "url": url_for("agency.inbox", queue=queue.value) if queue is not Saved.OPEN else url_for("agency.inbox"),
            "count": found.counts[queue],
            "tone": TONES.get(queue),
            "is_current": queue is wanted.queue,
        }
        for queue, words in _queue_words().items()
    ]


def _queue_words() -> dict[Saved, str]:
    return {
        Saved.OPEN: _("Tất cả đang mở"),
        Saved.OVERDUE: _("Quá hạn"),
        Saved.TODAY: _("Đến hạn hôm nay"),
        Saved.UNASSIGNED: _("Chưa giao"),
        Saved.APPROVAL: _("Chờ duyệt"),
        Saved.CITIZEN: _("Chờ người dân"),
        Saved.ANSWERED: _("Mới trả lời"),
    }


def _filters(found: Inbox, wanted: Wanted) -> list[dict[str, Any]]:
    states = [(state.value, state.label(language())) for state in AT_AN_AGENCY]
    officers = [*_options(found.choices, "officer"), (NOBODY, _("Chưa giao ai"))]
    return [
        _filter("state", _("Trạng thái"), _("Mọi trạng thái"), states, wanted.state),
        _filter("field", _("Lĩnh vực"), _("Mọi lĩnh vực"), _options(found.choices, "field"), wanted.field),
        _filter("ward", _("Phường, xã"), _("Mọi phường, xã"), _options(found.choices, "ward"), wanted.ward),
        _filter("officer", _("Người xử lý"), _("Mọi cán bộ"), officers, wanted.officer),
    ]


def _filter(name: str, label: str, everything: str, options: list[tuple[str, str]], value: str) -> dict[str, Any]:
    return {"name": name, "label": label, "options": [("", everything), *options], "value": value}


def _options(choices: list[Choice], kind: str) -> list[tuple[str, str]]:
    english = language() == "en"
    return [(one.code, one.name_en if english and one.name_en else one.name_vi) for one in choices if one.kind == kind]


def _news(now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "words": render(notice.template, language(), notice.values | {"number": number}),
            "url": url_for("agency.case", number=number),
            "at": notice.created_at,
            "moment": say.moment(notice.created_at, now, language()),
        }
        for notice, number in news(reading(), actor(), now)
    ]
