"""Agencies: their names, how long they are in force, and who takes over."""

from __future__ import annotations

from flask import abort, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Optional

from feedback.actions.change_agency import change_agency
from feedback.models import Agency
from feedback.queries import admin_lists
from feedback.terms import Role
from feedback.web.admin.listing import page_number, pages, query, validity
from feedback.web.admin.settings_form import Answer, Chosen, Day, answered, drawn
from feedback.web.doors import actor, staff_only
from feedback.web.languages import language
from feedback.web.request_session import reading


class AgencyForm(FlaskForm):
    name = StringField(lazy_gettext("Tên đầy đủ"))
    short_name = StringField(lazy_gettext("Tên gọn"), [Optional()], description=lazy_gettext("Hiện trong danh sách"))
    valid_from = Day(lazy_gettext("Hoạt động từ ngày"), [DataRequired(lazy_gettext("Hãy chọn ngày bắt đầu."))])
    valid_to = Day(lazy_gettext("Đến hết ngày"), [Optional()])
    successor_code = Chosen(
        lazy_gettext("Cơ quan kế thừa"),
        [Optional()],
        description=lazy_gettext("Nhận tiếp công việc khi cơ quan này kết thúc"),
    )


@staff_only(Role.ADMIN)
def agencies() -> str:
    session = reading()
    known, found = admin_lists.names(session), admin_lists.agencies(session, query(), page_number())
    return render_template(
        "admin/list.html",
        title=_("Cơ quan"),
        action=url_for("admin.agencies"),
        query=query(),
        hint=_("Tên cơ quan, loại, mã"),
        columns=[(_("Cơ quan"), "name"), (_("Loại"), "words"), (_("Hoạt động"), "words"), (_("Kế thừa"), "words")],
        rows=[_row(row, known) for row in found.rows],
        pages=pages(found, "admin.agencies"),
    )


@staff_only(Role.ADMIN)
def agency(code: str) -> Answer:
    session = reading()
    held = session.get(Agency, code)
    if held is None:
        abort(404)
    form = AgencyForm(obj=held)
    others = [SelectChoice(other, name) for other, name in admin_lists.names(session).agencies.items() if other != code]
    form.successor_code.choices = [SelectChoice("", _("Không có")), *others]
    title, basis = held.short_name, held.legal_basis

    def page() -> str:
        crumbs = [(_("Cơ quan"), url_for("admin.agencies")), (code, None)]
        return drawn(
            form,
            title=title,
            crumbs=crumbs,
            verb=_("Lưu cơ quan"),
            note=basis,
            side="admin/agency_side.html",
            code=code,
        )

    def save(session: Session) -> None:
        change_agency(
            session,
            actor(),
            session.get_one(Agency, code),
            name=form.name.data or "",
            short_name=form.short_name.data or "",
            valid_from=form.valid_from.data,
            valid_to=form.valid_to.data,
            successor_code=form.successor_code.data or None,
        )

    return answered(form, page, save, _("Đã lưu cơ quan."), url_for("admin.agencies"))


def _row(row: Agency, known: admin_lists.Names) -> list[dict[str, str | None]]:
    return [
        {"words": row.name, "url": url_for("admin.agency", code=row.code)},
        {"words": row.kind.label(language())},
        {"words": validity(row.valid_from, row.valid_to)},
        {"words": known.agency(row.successor_code) or "–"},
    ]
