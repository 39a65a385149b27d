"""A programme as files: handing in a spreadsheet, seeing what it would change, loading it, and taking papers home."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import Optional

from feedback import clock
from feedback.actions.attach import NotStored
from feedback.actions.effects import trial
from feedback.actions.hand_in_sheet import hand_in_sheet, load_sheet
from feedback.actions.load_programme import Loading, bring
from feedback.actions.plan_sheet import read_sheet
from feedback.actions.programme_papers import PAPERS, TYPES
from feedback.errors import Invalid, Missing, NotYours
from feedback.models import PlanItem, PlanSheet
from feedback.queries.programme import NO_PLAN, plan_for, report
from feedback.rules.lifecycle import WRONG_ROLE
from feedback.rules.programme import ENTERS, SEE_ALL, may_plan
from feedback.rules.text import fold
from feedback.web.doors import actor, staff_only
from feedback.web.downloads import download, kept
from feedback.web.kept_files import NO_ROOM, blobs
from feedback.web.request_session import database, reading, writing

SHOWN = 20


class SheetForm(FlaskForm):
    file = FileField(lazy_gettext("Bảng tính .xlsx hoặc .ods"), [FileRequired(lazy_gettext("Hãy chọn một tệp."))])
    code = StringField(lazy_gettext("Mã chương trình"), [Optional()])


def hand_in(form: SheetForm, name: str, content: bytes) -> int:
    """Keep a sheet that can be read; its id. Raises Invalid naming a field of the form, NotYours."""
    code = (form.code.data or "").strip() or _code_of(name)
    try:
        stored_as = blobs().put(content)
    except NotStored as error:
        raise Invalid("file", NO_ROOM) from error
    try:
        with writing() as session:
            return hand_in_sheet(session, actor(), code, name, content, stored_as).id
    except BaseException:
        blobs().remove(stored_as)
        raise


@staff_only(*ENTERS)
def sheet(sheet_id: int) -> str:
    """What loading a sheet would do, found by doing it in a transaction that is thrown away."""
    held = _sheet(sheet_id)
    with trial(database()) as session:
        done = bring(session, actor(), held.plan_code, read_sheet(kept(held.stored_as, NO_PLAN)))
        effect = _effect(done)
    return render_template("leadership/sheet.html", sheet=held, **effect)


@staff_only(*ENTERS)
def load(sheet_id: int) -> Response:
    content = kept(_sheet(sheet_id).stored_as, NO_PLAN)
    with writing() as session:
        held = session.get_one(PlanSheet, sheet_id)
        counts, code = load_sheet(session, actor(), held, content), held.plan_code
    flash(_("Đã nạp %(targets)s chỉ tiêu và %(tasks)s nhiệm vụ.", targets=counts["targets"], tasks=counts["tasks"]))
    return redirect(url_for("leadership.programme", plan=code))


@staff_only(*ENTERS)
def paper(plan: str, kind: str) -> Response:
    """The plan as a spreadsheet that can be loaded again, or its report as DOCX or PDF; for who sees the whole plan."""
    held = plan_for(reading(), actor(), plan)
    if kind not in PAPERS:
        raise Missing(NO_PLAN)
    if actor().role not in SEE_ALL and not may_plan(actor(), held.secretary_id):
        raise NotYours(WRONG_ROLE)
    return download(PAPERS[kind](report(reading(), plan, clock.now())), TYPES[kind], f"{plan}.{kind}")


def _sheet(sheet_id: int) -> PlanSheet:
    """One's own sheet that still waits. Raises Missing."""
    found = reading().get(PlanSheet, sheet_id)
    if found is None or found.uploaded_by_id != actor().user_id or found.loaded_at is not None:
        raise Missing(NO_PLAN)
    return found


def _effect(done: Loading) -> dict[str, Any]:
    groups = ((_("Thêm"), done.added), (_("Đổi"), done.changed), (_("Đưa ra khỏi chương trình"), done.removed))
    return {
        "groups": [
            {"words": words, "count": len(items), "names": [_name(one) for one in items[:SHOWN]]}
            for words, items in groups
        ],
        "more_than": SHOWN,
        "unknown": done.unknown[:SHOWN],
    }


def _name(item: PlanItem) -> str:
    kind = _("Chỉ tiêu") if item.is_target else _("Nhiệm vụ")
    return f"{kind} {item.number}. {item.name}"


def _code_of(file_name: str) -> str:
    """A code from the name of the file: "Bảng 2022 H1.xlsx" as "bang-2022-h1"."""
    stem = fold(file_name.rpartition(".")[0] or file_name)
    return "-".join("".join(c if c.isalnum() or c == "_" else " " for c in stem).split())[:40]
