"""The page of a contractor: one case's work, opened by a signed link, meant for a phone on the spot."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as Redirect
from wtforms import MultipleFileField, TextAreaField

from feedback.actions.contractor import finish_work, link_of, start_work
from feedback.errors import N_, FeedbackError, Missing
from feedback.models import ContractorLink
from feedback.queries.contractors import job, picture_of_link
from feedback.web.doors import open_to_all
from feedback.web.downloads import kept_file
from feedback.web.form_errors import put_on
from feedback.web.kept_files import kept_evidence
from feedback.web.public.frame import blueprint
from feedback.web.request_session import reading, writing
from feedback.web.throttle import WRONG_CODES_IN_ALL, WRONG_CODES_PER_ADDRESS, address, count, refuse_if_spent

NO_TASK = N_("Đường dẫn này không còn dùng được. Hãy hỏi lại cơ quan đã giao việc.")


class DoneForm(FlaskForm):
    text = TextAreaField(lazy("Đã làm gì"), description=lazy("Làm gì, ở đâu, xong lúc nào; còn gì chưa xong."))
    pictures = MultipleFileField(lazy("Ảnh sau khi làm"), description=lazy("Tối đa 5 ảnh, mỗi ảnh dưới 10 MB"))


@blueprint.get("/tasks/<token>")
@open_to_all
def task(token: str) -> Response:
    return _page(token, _link(token), DoneForm(formdata=None))


@blueprint.post("/tasks/<token>/start")
@open_to_all
def start_task(token: str) -> Redirect:
    _link(token)
    with writing() as session:
        start_work(session, _live(link_of(session, token)))
    flash(_("Đã báo bắt đầu làm."))
    return redirect(url_for("public.task", token=token), 303)


@blueprint.post("/tasks/<token>/done")
@open_to_all
def finish_task(token: str) -> Response | Redirect:
    _link(token)
    form = DoneForm()
    try:
        with kept_evidence(form.pictures) as kept, writing() as session:
            finish_work(session, _live(link_of(session, token)), form.text.data or "", kept)
    except Missing:
        raise
    except FeedbackError as error:
        status = put_on(form, error)
        response = _page(token, _link(token), form)
        response.status_code = status
        return response
    flash(_("Đã gửi. Cơ quan giao việc xem ngay được."))
    return redirect(url_for("public.task", token=token), 303)


@blueprint.get("/tasks/<token>/files/<name>")
@open_to_all
def task_picture(token: str, name: str) -> Response:
    return kept_file(picture_of_link(reading(), _link(token), name), NO_TASK)


def _link(token: str) -> ContractorLink:
    """The live link. Whatever is wrong gives one answer, and wrong tokens are counted. Raises Missing, TooMany."""
    limits = ((WRONG_CODES_PER_ADDRESS, f"task:{address()}"), (WRONG_CODES_IN_ALL, "tasks"))
    refuse_if_spent(*limits)
    link = link_of(reading(), token)
    if link is None:
        count(*limits)
    return _live(link)


def _live(link: ContractorLink | None) -> ContractorLink:
    if link is None:
        raise Missing(NO_TASK)
    return link


def _page(token: str, link: ContractorLink, form: DoneForm) -> Response:
    found = job(reading(), link)
    files = [
        {
            "url": url_for("public.task_picture", token=token, name=one.stored_as),
            "words": _("Ảnh %(number)s", number=number),
            "is_picture": one.media_type.startswith("image/"),
        }
        for number, one in enumerate(found.pictures, 1)
    ]
    page = render_template("public/task.html", job=found, files=files, token=token, form=form)
    response = make_response(page)
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
