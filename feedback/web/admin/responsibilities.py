"""The responsibility matrix, line by line in the order in which it is asked; a changed line becomes a draft first."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext as _

from feedback.actions.draft_rule import draft_rule
from feedback.errors import FeedbackError
from feedback.models import Responsibility
from feedback.queries import admin_lists, matrix
from feedback.queries.knowledge import Knowledge, knowledge
from feedback.queries.matrix import Line
from feedback.terms import Role
from feedback.web.admin.listing import page_number, pages, query, today, validity
from feedback.web.admin.rule_form import FROM, WHEN, WHO, RuleForm, rule_form
from feedback.web.admin.rule_words import EMPTY, agency_words, when_words
from feedback.web.admin.settings_form import Answer
from feedback.web.doors import actor, staff_only
from feedback.web.form_errors import put_on
from feedback.web.languages import language
from feedback.web.request_session import reading, writing


@staff_only(Role.ADMIN)
def responsibilities() -> str:
    session = reading()
    known, city = admin_lists.names(session), knowledge(session)
    found = admin_lists.responsibilities(session, known, query(), page_number())
    return render_template(
        "admin/list.html",
        title=_("Phân công"),
        note=_("dòng đầu tiên khớp lĩnh vực, nơi và mức độ sẽ quyết định"),
        action=url_for("admin.responsibilities"),
        query=query(),
        hint=_("Lĩnh vực, cơ quan, căn cứ"),
        add=(_("Thêm dòng"), url_for("admin.new_responsibility")),
        more=(_("Bản nháp và phiên bản"), url_for("admin.rule_changes"), "history"),
        columns=[
            (_("Lĩnh vực"), "name"), (_("Thứ tự"), "number"), (_("Khi nào"), "words"), (_("Cơ quan"), "words"),
            (_("Áp dụng"), "words"), (_("Căn cứ"), "words"),
        ],
        rows=[_row(row, known, city) for row in found.rows],
        pages=pages(found, "admin.responsibilities"),
    )  # fmt: skip


@staff_only(Role.ADMIN)
def responsibility(line_id: int) -> Answer:
    held = reading().get(Responsibility, line_id)
    if held is None:
        abort(404)
    line = matrix.line_of(held)
    return _drafted(line_id, line, _("Sửa dòng %(number)s", number=held.position))


@staff_only(Role.ADMIN)
def new_responsibility() -> Answer:
    return _drafted(None, EMPTY | {"valid_from": today().isoformat(), "position": None}, _("Thêm dòng phân công"))


def _drafted(line_id: int | None, line: Line, title: str) -> Answer:
    """Draw the form; what was sent becomes a draft, which is tried before it holds."""
    session = reading()
    form = rule_form(line, admin_lists.names(session), knowledge(session))

    def page() -> str:
        return render_template("admin/rule_form.html", form=form, title=title, when=WHEN, who=WHO, dates=FROM)

    if request.method == "GET":
        return page()
    if not form.validate():
        return page(), 422
    return _kept(form, line_id, line, page)


def _kept(form: RuleForm, line_id: int | None, line: Line, page: Callable[[], str]) -> Answer:
    try:
        with writing() as session:
            draft_id = draft_rule(session, actor(), line_id, form.line(line), form.why.data or "").id
    except FeedbackError as error:
        status = put_on(form, error)
        return page(), status
    return redirect(url_for("admin.rule_draft", draft_id=draft_id))


def _row(row: Responsibility, known: admin_lists.Names, city: Knowledge) -> list[dict[str, object]]:
    return [
        {"words": known.field(row.field_code, language()), "url": url_for("admin.responsibility", line_id=row.id)},
        {"words": row.position},
        {"words": when_words(matrix.line_of(row), city)},
        {"words": agency_words(row.agency, known)},
        {"words": validity(row.valid_from, row.valid_to)},
        {"words": row.legal_basis},
    ]
