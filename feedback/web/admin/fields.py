"""Fields: what they are called, their hints, their place in lists."""

from __future__ import annotations

from flask import abort, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import StringField
from wtforms.validators import InputRequired, Optional

from feedback.actions.change_field import change_field
from feedback.models import Field
from feedback.queries import admin_lists
from feedback.terms import Role
from feedback.web.admin.listing import page_number, pages, query
from feedback.web.admin.settings_form import Answer, Whole, answered, drawn
from feedback.web.doors import actor, staff_only
from feedback.web.request_session import reading


class FieldForm(FlaskForm):
    name_vi = StringField(lazy_gettext("Tên tiếng Việt"))
    name_en = StringField(lazy_gettext("Tên tiếng Anh"))
    hint_vi = StringField(
        lazy_gettext("Gợi ý tiếng Việt"),
        [Optional()],
        description=lazy_gettext("Những chuyện thuộc lĩnh vực này"),
    )
    hint_en = StringField(lazy_gettext("Gợi ý tiếng Anh"), [Optional()])
    position = Whole(
        lazy_gettext("Thứ tự"),
        [InputRequired(lazy_gettext("Hãy ghi thứ tự."))],
        description=lazy_gettext("Số nhỏ đứng trước"),
    )


@staff_only(Role.ADMIN)
def fields() -> str:
    found = admin_lists.fields(reading(), query(), page_number())
    return render_template(
        "admin/list.html",
        title=_("Lĩnh vực"),
        action=url_for("admin.fields"),
        query=query(),
        hint=_("Tên lĩnh vực, gợi ý, mã"),
        columns=[(_("Lĩnh vực"), "name"), (_("Tiếng Anh"), "words"), (_("Gợi ý"), "words"), (_("Thứ tự"), "number")],
        rows=[_row(row) for row in found.rows],
        pages=pages(found, "admin.fields"),
    )


@staff_only(Role.ADMIN)
def field(code: str) -> Answer:
    held = reading().get(Field, code)
    if held is None:
        abort(404)
    form, title = FieldForm(obj=held), held.name_vi

    def page() -> str:
        crumbs = [(_("Lĩnh vực"), url_for("admin.fields")), (code, None)]
        return drawn(form, title=title, crumbs=crumbs, verb=_("Lưu lĩnh vực"), note=_("Mã không đổi được."))

    def save(session: Session) -> None:
        change_field(
            session,
            actor(),
            session.get_one(Field, code),
            name_vi=form.name_vi.data or "",
            name_en=form.name_en.data or "",
            hint_vi=form.hint_vi.data or "",
            hint_en=form.hint_en.data or "",
            position=form.position.data,
        )

    return answered(form, page, save, _("Đã lưu lĩnh vực."), url_for("admin.fields"))


def _row(row: Field) -> list[dict[str, object]]:
    name = row.name_vi if row.parent_code is None else f"– {row.name_vi}"
    return [
        {"words": name, "url": url_for("admin.field", code=row.code)},
        {"words": row.name_en},
        {"words": row.hint_vi or "–"},
        {"words": row.position},
    ]
