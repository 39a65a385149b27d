"""Meetings of the steering committee: their list, calling one, changing it, its calendar file."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Optional

from feedback import clock
from feedback.actions.meetings import Said, call_meeting, cancel_meeting, change_meeting, when
from feedback.clock import HO_CHI_MINH
from feedback.errors import N_, Invalid, NotYours
from feedback.models import Meeting
from feedback.queries.meetings import calendar_event, is_past, meeting_for, meetings
from feedback.queries.programme import plan_for, plans
from feedback.rules.calendar_event import PUBLISH, calendar_file
from feedback.rules.lifecycle import WRONG_ROLE
from feedback.rules.programme import ENTERS, may_plan
from feedback.rules.text import fold
from feedback.web.admin.listing import query
from feedback.web.admin.settings_form import Answer, Chosen, Day, answered, drawn
from feedback.web.doors import actor, staff_only
from feedback.web.downloads import download
from feedback.web.leadership.plan_items import Versioned, drawn_fields
from feedback.web.request_session import reading

BAD_TIME = N_("Hãy viết giờ như 14:00.")


class MeetingForm(Versioned):
    plan_code = Chosen(lazy_gettext("Chương trình"))
    title = StringField(lazy_gettext("Tên cuộc họp"))
    on = Day(lazy_gettext("Ngày họp"), [DataRequired(lazy_gettext("Hãy chọn ngày họp."))])
    starts_at = StringField(lazy_gettext("Bắt đầu"), description=lazy_gettext("Ví dụ: 14:00"))
    ends_at = StringField(lazy_gettext("Kết thúc"), description=lazy_gettext("Ví dụ: 16:00"))
    place = StringField(lazy_gettext("Địa điểm"), [Optional()])
    online_url = StringField(
        lazy_gettext("Đường dẫn họp trực tuyến"), [Optional()], description=lazy_gettext("Bắt đầu bằng https://")
    )
    organizer_email = StringField(
        lazy_gettext("Thư điện tử của người mời"), description=lazy_gettext("Người được mời trả lời về địa chỉ này")
    )
    agenda = TextAreaField(lazy_gettext("Chương trình họp"), [Optional()])

    @property
    def said(self) -> Said:
        """Raises Invalid naming a time that is none."""
        return Said(
            title=self.title.data or "",
            starts_at=self._at("starts_at"),
            ends_at=self._at("ends_at"),
            place=self.place.data or "",
            online_url=self.online_url.data or "",
            organizer_email=self.organizer_email.data or "",
            agenda=self.agenda.data or "",
        )

    def _at(self, name: str) -> datetime:
        try:
            typed = time.fromisoformat((self[name].data or "").strip().zfill(5))
        except ValueError as error:
            raise Invalid(name, BAD_TIME) from error
        if typed.tzinfo is not None:
            raise Invalid(name, BAD_TIME)
        return datetime.combine(self.on.data, typed, HO_CHI_MINH)


class CancelForm(Versioned):
    """Only says the version that was seen."""


@staff_only(*ENTERS)
def list_meetings() -> str:
    session, who, now = reading(), actor(), clock.now()
    wanted = fold(query())
    found = [one for one in meetings(session, who) if wanted in fold(f"{one.title} {one.place} {one.plan.name}")]
    plan = next((one.code for one in plans(session, who) if may_plan(who, one.secretary_id)), "")
    return render_template(
        "admin/list.html",
        title=_("Họp Ban chỉ đạo"),
        note=_("mời họp, điểm danh, biên bản, kết luận thành nhiệm vụ"),
        action=url_for("leadership.meetings"),
        query=query(),
        hint=_("Tên cuộc họp, địa điểm"),
        more=(_("Chương trình"), url_for("leadership.programme"), "list-checks"),
        add=(_("Mời họp"), url_for("leadership.new_meeting", plan=plan)) if plan else None,
        columns=[
            (_("Cuộc họp"), "name"), (_("Thời gian"), "words"), (_("Địa điểm"), "words"),
            (_("Chương trình"), "words"), (_("Tình trạng"), "words"),
        ],
        rows=[_row(one, now) for one in found],
        pages={"words": _("%(count)s cuộc họp", count=len(found)), "previous": None, "next": None},
    )  # fmt: skip


@staff_only(*ENTERS)
def new_meeting(plan: str) -> Answer:
    """About this plan; another of one's own may be chosen."""
    known = [one for one in plans(reading(), actor()) if may_plan(actor(), one.secretary_id)]
    if plan not in {one.code for one in known}:
        raise NotYours(WRONG_ROLE)
    form, title = MeetingForm(data={"plan_code": plan}), _("Mời họp")
    form.plan_code.choices = [SelectChoice(one.code, one.name) for one in known]
    made: list[int] = []

    def save(session: Session) -> None:
        chosen = plan_for(session, actor(), form.plan_code.data)
        made.append(call_meeting(session, actor(), chosen, form.said).id)

    crumbs = [(_("Họp Ban chỉ đạo"), url_for("leadership.meetings")), (title, None)]
    answer = answered(
        form,
        lambda: drawn(form, title=title, crumbs=crumbs, verb=_("Lập cuộc họp"), order=drawn_fields(form)),
        save,
        _("Đã lập cuộc họp. Hãy mời các đơn vị, người dự."),
        url_for("leadership.meetings"),
    )
    return redirect(url_for("leadership.meeting", meeting_id=made[0])) if made else answer


@staff_only(*ENTERS)
def edit_meeting(meeting_id: int) -> Answer:
    held = _planned(meeting_id)
    start, end = clock.local(held.starts_at), clock.local(held.ends_at)
    form = MeetingForm(
        data={
            "title": held.title, "on": start.date(), "starts_at": f"{start:%H:%M}", "ends_at": f"{end:%H:%M}",
            "place": held.place, "online_url": held.online_url, "organizer_email": held.organizer_email,
            "agenda": held.agenda, "version": str(held.version),
        }
    )  # fmt: skip
    del form.plan_code

    def save(session: Session) -> None:
        change_meeting(session, actor(), meeting_for(session, actor(), meeting_id), form.seen, form.said)

    note = _("Đổi tên, giờ, địa điểm hay đường dẫn thì mọi người được mời nhận tin báo và tệp lịch mới.")
    here, title = url_for("leadership.meeting", meeting_id=meeting_id), _("Sửa cuộc họp")
    crumbs = [(_("Họp Ban chỉ đạo"), url_for("leadership.meetings")), (held.title, here), (title, None)]
    return answered(
        form,
        lambda: drawn(
            form, title=title, crumbs=crumbs, verb=_("Lưu cuộc họp"), note=note, cancel=here, order=drawn_fields(form)
        ),
        save,
        _("Đã lưu cuộc họp."),
        here,
    )


@staff_only(*ENTERS)
def cancel(meeting_id: int) -> Answer:
    held = _planned(meeting_id)
    form, title = CancelForm(data={"version": str(held.version)}), _("Hủy cuộc họp")
    here = url_for("leadership.meeting", meeting_id=meeting_id)
    crumbs = [(_("Họp Ban chỉ đạo"), url_for("leadership.meetings")), (held.title, here), (title, None)]
    note = _("Mọi người được mời nhận tin báo hủy và tệp lịch hủy.")

    def save(session: Session) -> None:
        cancel_meeting(session, actor(), meeting_for(session, actor(), meeting_id), form.seen)

    return answered(
        form,
        lambda: drawn(form, title=title, crumbs=crumbs, verb=title, note=note, cancel=here, order=drawn_fields(form)),
        save,
        _("Đã hủy cuộc họp."),
        here,
    )


@staff_only(*ENTERS)
def calendar(meeting_id: int) -> Response:
    """The meeting for a calendar program."""
    held = meeting_for(reading(), actor(), meeting_id)
    written = calendar_file(calendar_event(reading(), held), PUBLISH)
    return download(written, "text/calendar; charset=utf-8; method=PUBLISH", f"hop-{held.id}.ics")


def standing(meeting: Meeting, now: datetime) -> str:
    if meeting.cancelled_at is not None:
        return _("đã hủy")
    return _("đã họp") if is_past(meeting, now) else _("sắp họp")


def _planned(meeting_id: int) -> Meeting:
    """Raises Missing, and NotYours for who may only look."""
    held = meeting_for(reading(), actor(), meeting_id)
    if not may_plan(actor(), held.plan.secretary_id):
        raise NotYours(WRONG_ROLE)
    return held


def _row(one: Meeting, now: datetime) -> list[dict[str, Any]]:
    return [
        {"words": one.title, "url": url_for("leadership.meeting", meeting_id=one.id)},
        {"words": when(one)},
        {"words": one.place or _("trực tuyến")},
        {"words": one.plan.name},
        {"words": standing(one, now)},
    ]
