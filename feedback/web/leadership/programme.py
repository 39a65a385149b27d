"""The programme sheet: how many targets are met and tasks done, item by item, and loading a newer sheet."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import Optional

from feedback import clock
from feedback.actions import load_programme as loading
from feedback.actions.programme_papers import PAPERS, TYPES
from feedback.errors import FeedbackError, Missing
from feedback.models import Plan
from feedback.queries.programme import KINDS, NO_PLAN, Items, items, plans, programme_summary, report
from feedback.rules.text import fold
from feedback.terms import ProgrammeStatus, Role
from feedback.web.doors import actor, staff_only
from feedback.web.form_errors import put_on
from feedback.web.languages import language
from feedback.web.leadership import board
from feedback.web.request_session import reading, writing

View = dict[str, Any]
LOADERS = (Role.CITY_LEADER, Role.ADMIN)
VIEWERS = (Role.CITY_LEADER, Role.AUDITOR, Role.ADMIN, Role.DISPATCHER, Role.AGENCY_LEADER)


class SheetForm(FlaskForm):
    file = FileField(lazy_gettext("Bảng tính .xlsx hoặc .ods"), [FileRequired(lazy_gettext("Hãy chọn một tệp."))])
    code = StringField(lazy_gettext("Mã chương trình"), [Optional()])


@staff_only(*VIEWERS)
def programme() -> str:
    return _page(SheetForm())


@staff_only(*LOADERS)
def load_programme() -> Response | tuple[str, int]:
    form = SheetForm()
    if not form.validate_on_submit():
        return _page(form), 422
    code = (form.code.data or "").strip() or _code_of(form.file.data.filename or "")
    try:
        with writing() as session:
            counts = loading.load_programme(session, actor(), code, form.file.data.read())
    except FeedbackError as error:
        status = put_on(form, error)
        return _page(form), status
    flash(_("Đã nạp %(targets)s chỉ tiêu và %(tasks)s nhiệm vụ.", targets=counts["targets"], tasks=counts["tasks"]))
    return redirect(url_for("leadership.programme", plan=code))


@staff_only(*VIEWERS)
def paper(plan: str, kind: str) -> Response:
    """The plan as a spreadsheet that can be loaded again, or its report as DOCX or PDF."""
    if kind not in PAPERS:
        raise Missing(NO_PLAN)
    content = PAPERS[kind](report(reading(), plan, clock.now()))
    response = Response(content, content_type=TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{plan}.{kind}"'
    return response


def _page(form: SheetForm) -> str:
    session = reading()
    known = plans(session)
    wanted = request.args.get("plan", "")
    plan = next((one for one in known if one.code == wanted), None) if wanted else next(iter(known), None)
    if wanted and plan is None:
        raise Missing(NO_PLAN)
    return render_template(
        "leadership/programme.html",
        form=form,
        may_load=actor().role in LOADERS,
        plans=[(one.code, f"{one.name} ({one.period})") for one in known],
        plan=plan,
        **(_sheet(session, plan) if plan else {}),
    )


def _sheet(session: Session, plan: Plan) -> View:
    kind, status = request.args.get("kind", ""), request.args.get("status", "")
    found = items(session, plan.code, kind, status, request.args.get("page", 1, type=int))
    summary = programme_summary(session, plan.code)
    return {
        "summary": summary,
        "targets_pct": board.percent(summary["targets_pct"]),
        "done_pct": board.percent(summary["done_pct"]),
        "tabs": _tabs(plan, summary, kind if kind in KINDS else "", status),
        "rows": [_row(item) for item in found.rows],
        "pages": _pages(plan, found, kind, status),
    }


def _tabs(plan: Plan, summary: View, kind: str, status: str) -> list[View]:
    tabs = (
        ("", "", _("Tất cả"), summary["targets"] + summary["tasks"]),
        ("targets", "", _("Chỉ tiêu"), summary["targets"]),
        ("tasks", "", _("Nhiệm vụ"), summary["tasks"]),
        ("tasks", "done", _("Nhiệm vụ đã xong"), summary["done"]),
        ("tasks", "in_progress", _("Đang thực hiện"), summary["in_progress"]),
        ("tasks", "not_started", _("Chưa thực hiện"), summary["not_started"]),
    )
    return [
        {
            "words": words,
            "count": count,
            "url": _address(plan, a_kind, a_status),
            "is_current": (a_kind, a_status) == (kind, status),
        }
        for a_kind, a_status, words, count in tabs
    ]


def _row(item: Any) -> list[View]:
    return [
        {"words": item.name},
        {"words": _("Chỉ tiêu") if item.is_target else _("Nhiệm vụ")},
        {"words": item.owner or "–"},
        {"words": _status(item.status, item.is_target)},
        {"words": board.percent(item.progress_pct), "share": item.progress_pct},
        {"words": f"{item.due_on.day}/{item.due_on.month}/{item.due_on.year}" if item.due_on else "–"},
    ]


def _status(status: ProgrammeStatus, is_target: bool) -> str:
    if is_target:
        return _("Đạt") if status is ProgrammeStatus.DONE else _("Chưa đạt")
    return status.label(language())


def _pages(plan: Plan, found: Items, kind: str, status: str) -> View:
    def at(page: int) -> str | None:
        return _address(plan, kind, status, page) if 1 <= page <= found.pages else None

    words = _("%(total)s dòng, trang %(page)s trong %(pages)s", total=found.total, page=found.page, pages=found.pages)
    return {"words": words, "previous": at(found.page - 1), "next": at(found.page + 1)}


def _address(plan: Plan, kind: str, status: str, page: int | None = None) -> str:
    return url_for("leadership.programme", plan=plan.code, kind=kind or None, status=status or None, page=page)


def _code_of(file_name: str) -> str:
    """A code from the name of the file: "Bảng 2022 H1.xlsx" as "bang-2022-h1"."""
    stem = fold(file_name.rpartition(".")[0] or file_name)
    return "-".join("".join(c if c.isalnum() or c == "_" else " " for c in stem).split())[:40]
