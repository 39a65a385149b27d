"""One's own files: what they hold, how far they are, until when they can be taken."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, url_for
from flask_babel import gettext as _

from feedback import clock
from feedback.actions.ask_export import NO_SUCH_FILE, fetch
from feedback.actions.export_files import TYPES
from feedback.models import Export
from feedback.queries.exports import own_exports
from feedback.rules import say
from feedback.terms import ExportState
from feedback.web.doors import actor, staff_only
from feedback.web.downloads import download, kept
from feedback.web.exports.asking import VIEWERS
from feedback.web.languages import language
from feedback.web.leadership.board import number
from feedback.web.request_session import reading, writing


@staff_only(*VIEWERS)
def exports() -> str:
    found = own_exports(reading(), actor())
    is_waiting = any(one.state is ExportState.WAITING for one in found)
    return render_template("exports/page.html", rows=[_row(one) for one in found], is_waiting=is_waiting)


@staff_only(*VIEWERS)
def file(export_id: int) -> Response:
    """One's own file, and an entry that it was taken. Raises Missing for anybody else."""
    with writing() as session:
        export = fetch(session, actor(), export_id)
        stored_as, form, asked_at, kind = export.stored_as, export.format, export.asked_at, export.kind
    name = f"{kind.value}-{clock.local(asked_at):%Y%m%d-%H%M}.{form.value}"
    return download(kept(stored_as, NO_SUCH_FILE), TYPES[form], name)


def _row(one: Export) -> dict[str, Any]:
    now, is_over = clock.now(), one.state is ExportState.DONE and one.expires_at <= clock.now()
    is_ready = one.state is ExportState.DONE and not is_over
    return {
        "title": one.title,
        "facts": [one.kind.label(language()), one.format.label(language()), _asked(one)],
        "state": (ExportState.DELETED if is_over else one.state).label(language()),
        "is_waiting": one.state is ExportState.WAITING,
        "is_failed": one.state is ExportState.FAILED,
        "used": 100 * one.written // one.total if one.total else 0,
        "progress": _("%(done)s trong %(all)s dòng", done=number(one.written), all=number(one.total)),
        "url": url_for("exports.file", export_id=one.id) if is_ready else "",
        "until": _("tải được đến %(moment)s", moment=say.moment(one.expires_at, now, language())) if is_ready else "",
    }


def _asked(one: Export) -> str:
    return _("yêu cầu %(moment)s", moment=say.moment(one.asked_at, clock.now(), language()))
