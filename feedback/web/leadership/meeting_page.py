"""One meeting: when and where, who is invited and who came, its minutes, and what became of its conclusions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from feedback import clock
from feedback.actions.hold_meeting import conclude, invite, invite_owners, note_attendance, write_minutes
from feedback.actions.meetings import when
from feedback.errors import FeedbackError
from feedback.models import Conclusion, Invitee, Meeting
from feedback.queries.knowledge import knowledge
from feedback.queries.meetings import meeting_for
from feedback.queries.people import programme_people
from feedback.rules import say
from feedback.rules.programme import ENTERS, is_overdue, may_plan
from feedback.terms import Attendance
from feedback.web.admin.listing import today
from feedback.web.admin.settings_form import Answer, Chosen, Day
from feedback.web.doors import actor, staff_only
from feedback.web.form_errors import put_on
from feedback.web.hotline.choices import agency_choices
from feedback.web.languages import language
from feedback.web.leadership.meetings import standing
from feedback.web.leadership.plan_items import Versioned, status_words
from feedback.web.request_session import reading, writing


class InviteForm(FlaskForm):
    agency_code = Chosen(lazy_gettext("Đơn vị"), [Optional()])
    account_id = Chosen(lazy_gettext("Hoặc một người trong hệ thống"), [Optional()])
    name = StringField(lazy_gettext("Hoặc khách mời"), [Optional()])
    email = StringField(
        lazy_gettext("Thư điện tử"),
        [Optional()],
        description=lazy_gettext("Nhận thư mời kèm tệp lịch; khách mời phải có"),
    )


class ConclusionForm(Versioned):
    text = TextAreaField(lazy_gettext("Kết luận"))
    is_task = BooleanField(lazy_gettext("Giao thành nhiệm vụ của chương trình"))
    owner_code = Chosen(lazy_gettext("Đơn vị thực hiện"), [Optional()])
    due_on = Day(lazy_gettext("Hạn thực hiện"), [Optional()])


class MinutesForm(Versioned):
    minutes = TextAreaField(lazy_gettext("Biên bản"))


class AttendanceForm(Versioned):
    """The invited are drawn one by one: their fields are named after them."""


FORMS: dict[str, type[FlaskForm]] = {
    "invite": InviteForm,
    "owners": FlaskForm,
    "attendance": AttendanceForm,
    "minutes": MinutesForm,
    "conclude": ConclusionForm,
}


@staff_only(*ENTERS)
def meeting(meeting_id: int) -> Answer:
    """The page; each of its forms is posted here with ?form= naming it."""
    held = meeting_for(reading(), actor(), meeting_id)
    name = request.args.get("form", "") if request.method == "POST" else ""
    forms = {one: _form(one, held, is_sent=one == name) for one in FORMS}
    if name not in FORMS:
        return _page(held, forms)
    form = forms[name]
    if not form.validate():
        return _page(held, forms), 422
    try:
        with writing() as session:
            done = SAVE[name](session, meeting_for(session, actor(), meeting_id), form)
    except FeedbackError as error:
        status = put_on(form, error)
        return _page(meeting_for(reading(), actor(), meeting_id), forms), status
    flash(done)
    return redirect(url_for("leadership.meeting", meeting_id=meeting_id, _anchor=f"phan-{name}"))


def _invite(session: Session, held: Meeting, form: Any) -> str:
    invite(
        session,
        actor(),
        held,
        agency_code=form.agency_code.data or "",
        account_id=int(form.account_id.data) if form.account_id.data else None,
        name=form.name.data or "",
        email=form.email.data or "",
    )
    return _("Đã mời.")


def _owners(session: Session, held: Meeting, form: Any) -> str:
    return _("Đã mời %(count)s đơn vị.", count=invite_owners(session, actor(), held))


def _attendance(session: Session, held: Meeting, form: Any) -> str:
    said = {one.id: request.form.get(f"invitee-{one.id}", "") for one in held.invitees}
    came = {key: Attendance(word) if word in set(Attendance) else None for key, word in said.items()}
    note_attendance(session, actor(), held, form.seen, came)
    return _("Đã ghi điểm danh.")


def _minutes(session: Session, held: Meeting, form: Any) -> str:
    write_minutes(session, actor(), held, form.seen, form.minutes.data or "")
    return _("Đã lưu biên bản.")


def _conclude(session: Session, held: Meeting, form: Any) -> str:
    conclude(
        session,
        actor(),
        held,
        form.seen,
        form.text.data or "",
        is_task=bool(form.is_task.data),
        owner_code=form.owner_code.data or "",
        due_on=form.due_on.data,
    )
    return _("Đã ghi kết luận.")


SAVE: dict[str, Callable[[Session, Meeting, Any], str]] = {
    "invite": _invite,
    "owners": _owners,
    "attendance": _attendance,
    "minutes": _minutes,
    "conclude": _conclude,
}


def _form(name: str, held: Meeting, *, is_sent: bool) -> FlaskForm:
    data: dict[str, Any] = {"version": str(held.version), "minutes": held.minutes}
    form = FORMS[name](request.form if is_sent else None, data=data)
    if isinstance(form, InviteForm):
        form.agency_code.choices = agency_choices(knowledge(reading()), _("Chọn đơn vị"))
        form.account_id.choices = [
            SelectChoice("", _("Chọn người")),
            *(
                SelectChoice(str(one.id), f"{one.full_name}, {one.agency.short_name}")
                for one in (programme_people(reading()) if may_plan(actor(), held.plan.secretary_id) else ())
            ),
        ]
    if isinstance(form, ConclusionForm):
        form.owner_code.choices = agency_choices(knowledge(reading()), _("Chọn đơn vị"))
    return form


def _page(held: Meeting, forms: dict[str, FlaskForm]) -> str:
    now = clock.now()
    return render_template(
        "leadership/meeting.html",
        meeting=held,
        standing=standing(held, now),
        when=when(held),
        forms=forms,
        may_plan=may_plan(actor(), held.plan.secretary_id) and held.cancelled_at is None,
        choices=[("", _("chưa điểm danh")), *((one.value, one.label(language())) for one in Attendance)],
        invitees=[_invitee(one) for one in held.invitees],
        counts=[
            (one.label(language()), sum(invitee.attendance is one for invitee in held.invitees)) for one in Attendance
        ],
        conclusions=[_conclusion(one) for one in held.conclusions],
    )


def _invitee(one: Invitee) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "email": one.email,
        "attendance": one.attendance.value if one.attendance else "",
        "words": one.attendance.label(language()) if one.attendance else _("chưa điểm danh"),
    }


def _conclusion(one: Conclusion) -> dict[str, Any]:
    item = one.item
    if item is None:
        return {"number": one.number, "text": one.text, "url": "", "facts": []}
    late = is_overdue(item.status, item.due_on, today()) and item.removed_at is None
    facts = [_("Nhiệm vụ %(number)s", number=item.number), item.owner, status_words(item.status, item.is_target)]
    due = say.numeric_date(item.due_on) if item.due_on else "–"
    facts.append(_("quá hạn, hạn là %(day)s", day=due) if late else _("hạn %(day)s", day=due))
    return {
        "number": one.number,
        "text": one.text,
        "url": url_for("leadership.item", item_id=item.id),
        "facts": facts,
        "is_late": late,
    }
