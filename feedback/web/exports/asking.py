"""Asking for a file: a small one comes at once, for a big one there is a page to wait on."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback import clock
from feedback.actions.ask_export import ask_export, gather
from feedback.errors import N_, Invalid
from feedback.queries.export_rows import Source
from feedback.terms import ExportFormat, ExportKind, Role
from feedback.web.doors import actor, staff_only
from feedback.web.kept_files import blobs
from feedback.web.request_session import reading, writing

VIEWERS = (Role.CITY_LEADER, Role.AUDITOR, Role.DISPATCHER, Role.OFFICER, Role.AGENCY_LEADER)
QUERY_MAX, TITLE_MAX = 2_000, 200
NO_SUCH_KIND = N_("Không xuất được danh sách này thành tệp như vậy.")


@staff_only(*VIEWERS)
def ask() -> Response:
    """Read and draw with no transaction open; then keep. The bytes are let go when keeping fails."""
    kind, form = _chosen()
    source = Source(kind, request.form.get("query", "")[:QUERY_MAX], clock.now())
    made = gather(reading(), actor(), source, form, request.form.get("title", "")[:TITLE_MAX])
    stored_as = blobs().put(made.content) if made.content is not None else ""
    try:
        with writing() as session:
            export_id = ask_export(session, actor(), made, form, stored_as).id
    except BaseException:
        if stored_as:
            blobs().remove(stored_as)
        raise
    if stored_as:
        return redirect(url_for("exports.file", export_id=export_id), 303)
    flash(_("Danh sách có %(count)s dòng nên cần ít phút. Tệp sẽ hiện ở đây khi làm xong.", count=made.total))
    return redirect(url_for("exports.exports"), 303)


def _chosen() -> tuple[ExportKind, ExportFormat]:
    """Raises Invalid for a form that no page of ours has."""
    try:
        return ExportKind(request.form.get("kind", "")), ExportFormat(request.form.get("form", ""))
    except ValueError as error:
        raise Invalid("form", NO_SUCH_KIND) from error
