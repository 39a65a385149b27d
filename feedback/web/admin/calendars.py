"""The calendars: which there are, their hours, and which agencies count by which."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import StringField
from wtforms.fields.choices import SelectChoice

from feedback.actions.calendars_of_agencies import change_week, create_calendar, stop_using, use_calendar
from feedback.models import CalendarUse, WorkingCalendar
from feedback.queries import admin_lists
from feedback.queries.calendars import CONTINUOUS, OFFICE, all_uses
from feedback.rules.calendar_file import WEEKDAYS
from feedback.rules.text import fold
from feedback.terms import AgencyKind, Role
from feedback.web.admin.effect_words import moves_words
from feedback.web.admin.listing import pages, query, validity
from feedback.web.admin.settings_form import Answer, Chosen, answered, drawn
from feedback.web.doors import actor, staff_only
from feedback.web.languages import language
from feedback.web.request_session import reading

HOURS = lazy_gettext("Như 07:00-11:00; 13:00-17:00; bỏ trống là nghỉ")


class NewCalendarForm(FlaskForm):
    name = StringField(lazy_gettext("Tên lịch"), description=lazy_gettext("Ví dụ: Giờ công ty cấp nước"))
    like = Chosen(lazy_gettext("Chép từ lịch"))
    legal_basis = StringField(lazy_gettext("Căn cứ"))


class WeekForm(FlaskForm):
    mon = StringField(lazy_gettext("Thứ Hai"), description=HOURS)
    tue = StringField(lazy_gettext("Thứ Ba"))
    wed = StringField(lazy_gettext("Thứ Tư"))
    thu = StringField(lazy_gettext("Thứ Năm"))
    fri = StringField(lazy_gettext("Thứ Sáu"))
    sat = StringField(lazy_gettext("Thứ Bảy"))
    sun = StringField(lazy_gettext("Chủ nhật"))
    legal_basis = StringField(lazy_gettext("Căn cứ"))


class UseForm(FlaskForm):
    group = Chosen(lazy_gettext("Ai dùng lịch này"))


@staff_only(Role.ADMIN)
def calendars() -> str:
    session, wanted = reading(), fold(query())
    known, uses = admin_lists.names(session), all_uses(session)
    rows = [_row(one, uses, known) for one in newest_of(session).values() if wanted in fold(f"{one.code} {one.name}")]
    return render_template(
        "admin/list.html",
        title=_("Lịch làm việc"),
        note=_("hẹn với người dân tính theo lịch của thành phố, lượt xử lý theo lịch của đơn vị"),
        action=url_for("admin.calendars"),
        query=query(),
        hint=_("Tên lịch"),
        add=(_("Thêm lịch"), url_for("admin.new_calendar")),
        columns=[
            (_("Lịch"), "name"), (_("Giờ làm việc"), "words"), (_("Ai dùng"), "words"), (_("Bản"), "words"),
            (_("Áp dụng"), "words"),
        ],
        rows=rows,
        pages=pages(admin_lists.Page(len(rows), 1, rows), "admin.calendars"),
    )  # fmt: skip


@staff_only(Role.ADMIN)
def new_calendar() -> Answer:
    form = NewCalendarForm()
    form.like.choices = [SelectChoice(one.code, one.name) for one in newest_of(reading()).values() if one.week]

    def page() -> str:
        note = _("Lịch mới có giờ và ngày nghỉ như lịch được chép; chưa đơn vị nào dùng cho đến khi bạn chọn.")
        return drawn(form, title=_("Thêm lịch"), crumbs=_crumbs(_("Thêm lịch")), verb=_("Thêm lịch"), note=note)

    def save(session: Session) -> None:
        create_calendar(
            session, actor(), name=form.name.data or "", like=form.like.data, legal_basis=form.legal_basis.data or ""
        )

    return answered(form, page, save, _("Đã thêm lịch."), url_for("admin.calendars"))


@staff_only(Role.ADMIN)
def calendar_week(code: str) -> Answer:
    held = _held(code)
    given = {day: "; ".join("-".join(pair) for pair in held.week.get(day, [])) for day in WEEKDAYS}
    form = WeekForm(data={**given, "legal_basis": held.legal_basis})
    name = held.name

    def page() -> str:
        crumbs = _crumbs(_("Giờ mọi tuần"), (name, url_for("admin.calendar", code=code)))
        note = _("Lập phiên bản mới từ hôm nay. Đồng hồ đang chạy theo lịch này được tính lại; hạn đã qua không đổi.")
        return drawn(form, title=name, crumbs=crumbs, verb=_("Lập phiên bản mới"), note=note)

    def save(session: Session) -> None:
        hours = {day: form[day].data or "" for day in WEEKDAYS}
        change_week(session, actor(), code, hours=hours, legal_basis=form.legal_basis.data or "")

    done = _("Đã lập phiên bản mới của lịch.")
    return answered(form, page, save, done, url_for("admin.calendar", code=code), moves_words)


@staff_only(Role.ADMIN)
def calendar_users(code: str) -> Answer:
    session = reading()
    name, known = _held(code).name, admin_lists.names(session)
    form = UseForm()
    kinds = [SelectChoice(f"kind:{kind}", kind.label(language()), optgroup=_("Loại đơn vị")) for kind in AgencyKind]
    agencies = [SelectChoice(one, words, optgroup=_("Một đơn vị")) for one, words in known.agencies.items()]
    form.group.choices = [SelectChoice("", _("Chọn một dòng")), *kinds, *agencies]

    def page() -> str:
        crumbs = _crumbs(_("Ai dùng lịch này"), (name, url_for("admin.calendar", code=code)))
        note = _("Lượt xử lý đang chạy tính theo lịch mới ngay. Lịch của riêng một đơn vị hơn lịch của loại đơn vị.")
        return drawn(form, title=name, crumbs=crumbs, verb=_("Cho dùng lịch này"), note=note)

    def save(session: Session) -> None:
        use_calendar(session, actor(), code, group=form.group.data)

    done = _("Đã đổi lịch của đơn vị.")
    return answered(form, page, save, done, url_for("admin.calendar", code=code), moves_words)


@staff_only(Role.ADMIN)
def end_use(use_id: int) -> Answer:
    held = reading().get(CalendarUse, use_id)
    if held is None:
        abort(404)
    code, who = held.calendar_code, use_words(held, admin_lists.names(reading()))
    form = FlaskForm()

    def page() -> str:
        crumbs = _crumbs(who, (_held(code).name, url_for("admin.calendar", code=code)))
        note = _("%(who)s trở lại lịch của loại đơn vị mình, hoặc lịch của thành phố.", who=who)
        return drawn(form, title=_("Thôi dùng lịch này"), crumbs=crumbs, verb=_("Thôi dùng lịch này"), note=note)

    def save(session: Session) -> None:
        stop_using(session, actor(), use_id)

    done = _("Đã đổi lịch của đơn vị.")
    return answered(form, page, save, done, url_for("admin.calendar", code=code), moves_words)


def newest_of(session: Session) -> dict[str, WorkingCalendar]:
    """The newest version of each calendar, the city's first."""
    rows = list(admin_lists.calendars(session))
    rows.sort(key=lambda row: (row.code != OFFICE, row.code == CONTINUOUS, row.code, -row.version))
    found: dict[str, WorkingCalendar] = {}
    for row in rows:
        found.setdefault(row.code, row)
    return found


def use_words(use: CalendarUse, known: admin_lists.Names) -> str:
    return use.kind.label(language()) if use.kind else known.agency(use.agency_code)


def _held(code: str) -> WorkingCalendar:
    held = newest_of(reading()).get(code)
    if held is None:
        abort(404)
    return held


def _crumbs(words: str, *between: tuple[str, str]) -> list[tuple[str, str | None]]:
    return [(_("Lịch làm việc"), url_for("admin.calendars")), *between, (words, None)]


def _row(row: WorkingCalendar, uses: Any, known: admin_lists.Names) -> list[dict[str, str | None]]:
    users = ", ".join(use_words(use, known) for use in uses if use.calendar_code == row.code)
    everybody = {OFFICE: _("thành phố và các đơn vị còn lại"), CONTINUOUS: _("việc khẩn")}
    return [
        {"words": row.name, "url": url_for("admin.calendar", code=row.code)},
        {"words": _("cả ngày lẫn đêm") if row.is_continuous else _hours(row)},
        {"words": ", ".join(filter(None, (everybody.get(row.code, ""), users))) or _("chưa ai dùng")},
        {"words": str(row.version)},
        {"words": validity(row.valid_from, None)},
    ]


def _hours(row: WorkingCalendar) -> str:
    count = sum(bool(row.week.get(day)) for day in WEEKDAYS)
    first = next((row.week[day] for day in WEEKDAYS if row.week.get(day)), [])
    return _("%(days)s ngày mỗi tuần, %(hours)s", days=count, hours=", ".join("-".join(pair) for pair in first))
