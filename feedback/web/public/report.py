"""The first page and the report form."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from limits import parse
from werkzeug.wrappers import Response

from feedback.actions import attach
from feedback.actions.receive_report import BAD_KEY, Receipt, receive_report
from feedback.errors import N_, FeedbackError, Invalid
from feedback.queries.lookup_fields import public_lists
from feedback.rules.lifecycle import CITIZEN
from feedback.web.chosen_files import chosen_files
from feedback.web.doors import open_to_all
from feedback.web.form_errors import put_on
from feedback.web.kept_files import blobs
from feedback.web.public import report_form
from feedback.web.public.frame import blueprint
from feedback.web.public.lookup import CodeForm
from feedback.web.public.receipt import keep_receipt
from feedback.web.public.report_form import ReportForm, TooQuick
from feedback.web.request_session import reading, writing
from feedback.web.throttle import SUBMISSIONS_PER_ADDRESS, address, count, refuse_if_spent

HASTY_PER_ADDRESS = parse("5/10 minutes")  # a kept draft may be sent at once; a stream of them is a machine
ONCE_MORE = N_("Chúng tôi chưa chắc đây là người gửi. Phần bạn viết vẫn còn: chờ ít giây rồi bấm gửi lần nữa.")
CHOOSE_AGAIN = N_("Trang không giữ được ảnh khi có chỗ cần sửa. Hãy chọn lại ảnh.")


@blueprint.get("/")
@open_to_all
def home() -> str:
    return render_template("public/home.html", form=CodeForm())


@blueprint.get("/report")
@open_to_all
def report() -> str:
    return _page(ReportForm())


@blueprint.post("/report")
@open_to_all
def send_report() -> Response | tuple[str, int]:
    form = ReportForm()
    if not form.validate():
        return _again(form, 422)
    try:
        if not form.has_key:
            raise Invalid("key", BAD_KEY)
        _refuse_machines(form)
        receipt, lost = _receive(form)
    except FeedbackError as error:
        return _again(form, put_on(form, error, report_form.NAMES))
    if not receipt.is_repeat:
        count((SUBMISSIONS_PER_ADDRESS, address()))
    keep_receipt(receipt.report.id, lost)
    return redirect(url_for("public.receipt"), 303)


def _refuse_machines(form: ReportForm) -> None:
    """Raises TooMany or TooQuick: never silently, because a person may look like a machine."""
    refuse_if_spent((SUBMISSIONS_PER_ADDRESS, address()))
    if form.is_by_machine:
        raise TooQuick(ONCE_MORE)
    if form.is_hasty:
        refuse_if_spent((HASTY_PER_ADDRESS, address()))
        count((HASTY_PER_ADDRESS, address()))


def _receive(form: ReportForm) -> tuple[Receipt, int]:
    """Pictures are drawn and kept before the transaction: it must be short, and a report never waits for a disk."""
    kept, lost = attach.store(blobs(), attach.read_pictures(chosen_files(form.pictures)))
    try:
        with writing() as session:
            form.expect_listed(public_lists(session))
            receipt = receive_report(session, CITIZEN, form.report(), form.key.data or "")
            if not receipt.is_repeat:
                attach.attach(session, receipt.report.case, kept, report=receipt.report)
    except BaseException:
        attach.discard(blobs(), kept)
        raise
    if receipt.is_repeat:
        attach.discard(blobs(), kept)
    return receipt, lost


def _again(form: ReportForm, status: int) -> tuple[str, int]:
    """The page with everything that was typed. A browser never sends chosen files back, so the page says so."""
    if chosen_files(form.pictures) and not form.pictures.errors:
        put_on(form, Invalid("pictures", CHOOSE_AGAIN))
    return _page(form), status


def _page(form: ReportForm) -> str:
    form.offer(public_lists(reading()))
    return render_template("public/report.html", form=form, place_source=url_for("public.places"))
