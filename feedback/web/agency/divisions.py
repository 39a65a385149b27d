"""The parts of an agency (phòng, đội): its leader looks after them, administrators after those of all agencies."""

from __future__ import annotations

from flask import abort, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField

from feedback.actions.change_division import add_division, change_division
from feedback.models import Agency
from feedback.queries.divisions import DivisionRow, division_for, of_agency
from feedback.queries.wanted import Wanted
from feedback.terms import Role
from feedback.web.admin.settings_form import Answer, answered, drawn
from feedback.web.agency.filter_words import address
from feedback.web.doors import actor, staff_only
from feedback.web.request_session import reading

RULERS = (Role.AGENCY_LEADER, Role.ADMIN)


class DivisionForm(FlaskForm):
    name = StringField(lazy_gettext("Tên phòng, đội"), description=lazy_gettext("Ví dụ: Phòng Quản lý hạ tầng, Đội 2"))
    is_active = BooleanField(lazy_gettext("Đang hoạt động"))


@staff_only(*RULERS)
def divisions(code: str) -> str:
    agency = _agency(code)
    return render_template(
        "agency/table.html",
        title=_("Phòng, đội"),
        note=agency.short_name,
        crumbs=_home(agency) if actor().role is Role.ADMIN else None,
        add=(_("Thêm phòng, đội"), url_for("agency.new_division", code=code)),
        columns=[
            (_("Phòng, đội"), "name"), (_("Phụ trách"), "words"), (_("Số người"), "number"),
            (_("Việc đang mở"), "number"), (_("Tình trạng"), "words"),
        ],
        rows=[_row(row, code) for row in of_agency(reading(), code)],
        nothing=(
            _("Chưa chia phòng, đội"),
            _("Cán bộ cùng thấy mọi việc của đơn vị. Chia phòng, đội thì mỗi nơi chỉ thấy việc được giao."),
        ),
    )  # fmt: skip


@staff_only(*RULERS)
def new_division(code: str) -> Answer:
    agency, form = _agency(code), DivisionForm()
    del form.is_active
    title = _("Thêm phòng, đội")
    crumbs = [*_home(agency)[:-1], (_("Phòng, đội"), _list(code)), (title, None)]
    return answered(
        form,
        lambda: drawn(form, title=title, crumbs=crumbs, verb=title, cancel=_list(code)),
        lambda session: add_division(session, actor(), code, form.name.data or ""),
        _("Đã thêm phòng, đội. Xếp người vào ở trang “Người của đơn vị”."),
        _list(code),
    )


@staff_only(*RULERS)
def division(code: str, division_id: int) -> Answer:
    agency, held = _agency(code), division_for(reading(), actor(), division_id)
    if held.agency_code != code:
        abort(404)
    form, title = DivisionForm(obj=held), held.name
    crumbs = [*_home(agency)[:-1], (_("Phòng, đội"), _list(code)), (title, None)]
    return answered(
        form,
        lambda: drawn(form, title=title, crumbs=crumbs, verb=_("Lưu phòng, đội"), cancel=_list(code)),
        lambda session: change_division(
            session,
            actor(),
            division_for(session, actor(), division_id),
            name=form.name.data or "",
            is_active=bool(form.is_active.data),
        ),
        _("Đã lưu phòng, đội."),
        _list(code),
    )


def _agency(code: str) -> Agency:
    """404 for every agency but one's own, unless one looks after all."""
    held = reading().get(Agency, code)
    if held is None or (actor().role is not Role.ADMIN and code not in actor().agencies):
        abort(404)
    return held


def _home(agency: Agency) -> list[tuple[str, str | None]]:
    """The way here: for administrators from the agency's own page."""
    if actor().role is not Role.ADMIN:
        return [(_("Phòng, đội"), None)]
    return [
        (_("Cơ quan"), url_for("admin.agencies")),
        (agency.short_name, url_for("admin.agency", code=agency.code)),
        (_("Phòng, đội"), None),
    ]


def _list(code: str) -> str:
    return url_for("agency.divisions", code=code)


def _row(row: DivisionRow, code: str) -> list[dict[str, str]]:
    is_ours = code in actor().agencies
    opened = address(Wanted(division=str(row.id))) if row.open and is_ours else ""
    return [
        {"words": row.name, "url": url_for("agency.division", code=code, division_id=row.id)},
        {"words": row.heads or "–"},
        {"words": str(row.people)},
        {"words": str(row.open), "url": opened},
        {"words": _("Đang hoạt động") if row.is_active else _("Đã đóng")},
    ]
