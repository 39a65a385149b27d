"""Answered cases that a dispatcher still has to check, publish and close."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask_babel import gettext as _

from feedback import clock
from feedback.queries.answers import PAGE_SIZE, Answers
from feedback.queries.answers import answers as answered_cases
from feedback.terms import Role
from feedback.web.doors import actor, staff_only
from feedback.web.hotline import rows
from feedback.web.hotline.desk import blueprint
from feedback.web.request_session import reading


@blueprint.get("/answers")
@staff_only(Role.DISPATCHER)
def answers() -> str:
    asked = request.args.get("which", Answers.OPEN.value)
    which = Answers(asked) if asked in set(Answers) else Answers.OPEN
    page = answered_cases(reading(), actor(), which, clock.now(), request.args.get("after", ""), PAGE_SIZE)
    on = url_for("hotline.answers", which=which.value, after=page.next_key) if page.next_key else None
    back = url_for("hotline.answers", which=which.value) if request.args.get("after") else None
    words = {Answers.OPEN: _("Chờ kiểm tra và đóng"), Answers.UNPUBLISHED: _("Đã đóng, chưa công khai")}
    queues = [
        {"words": words[one], "url": url_for("hotline.answers", which=one.value), "is_current": one is which}
        for one in Answers
    ]
    found = [rows.answer_view(row) for row in page.rows]
    return render_template("hotline/answers.html", rows=found, queues=queues, next_url=on, first_url=back)
