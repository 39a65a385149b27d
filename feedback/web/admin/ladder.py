"""The ladder of warnings: when each step comes, who is told, whether it is used."""

from __future__ import annotations

from collections.abc import Iterable

from flask import abort, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import BooleanField

from feedback.actions.change_ladder import RECIPIENTS, change_ladder
from feedback.actions.effects import running, step_lately
from feedback.models import LadderStep
from feedback.queries import admin_lists
from feedback.queries.ladder import all_steps
from feedback.rules.text import fold
from feedback.terms import Role
from feedback.web.admin.listing import pages, query
from feedback.web.admin.settings_form import Answer, answered, drawn
from feedback.web.doors import actor, staff_only
from feedback.web.languages import language
from feedback.web.request_session import reading

NAMES = {
    "owner": lazy_gettext("Người đang xử lý"),
    "head": lazy_gettext("Lãnh đạo đơn vị"),
    "centre": lazy_gettext("Tổng đài 1022"),
    "city": lazy_gettext("Lãnh đạo thành phố"),
}


class StepForm(FlaskForm):
    owner = BooleanField(NAMES["owner"])
    head = BooleanField(NAMES["head"])
    centre = BooleanField(NAMES["centre"])
    city = BooleanField(NAMES["city"])
    is_active = BooleanField(lazy_gettext("Dùng nấc này"))


@staff_only(Role.ADMIN)
def ladder() -> str:
    wanted = fold(query())
    rows = [_row(step) for step in all_steps(reading()) if wanted in fold(f"{step.code} {step.label(language())}")]
    return render_template(
        "admin/list.html",
        title=_("Bậc thang nhắc hạn"),
        note=_("mỗi nấc báo một lần; sau sự cố chỉ báo nấc cao nhất"),
        action=url_for("admin.ladder"),
        query=query(),
        hint=_("Tên nấc"),
        columns=[(_("Nấc"), "name"), (_("Khi nào"), "words"), (_("Báo cho"), "words"), (_("Đang dùng"), "words")],
        rows=rows,
        pages=pages(admin_lists.Page(len(rows), 1, rows), "admin.ladder"),
    )


@staff_only(Role.ADMIN)
def ladder_step(code: str) -> Answer:
    held = reading().get(LadderStep, code)
    if held is None:
        abort(404)
    form = StepForm(data={**{one: one in held.tells for one in RECIPIENTS}, "is_active": held.is_active})
    title = held.label(language())

    def page() -> str:
        crumbs = [(_("Bậc thang nhắc hạn"), url_for("admin.ladder")), (code, None)]
        return drawn(form, title=title, crumbs=crumbs, verb=_("Lưu nấc này"), note=_when(held))

    def save(session: Session) -> None:
        chosen = [one for one in RECIPIENTS if form[one].data]
        change_ladder(
            session, actor(), session.get_one(LadderStep, code), tells=chosen, is_active=bool(form.is_active.data)
        )

    def effect(session: Session) -> list[str]:
        step, ticking = session.get_one(LadderStep, code), running(session)
        if not step.is_active:
            now = _("Nấc này thôi nhắc.")
        else:
            now = _("Nấc này báo cho: %(people)s, thay vì: %(before)s.", people=_told(step.tells), before=before)
        return [
            now,
            _("30 ngày qua nấc này đến %(count)s lần.", count=step_lately(session, code)),
            _("%(count)s đồng hồ đang chạy theo cách mới từ lần nhắc kế tiếp; không hạn nào dời.", count=ticking),
        ]

    before = _told(held.tells) if held.is_active else _("không nhắc")
    return answered(form, page, save, _("Đã lưu bậc thang nhắc hạn."), url_for("admin.ladder"), effect)


def _told(tells: Iterable[str]) -> str:
    return ", ".join(str(NAMES[one]) for one in tells) or _("không báo ai, chỉ đổi màu trong danh sách")


def _row(step: LadderStep) -> list[dict[str, str | None]]:
    return [
        {"words": step.label(language()), "url": url_for("admin.ladder_step", code=step.code)},
        {"words": _when(step)},
        {"words": _told(step.tells)},
        {"words": _("có") if step.is_active else _("không")},
    ]


def _when(step: LadderStep) -> str:
    if step.days_after is not None:
        return _("sau hạn %(days)s ngày làm việc", days=step.days_after)
    return _("khi dùng hết %(share)s%% thời gian", share=step.share)
