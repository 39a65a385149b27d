"""The page of one report, and what its sender may do there: answer, rate, ask for more work."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import MultipleFileField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice

from feedback import clock
from feedback.actions import attach
from feedback.actions.ask_citizen import receive_answer
from feedback.actions.rate import rate as rate_answer
from feedback.actions.reopen import reopen as reopen_case
from feedback.errors import N_, FeedbackError, Missing
from feedback.models import Report
from feedback.queries.case_links import linked_reports
from feedback.queries.case_of_report import answering_case
from feedback.queries.public_status import PublicStatus, public_status
from feedback.rules.lifecycle import CITIZEN, Act
from feedback.web.chosen_files import chosen_files
from feedback.web.context import city_words
from feedback.web.doors import open_to_all
from feedback.web.form_errors import put_on
from feedback.web.kept_files import blobs
from feedback.web.languages import language
from feedback.web.public.frame import blueprint
from feedback.web.public.opened import open_report, opened_report
from feedback.web.public.status_words import rating_label, status_view
from feedback.web.request_session import reading, writing
from feedback.web.throttle import RATINGS_PER_ADDRESS, address, count, refuse_if_spent

GONE = N_("Không còn phản ánh này.")


class AnswerForm(FlaskForm):
    text = TextAreaField(lazy("Trả lời của bạn"))
    pictures = MultipleFileField(lazy("Ảnh"))


class RatingForm(FlaskForm):
    rating = RadioField(lazy("Bạn hài lòng không?"), validate_choice=False)
    comment = TextAreaField(lazy("Bạn muốn nói thêm điều gì?"))


class ReopenForm(FlaskForm):
    reason = TextAreaField(lazy("Còn điều gì chưa xong?"))


@blueprint.get("/status")
@open_to_all
def status() -> Response | str:
    opened = opened_report()
    return _ask_again() if opened is None else _page(opened)


@blueprint.post("/status/answer")
@open_to_all
def answer() -> Response | tuple[str, int]:
    form = AnswerForm(prefix="answer")

    def work(opened: int) -> None:
        pictures = attach.read_pictures(chosen_files(form.pictures))
        kept, lost = attach.store(blobs(), pictures)
        try:
            with writing() as session:
                report = session.get_one(Report, opened)
                receive_answer(session, CITIZEN, answering_case(report), form.text.data or "")
                attach.attach(session, report.case, kept, report=report)
        except BaseException:
            attach.discard(blobs(), kept)
            raise
        if lost:
            flash(_("Máy chủ chưa giữ được %(count)s ảnh của bạn; câu trả lời vẫn đã nhận.", count=lost), "error")

    return _done(form, "answer_form", work, {"answer": "text"}, _("Đã gửi trả lời của bạn."))


@blueprint.post("/status/rate")
@open_to_all
def rate() -> Response | tuple[str, int]:
    form = _rating_form()

    def work(opened: int) -> None:
        refuse_if_spent((RATINGS_PER_ADDRESS, address()))
        score = form.rating.data or ""
        with writing() as session:
            report = session.get_one(Report, opened)
            rate_answer(session, CITIZEN, report, int(score) if score.isdecimal() else 0, form.comment.data or "")
        count((RATINGS_PER_ADDRESS, address()))

    return _done(form, "rating_form", work, {}, _("Cảm ơn bạn đã đánh giá."))


@blueprint.post("/status/reopen")
@open_to_all
def reopen() -> Response | tuple[str, int]:
    form = ReopenForm(prefix="reopen")

    def work(opened: int) -> None:
        with writing() as session:
            report = session.get_one(Report, opened)
            reopen_case(session, CITIZEN, answering_case(report), form.reason.data or "")

    return _done(form, "reopen_form", work, {"why": "reason"}, _("Đã nhờ xử lý lại. Cái hẹn mới ở bên dưới."))


@blueprint.post("/status/linked")
@open_to_all
def open_linked() -> Response:
    """Go on to another matter of the same report: one code opens both."""
    opened, wanted = opened_report(), request.form.get("report", "")
    if opened is None:
        return _ask_again()
    report = reading().get(Report, opened)
    linked = linked_reports(reading(), report) if report is not None else []
    found = next((one.report_id for one in linked if str(one.report_id) == wanted), None)
    if found is None:
        raise Missing(GONE)
    open_report(found)
    return redirect(url_for("public.status"), 303)


def _done(
    form: FlaskForm, name: str, work: Callable[[int], None], fields: dict[str, str], told: str
) -> Response | tuple[str, int]:
    """Do the work for the opened report and go back to its page; a refusal keeps what was typed."""
    opened = opened_report()
    if opened is None:
        return _ask_again()
    try:
        work(opened)
    except FeedbackError as error:
        code = put_on(form, error, fields)
        return _page(opened, **{name: form}), code
    flash(told)
    return redirect(url_for("public.status"), 303)


def _ask_again() -> Response:
    flash(_("Hãy nhập mã tra cứu để mở phản ánh. Trang tự đóng sau 30 phút không dùng."))
    return redirect(url_for("public.lookup"), 303)


def _page(opened: int, **kept: FlaskForm) -> str:
    """The page with the forms that can be used now, and with those that came back with a sentence."""
    city = city_words()
    found = public_status(reading(), opened, language(), clock.now())
    if found is None:
        raise Missing(GONE)
    open_report(opened)
    return render_template("public/status.html", report=status_view(found, city), **(_forms(found) | kept))


def _forms(found: PublicStatus) -> dict[str, FlaskForm | None]:
    return {
        "answer_form": AnswerForm(formdata=None, prefix="answer") if Act.RECEIVE_ANSWER in found.may else None,
        "rating_form": _rating_form(is_new=True) if Act.RATE in found.may else None,
        "reopen_form": ReopenForm(formdata=None, prefix="reopen") if Act.REOPEN in found.may else None,
    }


def _rating_form(*, is_new: bool = False) -> RatingForm:
    form = RatingForm(formdata=None, prefix="rate") if is_new else RatingForm(prefix="rate")
    city = city_words()
    form.rating.choices = [SelectChoice(str(score), rating_label(city, score)) for score, _vi, _en in city.rating_words]
    return form
