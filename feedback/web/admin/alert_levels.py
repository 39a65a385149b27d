"""The levels of urgent alerts: after how many minutes, who is told, how."""

from __future__ import annotations

from flask import abort, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import BooleanField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from feedback.actions.change_alert_level import change_alert_level
from feedback.actions.effects import climbing
from feedback.models import AlertLevel
from feedback.queries import admin_lists
from feedback.queries.alerts import all_levels
from feedback.rules.alerts import TELLS, WAYS
from feedback.rules.text import fold
from feedback.terms import Role
from feedback.web.admin.listing import pages, query
from feedback.web.admin.settings_form import Answer, Chosen, Whole, answered, drawn
from feedback.web.doors import actor, staff_only
from feedback.web.languages import language
from feedback.web.request_session import reading

PEOPLE = {
    "staff": lazy_gettext("Cán bộ của đơn vị"),
    "deputy": lazy_gettext("Cấp phó"),
    "leader": lazy_gettext("Lãnh đạo đơn vị"),
}
HOW = {
    "board": lazy_gettext("Hiện trên màn hình"),
    "sms": lazy_gettext("Tin nhắn"),
    "call": lazy_gettext("Tổng đài gọi điện"),
}


class LevelForm(FlaskForm):
    after_minutes = Whole(
        lazy_gettext("Sau mấy phút"), [InputRequired(lazy_gettext("Ghi số phút từ 0 đến 240."))],
        description=lazy_gettext("Kể từ lúc việc khẩn đến đơn vị mà chưa ai nhận"),
    )  # fmt: skip
    tells = Chosen(lazy_gettext("Báo cho"))
    board = BooleanField(HOW["board"])
    sms = BooleanField(HOW["sms"])
    call = BooleanField(HOW["call"])
    is_active = BooleanField(lazy_gettext("Dùng nấc này"))


@staff_only(Role.ADMIN)
def alert_levels() -> str:
    wanted = fold(query())
    rows = [_row(level) for level in all_levels(reading()) if wanted in fold(f"{level.code} {level.label(language())}")]
    return render_template(
        "admin/list.html",
        title=_("Báo khẩn"),
        note=_("leo từng nấc đến khi có người bấm nhận"),
        action=url_for("admin.alert_levels"),
        query=query(),
        hint=_("Tên nấc"),
        columns=[
            (_("Nấc"), "name"), (_("Khi nào"), "words"), (_("Báo cho"), "words"), (_("Cách báo"), "words"),
            (_("Đang dùng"), "words"),
        ],
        rows=rows,
        pages=pages(admin_lists.Page(len(rows), 1, rows), "admin.alert_levels"),
    )  # fmt: skip


@staff_only(Role.ADMIN)
def alert_level(code: str) -> Answer:
    held = reading().get(AlertLevel, code)
    if held is None:
        abort(404)
    given = {"after_minutes": held.after_minutes, "tells": held.tells, "is_active": held.is_active}
    form = LevelForm(data={**given, **{way: way in held.ways for way in WAYS}})
    form.tells.choices = [SelectChoice(one, str(PEOPLE[one])) for one in TELLS]
    title = held.label(language())

    def page() -> str:
        crumbs = [(_("Báo khẩn"), url_for("admin.alert_levels")), (code, None)]
        note = _("Người không có số điện thoại chỉ thấy trên màn hình. Đơn vị chưa có cấp phó thì báo lãnh đạo.")
        return drawn(form, title=title, crumbs=crumbs, verb=_("Lưu nấc này"), note=note)

    def save(session: Session) -> None:
        change_alert_level(
            session,
            actor(),
            session.get_one(AlertLevel, code),
            after_minutes=form.after_minutes.data,
            tells=form.tells.data,
            ways=[way for way in WAYS if form[way].data],
            is_active=bool(form.is_active.data),
        )

    def effect(session: Session) -> list[str]:
        order = [row for row in all_levels(session) if row.is_active]
        return [
            *(f"{_when(row)}: {PEOPLE[row.tells]} ({_how(row)})" for row in order),
            _("%(count)s báo khẩn đang leo theo cách mới từ nấc kế tiếp.", count=climbing(session)),
        ]

    return answered(form, page, save, _("Đã lưu nấc báo khẩn."), url_for("admin.alert_levels"), effect)


def _when(level: AlertLevel) -> str:
    if level.after_minutes:
        return _("sau %(minutes)s phút", minutes=level.after_minutes)
    return _("ngay khi việc khẩn đến")


def _how(level: AlertLevel) -> str:
    return ", ".join(str(HOW[way]) for way in level.ways)


def _row(level: AlertLevel) -> list[dict[str, str | None]]:
    return [
        {"words": level.label(language()), "url": url_for("admin.alert_level", code=level.code)},
        {"words": _when(level)},
        {"words": str(PEOPLE[level.tells])},
        {"words": _how(level)},
        {"words": _("có") if level.is_active else _("không")},
    ]
