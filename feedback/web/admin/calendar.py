"""The working calendar of a year, and one day of it that shall differ: always a new version."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import RadioField, StringField, ValidationError
from wtforms.validators import AnyOf, DataRequired, Optional

from feedback.actions.change_calendar import change_calendar
from feedback.models import DayException, WorkingCalendar
from feedback.queries import admin_lists, calendars
from feedback.rules import say
from feedback.terms import Role
from feedback.web.admin.calendars import newest_of, use_words
from feedback.web.admin.effect_words import moves_words
from feedback.web.admin.listing import today, validity
from feedback.web.admin.settings_form import Answer, Day, answered, preview
from feedback.web.doors import actor, staff_only
from feedback.web.languages import language
from feedback.web.request_session import reading

OFF, WORK, ORDINARY = "off", "work", "ordinary"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class DayForm(FlaskForm):
    on = Day(lazy_gettext("Ngày"), [DataRequired(lazy_gettext("Hãy chọn một ngày."))])
    sort = RadioField(
        lazy_gettext("Ngày đó là"),
        [AnyOf((OFF, WORK, ORDINARY), lazy_gettext("Hãy chọn một cách."))],
        validate_choice=False,
    )
    windows = StringField(
        lazy_gettext("Giờ làm việc"), description=lazy_gettext("Chỉ cho ngày làm bù, như 07:00-11:00; 13:00-17:00")
    )
    name = StringField(lazy_gettext("Vì sao"), description=lazy_gettext("Ví dụ: nghỉ bù Quốc khánh, làm bù thứ Bảy"))
    source_document = StringField(lazy_gettext("Văn bản"), [Optional()])

    def validate_windows(self, field: StringField) -> None:
        if self.sort.data == WORK and not (field.data or "").strip():
            raise ValidationError(_("Hãy ghi giờ làm việc của ngày làm bù."))


@staff_only(Role.ADMIN)
def calendar(code: str = calendars.OFFICE) -> Answer:
    form = DayForm(formdata=request.form if request.method == "POST" else None)
    form.sort.choices = [(OFF, _("Ngày nghỉ")), (WORK, _("Ngày làm bù")), (ORDINARY, _("Như mọi tuần"))]
    if code not in newest_of(reading()):
        abort(404)

    def save(session: Session) -> None:
        sort = form.sort.data
        change_calendar(
            session,
            actor(),
            code,
            on=form.on.data,
            windows={OFF: "", WORK: form.windows.data}.get(sort),
            name=form.name.data or "",
            source_document=form.source_document.data or "",
        )

    done = _("Đã lập phiên bản mới của lịch.")
    return answered(form, lambda: _page(form, code), save, done, url_for("admin.calendar", code=code), moves_words)


def _page(form: DayForm, code: str) -> str:
    session = reading()
    year = request.args.get("year", today().year, type=int)
    year = min(max(2000, year), 2100)
    versions = [one for one in admin_lists.calendars(session) if one.code == code]
    newest, known = versions[0], admin_lists.names(session)
    days = admin_lists.days_of(session, newest.id, year)
    return render_template(
        "admin/calendar.html",
        form=form,
        newest=newest,
        is_city=code == calendars.OFFICE,
        year=year,
        week=_week(newest),
        days=[_day(row) for row in days],
        versions=[_version(row) for row in versions],
        users=[(use.id, use_words(use, known)) for use in calendars.all_uses(session) if use.calendar_code == code],
        earlier=url_for("admin.calendar", code=code, year=year - 1),
        later=url_for("admin.calendar", code=code, year=year + 1),
        **preview(),
    )


def _week(row: WorkingCalendar) -> list[tuple[str, str]]:
    """Each weekday with its hours."""
    names = (_("Thứ Hai"), _("Thứ Ba"), _("Thứ Tư"), _("Thứ Năm"), _("Thứ Sáu"), _("Thứ Bảy"), _("Chủ nhật"))
    return [(name, _hours(row.week.get(key, [])) or _("nghỉ")) for name, key in zip(names, WEEKDAYS, strict=True)]


def _hours(windows: list[Any]) -> str:
    return ", ".join(f"{opens}-{closes}" for opens, closes in windows)


def _day(row: DayException) -> list[dict[str, Any]]:
    predicted = _("%(name)s (dự kiến)", name=row.name) if row.is_predicted else row.name
    return [
        {"words": _weekday(row.on)},
        {"words": _hours(row.windows) or _("nghỉ")},
        {"words": predicted},
        {"words": row.source_document or "–"},
    ]


def _weekday(on: date) -> str:
    return say.day(on, date(on.year, 1 if on.month > 1 else 2, 1), language())


def _version(row: WorkingCalendar) -> list[dict[str, Any]]:
    return [{"words": _("Bản %(number)s", number=row.version)}, {"words": validity(row.valid_from, None)}]
