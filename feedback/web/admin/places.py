"""The gazetteer: search it, add other names, streets and landmarks, switch off, take in a list."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from feedback.actions.change_places import (
    KINDS,
    OWN,
    PlaceChange,
    import_places,
    plan_places,
    save_place,
)
from feedback.errors import FeedbackError
from feedback.models import Landmark, Street
from feedback.queries import gazetteer_list
from feedback.terms import Role
from feedback.web.admin.listing import page_number, pages, query
from feedback.web.admin.settings_form import Answer, Chosen, answered, drawn
from feedback.web.doors import actor, staff_only
from feedback.web.form_errors import put_on
from feedback.web.request_session import reading, writing

SHOWN = 12  # lines of a list named one by one before it is taken in


class OtherNamesForm(FlaskForm):
    aliases = StringField(
        lazy_gettext("Tên gọi khác"), description=lazy_gettext("Cách nhau bằng dấu chấm phẩy, ví dụ: Ba Láng; Bà Láng")
    )


class PlaceForm(OtherNamesForm):
    name = StringField(lazy_gettext("Tên"))
    wards = StringField(
        lazy_gettext("Phường, xã"),
        description=lazy_gettext("Tên hoặc mã; đường qua nhiều nơi thì cách nhau bằng dấu chấm phẩy"),
    )
    is_active = BooleanField(lazy_gettext("Đang dùng để đọc phản ánh"), default=True)


class NewPlaceForm(PlaceForm):
    what = Chosen(lazy_gettext("Loại"))


class ListForm(FlaskForm):
    listed = TextAreaField(
        lazy_gettext("Danh sách CSV"),
        [InputRequired(lazy_gettext("Hãy dán danh sách."))],
        description="what,name,aliases,wards,active",
    )
    is_sure = BooleanField(lazy_gettext("Đã xem trước, ghi vào địa danh"))


ORDER = ("name", "aliases", "wards", "is_active")


@staff_only(Role.ADMIN)
def places() -> str:
    what = request.args.get("what", "")
    found = gazetteer_list.places(reading(), query(), what, page_number())
    return render_template(
        "admin/list.html",
        title=_("Địa danh"),
        note=_("tên cũ, tên mới, đường và địa điểm mà hệ thống đọc được trong phản ánh"),
        action=url_for("admin.places"),
        query=query(),
        hint=_("Tên, tên gọi khác, phường, mã"),
        filters=[
            {"name": "what", "label": _("Loại"), "options": [("", _("Mọi loại")), *_kinds().items()], "value": what}
        ],
        add=(_("Thêm đường, địa điểm"), url_for("admin.new_place")),
        more=(_("Nhập danh sách"), url_for("admin.import_list"), "upload"),
        columns=[
            (_("Tên"), "name"), (_("Loại"), "words"), (_("Tên gọi khác"), "words"), (_("Nay thuộc"), "words"),
            (_("Tình trạng"), "words"),
        ],
        rows=[_row(row) for row in found.rows],
        pages=pages(found, "admin.places", what=what),
    )  # fmt: skip


@staff_only(Role.ADMIN)
def place(what: str, code: str) -> Answer:
    held = reading().get(KINDS[what], code) if what in KINDS else None
    if held is None:
        abort(404)
    if not isinstance(held, Street | Landmark):
        form: OtherNamesForm = OtherNamesForm(obj=held)
        return _edited(form, what, code, held.name, ("aliases",))
    wards = held.ward_codes if isinstance(held, Street) else held.ward_code or ""
    return _edited(PlaceForm(obj=held, data={"wards": wards}), what, code, held.name, ORDER)


@staff_only(Role.ADMIN)
def new_place() -> Answer:
    form = NewPlaceForm()
    form.what.choices = [SelectChoice(what, _kinds()[what]) for what in OWN]
    return _edited(form, "", None, _("Thêm đường, địa điểm"), ("what", *ORDER))


@staff_only(Role.ADMIN)
def import_list() -> Answer:
    form = ListForm()
    note = _("Đường và địa điểm; dòng đầu là tên cột. Lần đầu chỉ xem trước, chưa ghi gì.")
    if not form.validate_on_submit():
        return _import_page(form, note), 422 if form.is_submitted() else 200
    listed = form.listed.data or ""
    try:
        if not form.is_sure.data:
            return _import_page(form, _told(plan_places(reading(), listed)))
        with writing() as session:
            done = import_places(session, actor(), listed)
    except FeedbackError as error:
        status = put_on(form, error)
        return _import_page(form, note), status
    flash(_told(done))
    return redirect(url_for("admin.places"))


def _edited(form: OtherNamesForm, what: str, code: str | None, title: str, order: tuple[str, ...]) -> Answer:
    def page() -> str:
        crumbs = [(_("Địa danh"), url_for("admin.places")), (code or _("Thêm"), None)]
        note = "" if "name" in order else _("Phường, xã do luật đặt: chỉ thêm được tên gọi khác.")
        return drawn(form, title=title, crumbs=crumbs, verb=_("Lưu địa danh"), note=note, order=order)

    def save(session: Session) -> None:
        own = isinstance(form, PlaceForm)
        save_place(
            session,
            actor(),
            form.what.data if isinstance(form, NewPlaceForm) else what,
            code,
            name=(form.name.data or "") if own else "",
            aliases=form.aliases.data or "",
            wards=(form.wards.data or "") if own else "",
            is_active=form.is_active.data if own else True,
        )

    return answered(form, page, save, _("Đã lưu địa danh."), url_for("admin.places"))


def _import_page(form: ListForm, note: str) -> str:
    crumbs = [(_("Địa danh"), url_for("admin.places")), (_("Nhập danh sách"), None)]
    return drawn(form, title=_("Nhập danh sách địa danh"), crumbs=crumbs, verb=_("Xem trước hoặc ghi"), note=note,
                 order=("listed", "is_sure"))  # fmt: skip


def _told(changes: list[PlaceChange]) -> str:
    """ "Thêm 2, sửa 1, giữ nguyên 5: Đường A; Chợ B …"."""
    counts = {verb: sum(change.verb == verb for change in changes) for verb in ("add", "change", "keep")}
    words = _("Thêm %(add)s, sửa %(change)s, giữ nguyên %(keep)s.", **counts)
    named = [change.name for change in changes if change.verb != "keep"]
    more = len(named) - SHOWN
    rest = ngettext("; và %(num)s dòng nữa", "; và %(num)s dòng nữa", more) if more > 0 else ""
    return f"{words} {'; '.join(named[:SHOWN])}{rest}".strip()


def _kinds() -> dict[str, str]:
    return {
        "ward": _("Phường, xã hiện nay"),
        "legacy": _("Đơn vị trước 1/7/2025"),
        "street": _("Đường"),
        "landmark": _("Địa điểm"),
    }


def _row(row: gazetteer_list.PlaceRow) -> list[dict[str, str | None]]:
    return [
        {"words": row.name, "url": url_for("admin.place", what=row.what, code=row.code)},
        {"words": _kinds()[row.what]},
        {"words": row.aliases.replace(";", "; ") or "–"},
        {"words": row.lies or "–"},
        {"words": _("Đang dùng") if row.is_active else _("Đã tắt")},
    ]
