"""What becomes of the cases of an agency that ends: how they will be shared out, and how far that has come."""

from __future__ import annotations

from datetime import date

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from feedback import clock
from feedback.actions.divide_agency import give_ward, keep_ward
from feedback.actions.hand_over import start_handover
from feedback.errors import FeedbackError
from feedback.models import Agency, Handover
from feedback.queries import admin_lists, choices, handovers
from feedback.rules import say
from feedback.terms import Role
from feedback.web.admin.listing import today
from feedback.web.admin.settings_form import Answer, Chosen
from feedback.web.doors import actor, staff_only
from feedback.web.form_errors import put_on
from feedback.web.languages import language
from feedback.web.request_session import reading, writing


class WardForm(FlaskForm):
    ward_code = Chosen(lazy_gettext("Việc ở phường, xã"))
    successor_code = Chosen(lazy_gettext("Chuyển cho"))


@staff_only(Role.ADMIN)
def show_handover(code: str) -> str:
    return _page(code, _ward_form(code))


@staff_only(Role.ADMIN)
def begin(code: str) -> Answer:
    """Sending it again does nothing twice: the one under way goes on."""
    with writing() as session:
        start_handover(session, actor(), _agency(code, session.get(Agency, code)))
    flash(_("Bắt đầu chuyển. Trang này cho biết đã chuyển đến đâu."))
    return _back(code)


@staff_only(Role.ADMIN)
def give(code: str) -> Answer:
    form = _ward_form(code)
    if not form.validate():
        return _page(code, form), 422
    try:
        with writing() as session:
            agency = _agency(code, session.get(Agency, code))
            give_ward(session, actor(), agency, form.ward_code.data, form.successor_code.data)
    except FeedbackError as error:
        status = put_on(form, error)  # before the page is drawn, which shows it
        return _page(code, form), status
    flash(_("Đã ghi nơi nhận việc của phường, xã này."))
    return _back(code)


@staff_only(Role.ADMIN)
def keep(code: str, ward_code: str) -> Response:
    with writing() as session:
        keep_ward(session, actor(), _agency(code, session.get(Agency, code)), ward_code)
    flash(_("Đã bỏ dòng này."))
    return _back(code)


def _page(code: str, form: WardForm) -> str:
    session, now = reading(), clock.now()
    agency = _agency(code, session.get(Agency, code))
    shares = handovers.shares(session, agency, now)
    newest = handovers.newest(session, code)
    return render_template(
        "admin/handover.html",
        form=form,
        agency=agency,
        has_ended=agency.valid_to is not None and not agency.is_valid_on(today()),
        last_day=_date(agency.valid_to),
        successor=_name(agency.successor_code),
        shares=[(share.agency or _("khay điều phối, chọn từng việc"), share.count) for share in shares],
        total=sum(share.count for share in shares),
        parts=[(part.ward_code, ward, name) for part, ward, name in handovers.parts(session, code)],
        progress=_progress(newest) if newest is not None else "",
        is_under_way=newest is not None and newest.finished_at is None,
    )


def _progress(newest: Handover) -> str:
    at = say.moment(newest.finished_at or newest.started_at, clock.now(), language())
    counts = {"at": at, "moved": newest.moved, "tray": newest.to_tray}
    if newest.finished_at is None:
        return _("Đang chuyển từ %(at)s: %(moved)s việc đã sang cơ quan kế thừa, %(tray)s việc về khay.", **counts)
    return _("Chuyển xong lúc %(at)s: %(moved)s việc sang cơ quan kế thừa, %(tray)s việc về khay.", **counts)


def _ward_form(code: str) -> WardForm:
    """Nothing is chosen in advance: one press would give the first ward to the first agency."""
    form = WardForm()
    names = admin_lists.names(reading()).agencies
    wards = [SelectChoice(one.code, f"{one.kind.capitalize()} {one.name}") for one in choices.wards(reading(), today())]
    successors = [SelectChoice(other, name) for other, name in names.items() if other != code]
    form.ward_code.choices = [SelectChoice("", _("Chọn phường, xã")), *wards]
    form.successor_code.choices = [SelectChoice("", _("Chọn cơ quan")), *successors]
    return form


def _agency(code: str, found: Agency | None) -> Agency:
    if found is None or found.code != code:
        abort(404)
    return found


def _name(code: str | None) -> str:
    found = reading().get(Agency, code) if code else None
    return found.short_name if found is not None else ""


def _date(day: date | None) -> str:
    return say.numeric_date(day) if day is not None else ""


def _back(code: str) -> Response:
    return redirect(url_for("admin.show_handover", code=code))
