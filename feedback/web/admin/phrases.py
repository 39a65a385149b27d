"""Phrases that say nothing: the list, and what switching one on or off would do to answers that wait."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import BooleanField, StringField

from feedback.actions.change_phrase import PURPOSE, add_phrase, change_phrase
from feedback.models import Keyword
from feedback.queries import admin_lists
from feedback.queries.code_lists import phrase_effect, phrases_listed
from feedback.rules.text import fold
from feedback.terms import Role
from feedback.web.admin.listing import page_number, pages, query
from feedback.web.admin.settings_form import Answer, answered, drawn
from feedback.web.doors import actor, staff_only
from feedback.web.request_session import reading


class PhraseForm(FlaskForm):
    phrase = StringField(lazy_gettext("Lời rỗng"), description=lazy_gettext("Ví dụ: đã tiếp thu, ghi nhận"))
    is_active = BooleanField(lazy_gettext("Đang dùng"), default=True)


@staff_only(Role.ADMIN)
def phrases() -> str:
    wanted = fold(query())
    rows = [row for row in phrases_listed(reading()) if wanted in fold(row.phrase)]
    shown = admin_lists.page_of(rows, page_number())
    return render_template(
        "admin/list.html",
        title=_("Lời rỗng"),
        note=_("câu trả lời chỉ có những lời này thì không trình được"),
        action=url_for("admin.phrases"),
        query=query(),
        hint=_("Lời rỗng"),
        add=(_("Thêm lời rỗng"), url_for("admin.new_phrase")),
        columns=[(_("Lời rỗng"), "name"), (_("Đang dùng"), "words")],
        rows=[
            [
                {"words": row.phrase, "url": url_for("admin.phrase", phrase_id=row.id)},
                {"words": _("có") if row.is_active else _("không")},
            ]
            for row in shown.rows
        ],
        pages=pages(shown, "admin.phrases"),
    )


@staff_only(Role.ADMIN)
def new_phrase() -> Answer:
    form = PhraseForm()
    del form.is_active
    return _answered(form, _("Thêm lời rỗng"), lambda session: add_phrase(session, actor(), form.phrase.data or ""))


@staff_only(Role.ADMIN)
def phrase(phrase_id: int) -> Answer:
    held = reading().get(Keyword, phrase_id)
    if held is None or held.purpose != PURPOSE:
        abort(404)
    form = PhraseForm(obj=held)
    return _answered(
        form,
        held.phrase,
        lambda session: change_phrase(
            session, actor(), session.get_one(Keyword, phrase_id), form.phrase.data or "",
            is_active=bool(form.is_active.data),
        ),
    )  # fmt: skip


def _answered(form: PhraseForm, title: str, save: Callable[[Session], object]) -> Answer:
    crumbs = [(_("Lời rỗng"), url_for("admin.phrases")), (title, None)]

    def page() -> str:
        effect = _effect(form.phrase.data or "") if form.phrase.data else ""
        return drawn(
            form, title=title, crumbs=crumbs, verb=_("Lưu lời rỗng"), preview=_("Xem ảnh hưởng"), effect=effect,
            note=_("Máy bỏ hết lời rỗng rồi mới đếm chữ: còn dưới 6 tiếng thì câu trả lời chưa nói gì."),
        )  # fmt: skip

    if "preview" in request.form and form.validate():
        return page()
    return answered(form, page, save, _("Đã lưu lời rỗng."), url_for("admin.phrases"))


def _effect(typed: str) -> str:
    found = phrase_effect(reading(), typed)
    return _(
        "Có trong %(answers)s câu trả lời đang chờ duyệt và %(texts)s văn mẫu kết quả.",
        answers=found.answers,
        texts=found.texts,
    )
