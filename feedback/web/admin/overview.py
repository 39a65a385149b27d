"""The administrators' first page: how much there is of everything, and whether the background work is well."""

from __future__ import annotations

from flask import render_template

from feedback import clock
from feedback.queries import admin_lists, background
from feedback.terms import Role
from feedback.web.admin.tasks import process_words
from feedback.web.doors import staff_only
from feedback.web.request_session import reading


@staff_only(Role.ADMIN)
def overview() -> str:
    session, now = reading(), clock.now()
    waiting = background.waiting(session, now)
    beats = background.beats(session, now)
    return render_template(
        "admin/overview.html",
        counts=admin_lists.counts(session),
        dead=background.count_dead(session),
        due=sum(one.due for one in waiting),
        oldest_at=min((one.oldest_at for one in waiting if one.oldest_at), default=None),
        beats=beats,
        silent=[process_words(beat.name) for beat in beats if beat.is_silent],
        process_words=process_words,
    )
