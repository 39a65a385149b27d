"""The call form: five questions in the order of speech, and what they become."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField

from feedback import clock
from feedback.actions.receive_report import BAD_KEY, PLACE_MAX, TEXT_MAX, NewReport
from feedback.errors import Invalid
from feedback.models import Case
from feedback.queries.city import City
from feedback.queries.knowledge import Knowledge
from feedback.queries.pick_lists import PickLists
from feedback.queries.suggest import Said
from feedback.terms import Channel, Level
from feedback.web.hotline.choices import field_choices, ward_choices

DANGERS = ("yes", "accident")
NOT_LISTED = lazy_gettext("Hãy chọn một dòng trong danh sách.")
NAMES = {"place_text": "place", "caller_phone": "phone", "topic": "text", "field_code": "field", "ward_code": "ward"}
SINCE_VI = {
    "now": "Vừa xảy ra.",
    "morning": "Có từ sáng nay.",
    "evening": "Có từ tối qua.",
    "days": "Có từ vài ngày nay.",
    "long": "Đã có từ lâu.",
}


class CallForm(FlaskForm):
    """`key` and `started_at` are made when the page opens: they make a call, sent many times, one call."""

    place = StringField()
    text = TextAreaField()
    danger = RadioField(validate_choice=False)
    since = RadioField(validate_choice=False)
    name = StringField(lazy_gettext("Tên (không bắt buộc)"))
    phone = StringField(lazy_gettext("Số nhận kết quả"))
    is_private = BooleanField(lazy_gettext("Giữ kín tên và số với cơ quan xử lý"))
    ward = SelectField(lazy_gettext("Phường, xã"), invalid_choice_message=NOT_LISTED)
    field = SelectField(lazy_gettext("Lĩnh vực"), invalid_choice_message=NOT_LISTED)
    ward_pick = StringField()  # a proposed ward that was ticked beside the form
    field_pick = StringField()
    join = StringField()  # the number of a running incident, or nothing
    key = HiddenField()
    started_at = HiddenField()

    @property
    def ward_code(self) -> str | None:
        return self.ward.data or self.ward_pick.data or None

    @property
    def field_code(self) -> str | None:
        return self.field.data or self.field_pick.data or None

    @property
    def level(self) -> Level:
        return Level.URGENT if self.danger.data in DANGERS else Level.NORMAL

    def began_at(self) -> datetime:
        """When the page opened. Raises Invalid when the hidden field was changed to nonsense."""
        try:
            return datetime.fromisoformat(self.started_at.data or "").astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise Invalid("started_at", BAD_KEY) from error

    def said(self, known: Knowledge) -> Said:
        """What proposals are made of: as much as a report may hold; a field or ward that has left the lists since the
        page opened is not chosen."""
        field = self.field_code if self.field_code in known.fields else None
        ward = self.ward_code if self.ward_code in known.wards else None
        text, place = (self.text.data or "")[:TEXT_MAX], (self.place.data or "")[:PLACE_MAX]
        return Said(text, place, field, ward, self.level)

    def report(self) -> NewReport:
        """What the caller said. Since when it has been so is part of their words."""
        return NewReport(
            text=self._words(),
            channel=Channel.PHONE,
            name=self.name.data or "",
            phone=self.phone.data or "",
            place_text=self.place.data or "",
            field_code=self.field_code,
            ward_code=self.ward_code,
            level=self.level,
            is_hidden_from_agency=bool(self.is_private.data),
        )

    def _words(self) -> str:
        text, since = (self.text.data or "").strip(), SINCE_VI.get(self.since.data or "")
        if not text or since is None:
            return text
        return f"{text if text[-1] in '.!?…' else text + '.'}\n{since}"


def about(said: NewReport, incident: Case, name: str) -> NewReport:
    """What a caller said of a running incident: its field and ward where they gave none, its name where no words."""
    return replace(
        said,
        text=said.text or name,
        field_code=said.field_code or incident.field_code,
        ward_code=said.ward_code or incident.ward_code,
    )


def call_form(lists: PickLists, known: Knowledge, settings: City, phone: str = "") -> CallForm:
    """The form with its lists; fresh hidden fields when the page is opened, those that were sent otherwise."""
    form = CallForm(
        phone=phone,
        key=uuid4().hex,
        started_at=clock.now().isoformat(),
        is_private=bool(settings.more.get("identity.hide_from_agency", True)),
    )
    if form.ward_pick.data not in known.wards:
        form.ward_pick.data = ""
    if form.field_pick.data not in known.fields:
        form.field_pick.data = ""
    form.field.choices = field_choices(lists, _("Chưa chọn, hệ thống đề xuất"))
    form.ward.choices = ward_choices(known, _("Chưa rõ"))
    form.danger.choices = [
        ("no", _("Không")),
        ("unsure", _("Chưa rõ")),
        ("yes", _("Có, cần che chắn ngay")),
        ("accident", _("Đang có tai nạn: nối %(numbers)s", numbers=_emergency(settings))),
    ]
    form.since.choices = [
        ("now", _("Vừa xảy ra")),
        ("morning", _("Sáng nay")),
        ("evening", _("Tối qua")),
        ("days", _("Vài ngày nay")),
        ("long", _("Đã lâu")),
    ]
    return form


def _emergency(settings: City) -> str:
    """The numbers to ring instead, from the city's settings: "113, 114, 115"."""
    return ", ".join(str(settings.more[f"emergency.{who}"]) for who in ("police", "fire", "ambulance"))
