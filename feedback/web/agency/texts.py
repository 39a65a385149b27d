"""Ready texts: the list, and the form in which administrators and agencies' leaders write them."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from sqlalchemy import select
from sqlalchemy.orm import Session
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from feedback.actions.change_text_module import Words, add_text_module, change_text_module
from feedback.models import TextModule
from feedback.models.text_module import PURPOSES
from feedback.queries import admin_lists, choices
from feedback.queries.text_modules import editable, listed, sample_places
from feedback.rules.fill_in import KNOWN, fill, unfilled
from feedback.rules.text import fold
from feedback.terms import Role
from feedback.web.admin.listing import query
from feedback.web.admin.settings_form import Answer, Chosen, Whole, answered, drawn
from feedback.web.agency import lists
from feedback.web.doors import actor, staff_only
from feedback.web.languages import language
from feedback.web.request_session import reading

WRITERS = (Role.ADMIN, Role.AGENCY_LEADER)


class TextForm(FlaskForm):
    name = StringField(lazy_gettext("Tên"))
    use = Chosen(lazy_gettext("Dùng khi"))
    field_code = Chosen(lazy_gettext("Lĩnh vực"))
    text = TextAreaField(lazy_gettext("Lời văn"))
    position = Whole(
        lazy_gettext("Thứ tự"),
        [InputRequired(lazy_gettext("Hãy ghi thứ tự."))],
        default=1,
        description=lazy_gettext("Số nhỏ đứng trước"),
    )
    is_active = BooleanField(lazy_gettext("Đang dùng"), default=True)

    def offer(self, session: Session) -> None:
        """The lists to choose from."""
        self.use.choices = [choice for purpose in PURPOSES for choice in _uses(session, purpose)]
        self.field_code.choices = lists.fields(session)
        self.field_code.choices[0] = SelectChoice("", _("Mọi lĩnh vực"))

    @property
    def words(self) -> Words:
        purpose, _colon, reason_code = (self.use.data or "").partition(":")
        return Words(
            purpose=purpose,
            name=self.name.data or "",
            text=self.text.data or "",
            field_code=self.field_code.data or None,
            reason_code=reason_code,
            position=self.position.data,
            is_active=bool(self.is_active.data),
        )


@staff_only(*WRITERS)
def texts() -> str:
    """Everything this person's agency may use; what may be changed is a link."""
    asked = fold(query())
    known = admin_lists.names(reading())
    rows = [(one, may) for one, may in listed(reading(), actor()) if asked in fold(f"{one.name} {one.text}")]
    return render_template(
        "admin/list.html",
        title=_("Văn mẫu"),
        note=_("lời soạn sẵn cho kết quả, câu hỏi, trả lại, từ chối"),
        action=url_for("agency.texts"),
        query=query(),
        hint=_("Tên hoặc lời văn"),
        add=(_("Thêm văn mẫu"), url_for("agency.new_text")),
        columns=[
            (_("Tên"), "name"), (_("Dùng khi"), "words"), (_("Lĩnh vực"), "words"), (_("Của"), "words"),
            (_("Đang dùng"), "words"),
        ],
        rows=[_row(one, may, known) for one, may in rows],
        pages={"words": _("%(count)s văn mẫu", count=len(rows)), "previous": None, "next": None},
    )  # fmt: skip


@staff_only(*WRITERS)
def new_text() -> Answer:
    form = TextForm()
    form.offer(reading())
    return _answered(form, _("Thêm văn mẫu"), lambda session: add_text_module(session, actor(), form.words))


@staff_only(*WRITERS)
def text(code: str) -> Answer:
    held = reading().get(TextModule, code)
    if held is None or not _may(code):
        abort(404)
    form = TextForm(obj=held, data={"use": f"{held.purpose}:{held.reason_code}"})
    form.offer(reading())
    if not form.is_submitted():
        form.field_code.data = held.field_code or ""
    return _answered(
        form,
        held.name,
        lambda session: change_text_module(session, actor(), session.get_one(TextModule, code), form.words),
    )


def _answered(form: TextForm, title: str, save: Any) -> Answer:
    def page() -> str:
        places = ", ".join(f"%({name})s" for name in KNOWN)
        note = _(
            "Chỗ điền viết như %%(ngày hẹn)s; người gửi phải điền xong mới gửi được. Máy tự điền: %(places)s.",
            places=places,
        )
        crumbs = [(_("Văn mẫu"), url_for("agency.texts")), (title, None)]
        written = form.text.data or ""
        return drawn(
            form, title=title, crumbs=crumbs, verb=_("Lưu văn mẫu"), note=note, preview=_("Xem thử"),
            side="admin/text_sample.html", sample=_sample(written), places=_own_places(written),
        )  # fmt: skip

    if "preview" in request.form:
        form.validate()
        return page()
    return answered(form, page, save, _("Đã lưu văn mẫu."), url_for("agency.texts"))


def _sample(text: str) -> str:
    return fill(text, sample_places(reading())) if text else ""


def _own_places(text: str) -> list[str]:
    """What whoever sends it must fill in; the machine does not know it."""
    return [place for place in unfilled(text) if place not in KNOWN]


def _may(code: str) -> bool:
    return reading().scalar(select(TextModule.code).where(TextModule.code == code, editable(actor()))) is not None


def _uses(session: Session, purpose: str) -> list[SelectChoice]:
    group = _purpose(purpose)
    reasons = choices.reasons(session, purpose)
    return [
        SelectChoice(f"{purpose}:", group, optgroup=group),
        *(SelectChoice(f"{purpose}:{row.code}", row.label(language()), optgroup=group) for row in reasons),
    ]


def _purpose(purpose: str) -> str:
    words = {
        "result": _("Trình kết quả"),
        "question": _("Hỏi người dân"),
        "return": _("Trả lại"),
        "refusal": _("Từ chối tiếp nhận"),
    }
    return words[purpose]


def _row(one: TextModule, may: bool, known: admin_lists.Names) -> list[dict[str, Any]]:
    name: dict[str, Any] = {"words": one.name}
    if may:
        name["url"] = url_for("agency.text", code=one.code)
    return [
        name,
        {"words": _purpose(one.purpose)},
        {"words": known.field(one.field_code, language()) or _("Mọi lĩnh vực")},
        {"words": known.agency(one.agency_code) or _("Cả thành phố")},
        {"words": _("có") if one.is_active else _("không")},
    ]
