"""The responsibility matrix, line by line in the order in which it is asked."""

from __future__ import annotations

from flask import abort, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Optional

from feedback.actions.change_responsibility import WARD, change_responsibility
from feedback.models import Responsibility
from feedback.queries import admin_lists
from feedback.terms import Role
from feedback.web.admin.listing import page_number, pages, query, validity
from feedback.web.admin.settings_form import Answer, Chosen, Day, answered, drawn
from feedback.web.doors import actor, staff_only
from feedback.web.languages import language
from feedback.web.request_session import reading

KIND = "kind:"


class ResponsibilityForm(FlaskForm):
    agency = Chosen(lazy_gettext("Cơ quan chủ trì"))
    valid_from = Day(lazy_gettext("Áp dụng từ ngày"), [DataRequired(lazy_gettext("Hãy chọn ngày bắt đầu."))])
    valid_to = Day(lazy_gettext("Đến hết ngày"), [Optional()])
    legal_basis = StringField(lazy_gettext("Căn cứ"))


@staff_only(Role.ADMIN)
def responsibilities() -> str:
    session = reading()
    known = admin_lists.names(session)
    found = admin_lists.responsibilities(session, known, query(), page_number())
    return render_template(
        "admin/list.html",
        title=_("Phân công"),
        note=_("dòng đầu tiên khớp lĩnh vực, nơi và mức độ sẽ quyết định"),
        action=url_for("admin.responsibilities"),
        query=query(),
        hint=_("Lĩnh vực, cơ quan, căn cứ"),
        columns=[
            (_("Lĩnh vực"), "name"), (_("Thứ tự"), "number"), (_("Nơi"), "words"), (_("Cơ quan"), "words"),
            (_("Áp dụng"), "words"), (_("Căn cứ"), "words"),
        ],
        rows=[_row(row, known) for row in found.rows],
        pages=pages(found, "admin.responsibilities"),
    )  # fmt: skip


@staff_only(Role.ADMIN)
def responsibility(line_id: int) -> Answer:
    session = reading()
    held = session.get(Responsibility, line_id)
    if held is None:
        abort(404)
    known, form = admin_lists.names(session), ResponsibilityForm(obj=held)
    form.agency.choices = [
        SelectChoice(WARD, _ward_words()),
        *(SelectChoice(code, name) for code, name in known.agencies.items()),
    ]
    title = f"{known.field(held.field_code, language())}, {_place(held)}"

    def page() -> str:
        crumbs = [(_("Phân công"), url_for("admin.responsibilities")), (_("Dòng %(number)s", number=position), None)]
        note = _("Vụ việc đã chuyển vẫn ở nơi đang xử lý; dòng này áp dụng cho vụ việc mới.")
        return drawn(form, title=title, crumbs=crumbs, verb=_("Lưu phân công"), note=note)

    def save(session: Session) -> None:
        change_responsibility(
            session,
            actor(),
            session.get_one(Responsibility, line_id),
            agency=form.agency.data,
            valid_from=form.valid_from.data,
            valid_to=form.valid_to.data,
            legal_basis=form.legal_basis.data or "",
        )

    position = held.position
    return answered(form, page, save, _("Đã lưu phân công."), url_for("admin.responsibilities"))


def _row(row: Responsibility, known: admin_lists.Names) -> list[dict[str, object]]:
    name = known.field(row.field_code, language())
    return [
        {"words": name, "url": url_for("admin.responsibility", line_id=row.id)},
        {"words": row.position},
        {"words": _place(row)},
        {"words": _ward_words() if row.agency == WARD else known.agency(row.agency)},
        {"words": validity(row.valid_from, row.valid_to)},
        {"words": row.legal_basis},
    ]


def _place(row: Responsibility) -> str:
    where = _("mọi nơi") if not row.place else row.place.removeprefix(KIND)
    return f"{where}, {row.level.label(language()).lower()}" if row.level else where


def _ward_words() -> str:
    return _("UBND phường, xã nơi xảy ra")
