"""The inbox of an agency."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from feedback import clock
from feedback.queries.inbox import Inbox, InboxRow, inbox
from feedback.queries.queues import Kept
from feedback.queries.wanted import Saved, Wanted, wanted_from
from feedback.rules import say
from feedback.terms import AGENCY_ROLES, State
from feedback.web.agency import filter_words
from feedback.web.agency.filter_words import address
from feedback.web.agency.giving import holders
from feedback.web.agency.walk import remember
from feedback.web.counted import counted
from feedback.web.doors import actor, staff_only
from feedback.web.due_words import row_due
from feedback.web.languages import language
from feedback.web.mine.alerts import strip
from feedback.web.request_session import reading

TONES = {Saved.OVERDUE: "brick", Saved.TODAY: "silt"}
PAGE_SIZE = 25


@staff_only(*AGENCY_ROLES)
def show_inbox() -> str:
    """Cases with a turn of the reader's agency; the address says which of them (queries.wanted.Wanted)."""
    wanted, now = wanted_from(request.args.to_dict(flat=False)), clock.now()
    found = inbox(reading(), actor(), wanted, now, PAGE_SIZE)
    remember(wanted)
    return render_template(
        "agency/inbox.html",
        rows=[_row(row, wanted.queue, now) for row in found.rows],
        queues=_queues(found, wanted),
        words=_("%(shown)s trong %(all)s việc", shown=len(found.rows), all=counted(found.queues.matching)),
        previous_url=address(wanted.first_page(before=found.previous_key)) if found.previous_key else "",
        next_url=address(wanted.first_page(after=found.next_key)) if found.next_key else "",
        open_count=found.queues.counts[Saved.OPEN],
        colleagues=holders(reading(), actor()),
        here=address(wanted),
        export_query=wanted.query(),
        open_alerts=strip(),
        agency=current_user.agency_name,
        **_filters(found, wanted),
    )


def _filters(found: Inbox, wanted: Wanted) -> dict[str, Any]:
    first, more = filter_words.selects(found.choices, wanted)
    chips = filter_words.chips(found.choices, wanted)
    seen = {one["name"] for one in first} | {"text"}
    return {
        "wanted": wanted,
        "first": first,
        "more": more,
        "marks": filter_words.marks(wanted),
        "sorts": filter_words.sorts(wanted),
        "chips": chips,
        "is_more_open": any(name not in seen for name in wanted.filters.parts() if name != "q"),
        "keep": wanted.query() if wanted.is_filtered else "",
        "plain_url": address(Wanted(queue=wanted.queue, sort=wanted.sort)),
    }


def _row(row: InboxRow, queue: Saved, now: datetime) -> dict[str, Any]:
    return {
        "url": url_for("agency.case", number=row.number),
        "number": row.number,
        "title": row.title,
        "facts": _facts(row, now),
        "is_danger": row.is_urgent,
        "is_unread": row.state is State.FORWARDED,
        "who": row.officer or _("Chưa giao"),
        "tick": f"{row.number}:{row.version}" if queue is not Saved.ANSWERED else "",
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
    facts = [_("Phối hợp")] if row.is_cooperating else []
    facts += [row.field.label(language()) if row.field else _("Chưa rõ lĩnh vực"), row.place or _("Chưa rõ địa bàn")]
    if row.reports > 1:
        facts.append(_("%(count)s người báo", count=row.reports))
    if row.is_reopened:
        facts.append(_("Mở lại"))
    if row.accept and row.accept.is_late:
        facts.append(_("đã quá giờ tiếp nhận"))
    elif row.accept and clock.day(row.accept.due_at) == clock.day(now):
        facts.append(_("tiếp nhận trước %(moment)s", moment=say.moment(row.accept.due_at, now, language())))
    return facts


def _queues(found: Inbox, wanted: Wanted) -> list[dict[str, Any]]:
    """Those every inbox has, then those that were kept. One that was kept is current when it is what is shown."""
    shown = wanted.first_page()
    is_kept = any(one.wanted == shown for one in found.queues.kept)
    first = [
        {
            "words": words,
            "url": address(Wanted(queue=queue)),
            "count": found.queues.counts[queue],
            "tone": TONES.get(queue),
            "is_current": queue is wanted.queue and not is_kept,
        }
        for queue, words in filter_words.queue_words().items()
    ]
    return first + [_kept_queue(one, shown) for one in found.queues.kept]


def _kept_queue(one: Kept, shown: Wanted) -> dict[str, Any]:
    icon = "users" if one.is_shared else "bookmark"
    is_current = one.wanted == shown
    return {"words": one.name, "url": address(one.wanted), "count": one.count, "icon": icon, "is_current": is_current}
