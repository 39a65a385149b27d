"""Doing something to a case: one form, one transaction. What was typed stays when it could not be done."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from feedback.actions.permit import expect_version
from feedback.errors import N_, FeedbackError, Invalid, Missing, NotYours, Outdated, Refused
from feedback.queries.case_parts import has_ended_part
from feedback.queries.cases import case_for
from feedback.terms import Role
from feedback.web.agency.acts import ACTS
from feedback.web.agency.case_page import draw_case
from feedback.web.agency.doing import Doing
from feedback.web.agency.forms import ActForm
from feedback.web.chosen_files import chosen_files
from feedback.web.doors import actor, staff_only
from feedback.web.error_pages import translated
from feedback.web.form_errors import put_on
from feedback.web.kept_files import kept_evidence
from feedback.web.navigation import HOME
from feedback.web.request_session import reading, writing

ACTING = (Role.OPERATOR, Role.DISPATCHER, Role.OFFICER, Role.AGENCY_LEADER, Role.CITY_LEADER)
CHOOSE_AGAIN = N_("Trang không giữ được tệp khi có chỗ cần sửa. Hãy chọn lại tệp.")
Page = str | Response | tuple[str, int]


@staff_only(*ACTING)
def do_act(number: str, slug: str) -> Page:
    """Whether it may be done, the lifecycle table says. Refused or outdated: the file again, with the draft, 409.

    A file that was closed to a helping agency meanwhile: a page that says so, with the draft, 409.
    """
    doing = ACTS.get(slug)
    if doing is None:
        abort(404)
    form = doing.form()
    try:
        case = case_for(reading(), actor(), number)
    except Missing:
        if has_ended_part(reading(), actor(), number):
            return _part_is_over(number, form)
        raise
    form.fill(reading(), actor(), case)
    try:
        _do(doing, number, form)
    except (Invalid, Refused, NotYours, Outdated) as error:
        return _again(number, slug, form, error)
    flash(str(doing.said))
    return redirect(_way_on(number))


def _do(doing: Doing, number: str, form: ActForm) -> None:
    with kept_evidence(form.files) as form.evidence, writing() as session:
        case = case_for(session, actor(), number)
        expect_version(session, case, form.seen_version)
        doing.do(session, actor(), case, form)


def _again(number: str, slug: str, form: ActForm, error: FeedbackError) -> tuple[str, int]:
    is_on_field = isinstance(error, Invalid)
    if is_on_field:
        put_on(form, error)
    if form.files is not None and chosen_files(form.files) and not form.files.errors:
        put_on(form, Invalid(str(form.files.short_name), CHOOSE_AGAIN))
    refusal = "" if is_on_field else translated(error)
    return draw_case(number, slug, form, refusal=refusal), error.status


def _part_is_over(number: str, form: ActForm) -> tuple[str, int]:
    """The agency's help was ended while its answer was being written: it may not open the file, but keeps its words."""
    typed = [field.data for field in form if isinstance(field, TextAreaField) and field.data]
    home = url_for(HOME[actor().role])
    return render_template("agency/part_over.html", number=number, typed=typed, home=home), Refused.status


def _way_on(number: str) -> str:
    """Back to the file, unless the act has taken it out of this person's sight (a kind that is confidential)."""
    try:
        case_for(reading(), actor(), number)
    except Missing:
        return url_for(HOME[actor().role])
    return url_for("agency.case", number=number)
