"""After a call became a report: the number, the code to read once, and the sentence for the caller."""

from __future__ import annotations

from flask import render_template
from flask import session as cookie

from feedback.actions import tracking
from feedback.queries.calls import logged_report
from feedback.rules.lookup_code import spoken
from feedback.terms import Role
from feedback.web.doors import actor, staff_only
from feedback.web.hotline import rows
from feedback.web.hotline.call import SPOKEN
from feedback.web.hotline.desk import blueprint
from feedback.web.request_session import reading


@blueprint.get("/logged/<number>")
@staff_only(Role.OPERATOR, Role.DISPATCHER)
def logged(number: str) -> str:
    """For who logged the report, and for dispatchers. The code is read out now or never: it opens the report."""
    session = reading()
    report = logged_report(session, actor(), number)
    code = ""
    if cookie.get(SPOKEN) == number:
        cookie.pop(SPOKEN)
        code = spoken(tracking.code_of(session, report.submission))
    due_at = report.case.resolve_due_at
    return render_template(
        "hotline/logged.html",
        report=report,
        case=report.case,
        code=code,
        before=rows.before(due_at) if due_at else "",
        case_url=rows.case_url(number),
    )
