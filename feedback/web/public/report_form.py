"""The form in which a citizen reports something: four questions, one of which must be answered."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import isfinite
from uuid import UUID, uuid4

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_wtf import FlaskForm
from itsdangerous import BadSignature, TimestampSigner
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice

from feedback import clock
from feedback.actions import contact
from feedback.actions.receive_report import NAME_MAX, PLACE_MAX, TEXT_MAX, TEXT_MIN, TOO_LONG, TOO_SHORT, NewReport
from feedback.errors import N_, FeedbackError, Invalid
from feedback.queries.lookup_fields import Choice, PublicLists
from feedback.rules.text import tidy
from feedback.terms import Channel, Level
from feedback.web.error_pages import translated
from feedback.web.languages import language

CONSENT_VERSION = "2026-07"  # of the words beside the box; a new wording gets a new one
LEAST_SECONDS = 2  # nobody reads and fills in the page faster
NOT_LISTED = N_("Hãy chọn một dòng trong danh sách.")
CONSENT_NEEDED = N_("Hãy đồng ý để chúng tôi báo lại được, hoặc bỏ trống tên, số điện thoại và thư.")
NAMES = {"place_text": "place", "email": "mail", "ward_code": "ward", "field_code": "field"}  # of actions, of the form


def checked(check: Callable[[str, str], object]) -> Callable[[FlaskForm, Field], None]:
    """A validator from an action's own check, so that all mistakes are told at once."""

    def validate(form: FlaskForm, field: Field) -> None:
        try:
            check(field.data or "", field.name)
        except Invalid as error:
            raise ValidationError(translated(error)) from error

    return validate


def long_enough(text: str, field: str) -> None:
    length = len(tidy(text, field))
    if length < TEXT_MIN:
        raise Invalid(field, TOO_SHORT, least=TEXT_MIN)
    if length > TEXT_MAX:
        raise Invalid(field, TOO_LONG, most=f"{TEXT_MAX:,}".replace(",", "."))


class ReportForm(FlaskForm):
    """`key` makes the submission happen once; `stamp` says, signed, when the page was made."""

    place = StringField(lazy("Chuyện xảy ra ở đâu?"), [checked(partial(contact.short, most=PLACE_MAX))])
    ward = SelectField(lazy("Phường, xã (nếu biết)"), validate_choice=False)
    latitude = HiddenField()
    longitude = HiddenField()
    text = TextAreaField(lazy("Kể bằng lời của bạn"), [checked(long_enough)])
    field = SelectField(lazy("Thuộc chuyện gì? (nếu biết)"), validate_choice=False)
    pictures = MultipleFileField(lazy("Ảnh"))
    danger = RadioField(lazy("Lúc này có ai có thể bị thương không?"), validate_choice=False)
    name = StringField(lazy("Tên thường gọi (nếu muốn)"), [checked(partial(contact.short, most=NAME_MAX))])
    phone = StringField(lazy("Số điện thoại"), [checked(contact.phone)])
    mail = StringField(lazy("Thư điện tử"), [checked(contact.email)])
    is_private = BooleanField(lazy("Giữ kín tên và số của tôi với cơ quan xử lý"), default=True)
    consent = BooleanField(lazy("Tôi đồng ý để 1022 giữ tên, số và thư này đến khi xong việc, để báo lại cho tôi"))
    website = StringField(lazy("Bỏ trống ô này"))
    key = HiddenField()
    stamp = HiddenField()

    def validate_consent(self, field: BooleanField) -> None:
        if not field.data and any((self.name.data, self.phone.data, self.mail.data)):
            raise ValidationError(_(CONSENT_NEEDED))

    def offer(self, lists: PublicLists) -> None:
        """Make the form ready to be drawn: its lists, and a key with its stamp where there is none that can be used."""
        self.ward.choices = _choices(lists.wards, _("Chưa rõ"))
        self.field.choices = _choices(lists.fields, _("Chưa rõ"))
        self.danger.choices = [SelectChoice("no", _("Không")), SelectChoice("yes", _("Có, cần người đến ngay"))]
        if not self.has_key:
            self.key.data = str(uuid4())
            self.stamp.data = _signer().sign(self.key.data).decode()

    def expect_listed(self, lists: PublicLists) -> None:
        """Raises Invalid when a ward or field came that the page did not offer."""
        for field, rows in ((self.ward, lists.wards), (self.field, lists.fields)):
            if field.data and field.data not in {row.code for row in rows}:
                raise Invalid(field.name, NOT_LISTED)

    @property
    def has_key(self) -> bool:
        try:
            return str(UUID(self.key.data or "")) == self.key.data
        except ValueError:
            return False

    @property
    def is_by_machine(self) -> bool:
        """Filled in where no person sees a field."""
        return bool(self.website.data)

    @property
    def is_hasty(self) -> bool:
        """Sent sooner than anybody reads, or without the page."""
        try:
            made_at = _signer().unsign(self.stamp.data or "", return_timestamp=True)[1]
        except BadSignature:
            return True
        return (clock.now() - made_at).total_seconds() < LEAST_SECONDS

    def report(self) -> NewReport:
        """What was said, for the action."""
        lat, lon = _coordinates(self.latitude.data, self.longitude.data)
        has_contact = any((self.name.data, self.phone.data, self.mail.data))
        return NewReport(
            text=self.text.data or "",
            channel=Channel.WEB,
            language=language(),
            name=self.name.data or "",
            phone=self.phone.data or "",
            email=self.mail.data or "",
            place_text=self.place.data or "",
            field_code=self.field.data or None,
            ward_code=self.ward.data or None,
            lat=lat,
            lon=lon,
            level=Level.URGENT if self.danger.data == "yes" else Level.NORMAL,
            is_hidden_from_agency=self.is_private.data,
            consent_version=CONSENT_VERSION if has_contact and self.consent.data else "",
        )


def _choices(rows: tuple[Choice, ...], empty: str) -> list[SelectChoice]:
    return [SelectChoice("", empty), *(SelectChoice(row.code, row.label(language())) for row in rows)]


def _signer() -> TimestampSigner:
    return TimestampSigner(current_app.config["SECRET_KEY"], salt="report form")


def _coordinates(latitude: str | None, longitude: str | None) -> tuple[float | None, float | None]:
    """Both or none; what a device did not measure is left out without a word."""
    try:
        lat, lon = float(latitude or ""), float(longitude or "")
    except ValueError:
        return None, None
    fits = isfinite(lat) and isfinite(lon) and -90 <= lat <= 90 and -180 <= lon <= 180
    return (lat, lon) if fits else (None, None)


class TooQuick(FeedbackError):
    """Perhaps no person sent this; a person may simply send it again. HTTP 422."""

    status = 422
