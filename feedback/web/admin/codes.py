"""Codes of results and reasons: every list of the city on one page, each code with what a change of it would touch."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from feedback.actions.change_reason import CodeWords, add_reason, change_reason
from feedback.models import Reason
from feedback.models.field import REASON_PURPOSES
from feedback.queries import admin_lists
from feedback.queries.code_lists import open_cases_with, reasons_listed, text_modules_with
from feedback.rules.text import fold
from feedback.terms import Role
from feedback.web.admin.listing import page_number, pages, query
from feedback.web.admin.settings_form import Answer, Chosen, Whole, answered, drawn
from feedback.web.doors import actor, staff_only
from feedback.web.languages import language
from feedback.web.request_session import reading

WITH_WORDS = ("refusal", "question")  # a citizen reads words with these codes


class CodeForm(FlaskForm):
    purpose = Chosen(lazy_gettext("Dùng khi"))
    name_vi = StringField(lazy_gettext("Tên"))
    name_en = StringField(lazy_gettext("Tên tiếng Anh"), render_kw={"data-optional": "y"})
    text_vi = TextAreaField(lazy_gettext("Lời người dân đọc kèm"), render_kw={"data-optional": "y"})
    text_en = TextAreaField(lazy_gettext("Lời đó bằng tiếng Anh"), render_kw={"data-optional": "y"})
    position = Whole(
        lazy_gettext("Thứ tự"),
        [InputRequired(lazy_gettext("Hãy ghi thứ tự."))],
        default=1,
        description=lazy_gettext("Số nhỏ đứng trước"),
    )
    needs_picture = BooleanField(lazy_gettext("Việc ở hiện trường thì cần ảnh chụp sau khi làm"))
    is_active = BooleanField(lazy_gettext("Đang dùng"), default=True)

    @property
    def words(self) -> CodeWords:
        return CodeWords(
            name_vi=self.name_vi.data or "",
            name_en=self.name_en.data or "",
            text_vi=self.text_vi.data or "",
            text_en=self.text_en.data or "",
            position=self.position.data,
            needs_picture=bool(self.needs_picture.data),
            is_active=bool(self.is_active.data),
        )


def purpose_words() -> dict[str, str]:
    return {
        "result": _("Trình kết quả"),
        "return": _("Trả lại"),
        "refusal": _("Từ chối tiếp nhận"),
        "question": _("Hỏi người dân"),
        "extension": _("Xin gia hạn"),
        "withhold": _("Không công khai"),
    }


@staff_only(Role.ADMIN)
def codes() -> str:
    names, wanted = purpose_words(), fold(query())
    chosen = request.args.get("purpose", "")
    chosen = chosen if chosen in REASON_PURPOSES else ""
    rows = [row for row in reasons_listed(reading(), chosen) if wanted in fold(f"{row.name_vi} {row.name_en}")]
    shown = admin_lists.page_of(rows, page_number())
    return render_template(
        "admin/list.html",
        title=_("Mã kết quả, lý do"),
        note=_("mã đã dùng không xóa, chỉ thôi dùng"),
        action=url_for("admin.codes"),
        query=query(),
        hint=_("Tên mã"),
        add=(_("Thêm mã"), url_for("admin.new_code", purpose=chosen or None)),
        filters=[
            {
                "name": "purpose",
                "label": _("Dùng khi"),
                "options": [("", _("Mọi lúc")), *names.items()],
                "value": chosen,
            }
        ],
        columns=[
            (_("Tên"), "name"), (_("Dùng khi"), "words"), (_("Thứ tự"), "number"), (_("Cần ảnh"), "words"),
            (_("Đang dùng"), "words"),
        ],
        rows=[_row(row, names) for row in shown.rows],
        pages=pages(shown, "admin.codes", purpose=chosen),
    )  # fmt: skip


@staff_only(Role.ADMIN)
def new_code() -> Answer:
    form = CodeForm(data={"purpose": request.args.get("purpose", ""), "is_active": True, "position": 1})
    form.purpose.choices = [SelectChoice(code, words) for code, words in purpose_words().items()]
    chosen = request.args.get("purpose", "")
    back = url_for("admin.codes", purpose=chosen if chosen in REASON_PURPOSES else None)

    def page() -> str:
        return drawn(
            form, title=_("Thêm mã"), crumbs=[(_("Mã kết quả, lý do"), back), (_("mới"), None)], verb=_("Thêm")
        )

    def save(session: Session) -> None:
        add_reason(session, actor(), form.purpose.data, form.words)

    return answered(form, page, save, _("Đã thêm mã."), back)


@staff_only(Role.ADMIN)
def code(purpose: str, code: str) -> Answer:
    held = reading().get(Reason, (purpose, code))
    if held is None:
        abort(404)
    form = CodeForm(obj=held)
    del form.purpose
    if purpose not in WITH_WORDS:
        del form.text_vi, form.text_en
    if purpose != "result":
        del form.needs_picture
    title, note = held.label(language()), _effect(purpose, code, is_active=held.is_active)

    def page() -> str:
        crumbs = [(_("Mã kết quả, lý do"), back), (purpose_words().get(purpose, purpose), None)]
        return drawn(form, title=title, crumbs=crumbs, verb=_("Lưu mã"), note=note)

    def save(session: Session) -> None:
        change_reason(session, actor(), session.get_one(Reason, (purpose, code)), _words(form, held))

    back = url_for("admin.codes", purpose=purpose)
    return answered(form, page, save, _("Đã lưu mã."), back)


def _words(form: CodeForm, held: Reason) -> CodeWords:
    """What was typed; what this purpose does not have stays as it is."""

    def of(name: str) -> Any:
        return form[name].data if name in form else getattr(held, name)

    return CodeWords(
        name_vi=of("name_vi") or "",
        name_en=of("name_en") or "",
        text_vi=of("text_vi") or "",
        text_en=of("text_en") or "",
        position=of("position"),
        needs_picture=bool(of("needs_picture")),
        is_active=bool(of("is_active")),
    )


def _effect(purpose: str, code: str, *, is_active: bool) -> str:
    """What a change touches, told before it is saved."""
    using = open_cases_with(reading(), purpose, code)
    texts = text_modules_with(reading(), purpose, code)
    parts = [ngettext("%(num)s vụ đang dùng mã này.", "%(num)s vụ đang dùng mã này.", using)]
    if texts:
        parts.append(ngettext("%(num)s văn mẫu đi kèm.", "%(num)s văn mẫu đi kèm.", texts))
    if is_active:
        parts.append(_("Đổi tên thì tên mới hiện ở đó. Thôi dùng thì không ai chọn được nữa, vụ đã dùng giữ nguyên."))
    else:
        parts.append(_("Mã này đang tắt: không ai chọn được."))
    return " ".join(parts)


def _row(row: Reason, names: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {"words": row.label(language()), "url": url_for("admin.code", purpose=row.purpose, code=row.code)},
        {"words": names.get(row.purpose, row.purpose)},
        {"words": str(row.position)},
        {"words": _("có") if row.needs_picture else ""},
        {"words": _("có") if row.is_active else _("không")},
    ]
