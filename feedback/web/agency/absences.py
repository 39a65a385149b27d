"""Who is away, from when to when, and who acts meanwhile: one page for everybody of an agency."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Optional

from feedback.actions.absence import call_off, may_rule, plan_absence
from feedback.models import Absence, Account
from feedback.queries import roster
from feedback.queries.people import person_for, working_people
from feedback.rules import say
from feedback.terms import AGENCY_ROLES
from feedback.web.admin.listing import today
from feedback.web.admin.settings_form import Answer, Chosen, Day, answered
from feedback.web.doors import actor, staff_only
from feedback.web.request_session import reading, writing


class AbsenceForm(FlaskForm):
    account_id = Chosen(lazy_gettext("Ai nghỉ"))
    starts_on = Day(lazy_gettext("Từ ngày"), [DataRequired(lazy_gettext("Hãy chọn ngày đầu."))])
    ends_on = Day(lazy_gettext("Đến hết ngày"), [DataRequired(lazy_gettext("Hãy chọn ngày cuối."))])
    delegate_id = Chosen(
        lazy_gettext("Người thay"),
        [Optional()],
        description=lazy_gettext("Nhận việc mới và tin nhắc hạn; thay lãnh đạo thì duyệt kết quả được"),
    )


@staff_only(*AGENCY_ROLES)
def absences() -> Answer:
    """People note their own absence; leaders and heads of divisions also that of their people."""
    people = working_people(reading(), actor().agencies)
    form = AbsenceForm(data={"account_id": str(current_user.id), "starts_on": today(), "ends_on": today()})
    form.account_id.choices = [_choice(one) for one in people if may_rule(actor(), one)]
    form.delegate_id.choices = [SelectChoice("", _("Không có: người trực nhận")), *map(_choice, people)]
    return answered(
        form,
        lambda: _page(form),
        lambda session: plan_absence(
            session,
            actor(),
            person_for(session, actor(), int(form.account_id.data)),
            starts_on=form.starts_on.data,
            ends_on=form.ends_on.data,
            delegate_id=int(form.delegate_id.data) if form.delegate_id.data else None,
        ),
        _("Đã ghi đợt nghỉ."),
        url_for("agency.absences"),
    )


@staff_only(*AGENCY_ROLES)
def end_absence(absence_id: int) -> Response:
    with writing() as session:
        absence = roster.absence_for(session, actor(), absence_id)
        call_off(session, actor(), absence)
        name = absence.account.full_name
    flash(_("Đã hủy đợt nghỉ của %(name)s. Việc mới lại về người này.", name=name))
    return redirect(url_for("agency.absences"))


def _page(form: AbsenceForm) -> str:
    found = roster.absences(reading(), actor(), today())
    return render_template("agency/absences.html", form=form, rows=[_row(one) for one in found])


def _row(one: Absence) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.account.full_name,
        "days": _("%(first)s đến hết %(last)s", first=say.numeric_date(one.starts_on), last=_day(one)),
        "delegate": one.delegate.full_name if one.delegate else "",
        "is_now": one.starts_on <= today(),
        "may_end": may_rule(actor(), one.account),
    }


def _day(one: Absence) -> str:
    return say.numeric_date(one.ends_on)


def _choice(one: Account) -> SelectChoice:
    return SelectChoice(str(one.id), one.full_name)
