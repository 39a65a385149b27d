"""The weekly sample of answers, one at a time: what was reported, what was answered, what the reviewer says of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import RadioField, TextAreaField

from feedback import clock
from feedback.actions.review_answers import review_answer
from feedback.errors import N_, FeedbackError, Invalid
from feedback.queries.reviews import REVIEWERS, OfAgency, Waiting, by_agency, next_waiting, progress, waiting
from feedback.rules import say
from feedback.terms import Verdict
from feedback.web.doors import actor, staff_only
from feedback.web.file_views import file_views
from feedback.web.form_errors import put_on
from feedback.web.hotline.desk import blueprint
from feedback.web.hotline.rows import case_url
from feedback.web.languages import language
from feedback.web.request_session import reading, writing

LOOKED_BACK = timedelta(days=365)
SAY_WHICH = N_("Hãy chọn một nhận xét.")


class ReviewForm(FlaskForm):
    verdict = RadioField(lazy_gettext("Câu trả lời này"), validate_choice=False)
    reason = TextAreaField(
        lazy_gettext("Vì sao"),
        description=lazy_gettext("Cần ghi khi là hình thức hoặc chưa giải quyết, một câu là đủ."),
    )


@blueprint.get("/reviews")
@staff_only(*REVIEWERS)
def reviews() -> str:
    return _page(next_waiting(reading(), actor(), request.args.get("after", 0, int)), _form())


@blueprint.post("/reviews/<int:review_id>")
@staff_only(*REVIEWERS)
def review(review_id: int) -> Response | tuple[str, int]:
    form = _form()
    shown = waiting(reading(), actor(), review_id)
    if shown is None:
        abort(404)
    if form.verdict.data not in set(Verdict):
        status = put_on(form, Invalid("verdict", SAY_WHICH))
        return _page(shown, form), status
    try:
        with writing() as session:
            review_answer(session, actor(), review_id, Verdict(form.verdict.data), form.reason.data or "")
    except FeedbackError as error:
        status = put_on(form, error)
        return _page(shown, form), status
    flash(_("Đã ghi nhận xét cho %(number)s.", number=shown.case.number), "done")
    return redirect(url_for("hotline.reviews", after=review_id))


def _form() -> ReviewForm:
    form = ReviewForm()
    form.verdict.choices = [(one.value, one.label(language())) for one in Verdict]
    return form


def _page(shown: Waiting | None, form: ReviewForm) -> str:
    return render_template(
        "hotline/reviews.html",
        shown=shown,
        view=_view(shown) if shown else None,
        form=form,
        progress=progress(reading()),
        agencies=_agencies(),
    )


def _view(shown: Waiting) -> dict[str, Any]:
    facts = [
        (_("Đơn vị trả lời"), shown.agency),
        (_("Lĩnh vực"), shown.case.field.label(language()) if shown.case.field else ""),
        (_("Phường, xã"), shown.case.ward.name if shown.case.ward else ""),
        (_("Vì sao không có ảnh"), shown.result.no_picture_reason),
        (_("Mở lại"), _("%(count)s lần", count=shown.case.reopen_count) if shown.case.reopen_count else ""),
        (_("Câu rỗng"), _("Máy thấy có câu rỗng và ít nội dung khác") if shown.result.is_hollow else ""),
    ]
    return {
        "url": case_url(shown.case.number),
        "facts": [(name, words) for name, words in facts if words],
        "sent_files": file_views(shown.sent_files),
        "result_files": file_views(shown.result_files),
    }


def _agencies() -> list[list[dict[str, Any]]]:
    """Rows of the table: shares of what was looked at; how often such cases were reopened stands beside."""
    since = clock.now() - LOOKED_BACK
    return [
        [
            {"words": one.name},
            {"words": str(one.read)},
            *({"words": _share(one, part)} for part in (one.formal, one.unsolved, one.reopened)),
        ]
        for one in by_agency(reading(), since)
    ]


def _share(one: OfAgency, part: int) -> str:
    """How many, and per cent where there are enough to compare."""
    if one.is_small:
        return _("%(part)s (ít mẫu)", part=part)
    return f"{part} ({say.percent(100 * part / one.read, 1, language())})"
