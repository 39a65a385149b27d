"""The duty roster of an agency or of the 1022 centre: a week at a time, and a form for who may plan it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Optional

from feedback import clock
from feedback.actions.duty import drop_duty, may_plan, plan_duty
from feedback.models import Duty
from feedback.queries import divisions, roster
from feedback.queries.people import working_people
from feedback.rules import say
from feedback.terms import AGENCY_ROLES, CENTRE_ROLES
from feedback.web.admin.listing import today
from feedback.web.admin.settings_form import Answer, Chosen, Day, answered
from feedback.web.doors import actor, staff_only
from feedback.web.languages import language
from feedback.web.request_session import reading, writing

READERS = (*AGENCY_ROLES, *CENTRE_ROLES)
View = dict[str, Any]


class DutyForm(FlaskForm):
    account_id = Chosen(lazy_gettext("Ai trực"))
    shift = Chosen(lazy_gettext("Ca"))
    first = Day(lazy_gettext("Từ ngày"), [DataRequired(lazy_gettext("Hãy chọn ngày đầu."))])
    last = Day(lazy_gettext("Đến hết ngày"), [DataRequired(lazy_gettext("Hãy chọn ngày cuối."))])
    division_id = Chosen(lazy_gettext("Trực cho"), [Optional()])


@staff_only(*READERS)
def duty() -> Answer:
    """?week=2026-07-06 shows the week of that day."""
    monday = _monday()
    form = _form(monday)
    if form is None:
        return _page(None, monday)
    return answered(
        form,
        lambda: _page(form, monday),
        lambda session: plan_duty(
            session,
            actor(),
            account_id=int(form.account_id.data),
            first=form.first.data,
            last=form.last.data,
            shift_code=form.shift.data,
            division_id=int(form.division_id.data) if form.division_id and form.division_id.data else None,
        ),
        _("Đã xếp lịch trực."),
        url_for("agency.duty", week=monday.isoformat()),
    )


@staff_only(*READERS)
def drop(duty_id: int) -> Response:
    with writing() as session:
        turn = roster.duty_for(session, actor(), duty_id)
        day, name = turn.on, turn.account.full_name
        drop_duty(session, actor(), turn)
    flash(_("Đã bỏ ca trực của %(name)s.", name=name))
    return redirect(url_for("agency.duty", week=day.isoformat()))


def _form(monday: date) -> DutyForm | None:
    """What this person may plan; None for who only reads."""
    who, agency_code = actor(), roster.home(actor())
    rooms = divisions.active(reading(), agency_code)
    lines = [SelectChoice(str(one.id), one.name) for one in rooms if may_plan(who, one.id)]
    if may_plan(who):
        lines = [SelectChoice("", _("Cả đơn vị")), *lines]
    if not lines:
        return None
    first = max(monday, today())
    form = DutyForm(data={"first": first, "last": first})
    form.account_id.choices = [
        SelectChoice(str(one.id), one.full_name) for one in working_people(reading(), {agency_code})
    ]
    form.shift.choices = [SelectChoice(one.code, one.label(language())) for one in roster.shifts(reading())]
    form.division_id.choices = lines
    if len(lines) == 1 and lines[0].value == "":
        del form.division_id
    return form


def _page(form: DutyForm | None, monday: date) -> str:
    shifts = roster.shifts(reading())
    found = roster.week(reading(), roster.home(actor()), monday)
    now = clock.now()
    return render_template(
        "agency/duty.html",
        form=form,
        agency=current_user.agency_name,
        shifts=[one.label(language()) for one in shifts],
        days=[_day(monday + timedelta(days=number), [one.code for one in shifts], found) for number in range(7)],
        now_on=[_turn(one) for one in roster.on_duty(reading(), roster.home(actor()), now)],
        week=_("%(first)s đến %(last)s", first=say.numeric_date(monday), last=say.numeric_date(_last(monday))),
        address=url_for("agency.duty", week=monday.isoformat()),
        before=url_for("agency.duty", week=(monday - timedelta(days=7)).isoformat()),
        after=url_for("agency.duty", week=(monday + timedelta(days=7)).isoformat()),
    )


def _day(day: date, shifts: list[str], found: Sequence[Duty]) -> View:
    """One line: the turns of each shift."""
    cells = [[_turn(one) for one in found if one.on == day and one.shift == shift] for shift in shifts]
    return {"words": say.day(day, clock.now(), language()), "cells": cells, "is_today": day == today()}


def _turn(one: Duty) -> View:
    return {
        "id": one.id,
        "name": one.account.full_name,
        "division": one.division.name if one.division else "",
        "may_drop": may_plan(actor(), one.division_id),
    }


def _monday() -> date:
    try:
        day = date.fromisoformat(request.args.get("week", ""))
    except ValueError:
        day = today()
    day = day if 2000 <= day.year <= 2200 else today()
    return day - timedelta(days=day.weekday())


def _last(monday: date) -> date:
    return monday + timedelta(days=6)
