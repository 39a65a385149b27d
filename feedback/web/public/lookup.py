"""Opening a report with its code. The code comes in the body of a form, never in an address."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_babel import lazy_gettext as lazy
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField

from feedback.actions import tracking
from feedback.errors import N_, FeedbackError, Invalid
from feedback.queries.cases import NO_SUCH_REPORT, report_by_code_hash
from feedback.rules import lookup_code
from feedback.web.context import city_words
from feedback.web.doors import open_to_all
from feedback.web.form_errors import put_on
from feedback.web.public.frame import blueprint
from feedback.web.public.opened import open_report
from feedback.web.request_session import reading
from feedback.web.throttle import WRONG_CODES_IN_ALL, WRONG_CODES_PER_ADDRESS, address, count, refuse_if_spent

TYPED_MAX = 100
NO_CODE = "0" * 13  # no report has it; a miss costs the same work as a hit
NUMBER_ONLY = N_(
    "Đây là số phản ánh, ai cũng có thể biết, nên chưa mở được. Hãy nhập mã tra cứu 13 chữ số, hoặc gọi %(hotline)s."
)


class CodeForm(FlaskForm):
    code = StringField(lazy("Mã tra cứu"))


@blueprint.get("/lookup")
@open_to_all
def lookup() -> str:
    return render_template("public/lookup.html", form=CodeForm())


@blueprint.post("/lookup")
@open_to_all
def open_by_code() -> Response | tuple[str, int]:
    form = CodeForm()
    try:
        open_report(_report_of((form.code.data or "")[:TYPED_MAX]))
    except FeedbackError as error:
        status = put_on(form, error)
        return render_template("public/lookup.html", form=form), status
    return redirect(url_for("public.status"), 303)


def _report_of(typed: str) -> int:
    """The report that this code opens. Raises Invalid with one text for everything wrong, or TooMany."""
    limits = ((WRONG_CODES_PER_ADDRESS, address()), (WRONG_CODES_IN_ALL, "codes"))
    refuse_if_spent(*limits)
    code = lookup_code.normalise(typed)
    if code is None and _is_number(typed):
        raise Invalid("code", NUMBER_ONLY, hotline=city_words().hotline_number)
    found = report_by_code_hash(reading(), tracking.hash_of(reading(), code or NO_CODE))
    if code is None or found is None:
        count(*limits)
        raise Invalid("code", NO_SUCH_REPORT)
    return found.id


def _is_number(typed: str) -> bool:
    """Whether this is a report number. As many digits as a code has are a code with a typing mistake."""
    number = lookup_code.normalise_number(typed)
    return number is not None and len(number.replace("-", "")) < len(NO_CODE)
