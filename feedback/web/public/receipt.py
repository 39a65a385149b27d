"""The receipt: number and code, shown once, never in an address."""

from __future__ import annotations

from types import SimpleNamespace

from flask import flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback import clock
from feedback.actions import tracking
from feedback.models import Report
from feedback.queries.public_status import public_status
from feedback.terms import Level
from feedback.web.doors import open_to_all
from feedback.web.languages import language
from feedback.web.public.frame import blueprint
from feedback.web.public.opened import open_report, opened_report
from feedback.web.public.promise import promise_view
from feedback.web.request_session import reading

KEY = "receipt"


def keep_receipt(report_id: int, pictures_lost: int) -> None:
    """The next page of this browser is the receipt. The cookie names the report, never the code."""
    session[KEY] = [report_id, pictures_lost]
    open_report(report_id)


@blueprint.get("/receipt")
@open_to_all
def receipt() -> Response | str:
    report_id, lost = session.pop(KEY, (None, 0))
    found = reading().get(Report, report_id) if report_id is not None else None
    if found is None:
        return _not_again()
    status = public_status(reading(), found.id, language(), clock.now())
    view = SimpleNamespace(
        number=found.number,
        code=tracking.spoken_code(reading(), found),
        told=_told(found),
        advice=_advice(found, lost),
        promise=promise_view(status.promise) if status else None,
    )
    return render_template("public/receipt.html", receipt=view)


def _not_again() -> Response:
    """The code stands on the screen once. Whoever comes back has the report itself, for half an hour."""
    flash(_("Mã tra cứu chỉ hiện một lần. Nếu chưa kịp chép, hãy gọi tổng đài để được cấp mã mới."))
    return redirect(url_for("public.status" if opened_report() is not None else "public.lookup"), 303)


def _told(report: Report) -> str:
    if report.submitter_phone:
        return _("Chúng tôi cũng nhắn mã vào số điện thoại bạn để lại.")
    if report.submitter_email:
        return _("Chúng tôi cũng gửi mã vào thư bạn để lại.")
    return _("Bạn không để lại số hay thư nên chúng tôi không nhắn được: hãy giữ mã để tự xem.")


def _advice(report: Report, lost: int) -> str:
    told = []
    if lost:
        told.append(_("Máy chủ chưa giữ được %(count)s ảnh của bạn; lời phản ánh vẫn đã nhận.", count=lost))
    if report.case.level is Level.URGENT:
        told.append(_("Đang có người bị thương, cháy hoặc tội phạm thì gọi 113, 114, 115 ngay, đừng chờ chúng tôi."))
    return " ".join(told)
