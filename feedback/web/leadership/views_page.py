"""The views that leaders keep: one's own and those the others share, each a way to its page."""

from __future__ import annotations

from typing import Any

from babel import Locale
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from sqlalchemy import select
from werkzeug.wrappers import Response
from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from feedback import clock
from feedback.actions.saved_views import delete_view, save_view
from feedback.errors import FeedbackError
from feedback.models import SavedView
from feedback.queries.visible import visible_views
from feedback.rules import say
from feedback.rules.view_report import ADDRESS_MAX, tidy_address
from feedback.web.doors import actor, staff_only
from feedback.web.form_errors import put_on
from feedback.web.languages import language
from feedback.web.leadership.scope_page import CITY_VIEWERS
from feedback.web.request_session import reading, writing

Page = str | Response | tuple[str, int]
SCHEDULES = [
    ("", lazy_gettext("Không gửi")),
    ("daily", lazy_gettext("Mỗi ngày, 7 giờ sáng")),
    ("weekly", lazy_gettext("Thứ Hai hằng tuần, 7 giờ sáng")),
    ("monthly", lazy_gettext("Ngày 1 hằng tháng, 7 giờ sáng")),
]


LANGUAGES = [SelectChoice(code, str(Locale(code).languages[code]).title()) for code in ("vi", "en")]


class ViewForm(FlaskForm):
    name = StringField(lazy_gettext("Tên"), description=lazy_gettext("Ví dụ: Ninh Kiều, mỗi sáng thứ Hai"))
    address = HiddenField()
    is_shared = BooleanField(lazy_gettext("Các lãnh đạo khác cùng dùng"))
    schedule = SelectField(
        lazy_gettext("Gửi thư"),
        description=lazy_gettext("Thư chỉ có số liệu và đường dẫn"),
        default="",
        validate_choice=False,
    )
    language = SelectField(lazy_gettext("Thư bằng"), choices=LANGUAGES, default="vi")
    mail_to = StringField(lazy_gettext("Gửi đến"), description=lazy_gettext("Ví dụ: ten@cantho.gov.vn"))


@staff_only(*CITY_VIEWERS)
def views() -> Page:
    """The kept views; ?keep=… asks for a name for that page."""
    form = ViewForm()
    form.schedule.choices = [SelectChoice(code, str(words)) for code, words in SCHEDULES]
    if not form.is_submitted():
        form.language.data = language()
        form.address.data = request.args.get("keep", "")[:ADDRESS_MAX]
        if form.address.data:
            form.address.data = tidy_address(form.address.data)
        return _page(form)
    try:
        with writing() as session:
            view = save_view(
                session,
                actor(),
                form.name.data or "",
                form.address.data or "",
                is_shared=bool(form.is_shared.data),
                schedule=form.schedule.data or "",
                mail_to=form.mail_to.data or "",
                language=form.language.data or "vi",
            )
            name = view.name
    except FeedbackError as error:
        status = put_on(form, error)
        return _page(form), status
    flash(_("Đã lưu cách xem “%(name)s”.", name=name))
    return redirect(url_for("leadership.views"))


@staff_only(*CITY_VIEWERS)
def remove_view(view_id: int) -> Response:
    with writing() as session:
        delete_view(session, actor(), view_id)
    flash(_("Đã xóa cách xem."))
    return redirect(url_for("leadership.views"))


def _page(form: ViewForm) -> str:
    session, who = reading(), actor()
    query = select(SavedView).where(visible_views(who)).order_by(SavedView.name, SavedView.id)
    return render_template(
        "leadership/views.html", form=form, rows=[_row(one, who.user_id) for one in session.scalars(query)]
    )


def _row(view: SavedView, reader_id: int | None) -> dict[str, Any]:
    return {
        "id": view.id,
        "name": view.name,
        "url": view.address,
        "is_mine": view.owner_id == reader_id,
        "is_shared": view.is_shared,
        "schedule": dict(SCHEDULES)[view.schedule] if view.schedule else None,
        "mail_to": view.mail_to if view.owner_id == reader_id else "",
        "next": say.moment(view.next_at, clock.now(), language()) if view.next_at else None,
    }
