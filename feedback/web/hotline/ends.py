"""The other ways a case leaves the tray: refused, referred, merged. Each is one page with its question."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from feedback.actions.merge import merge as merge_cases
from feedback.actions.permit import expect_version
from feedback.actions.refer import refer as refer_case
from feedback.actions.refuse import refuse as refuse_case
from feedback.actions.set_kind import set_kind
from feedback.errors import N_, FeedbackError, Invalid, Missing
from feedback.models import Case
from feedback.queries.cases import case_for
from feedback.queries.city import city
from feedback.queries.pick_lists import pick_lists
from feedback.queries.tray import chosen
from feedback.rules.lookup_code import normalise_number
from feedback.terms import Kind, Role
from feedback.web.doors import actor, staff_only
from feedback.web.form_errors import put_on
from feedback.web.hotline.desk import blueprint
from feedback.web.hotline.tray_forms import (
    MergeForm,
    VersionForm,
    merge_form,
    refer_form,
    refuse_form,
)
from feedback.web.request_session import reading, writing

NAMES = {"reason_code": "reason"}
NO_SUCH_NUMBER = N_("Không có phiếu số này. Số phiếu có dạng 2607-4102.")
CHOOSE_KIND = N_("Hãy chọn khiếu nại, tố cáo hoặc tố giác.")


@blueprint.route("/tray/<number>/refuse", methods=["GET", "POST"])
@staff_only(Role.DISPATCHER)
def refuse(number: str) -> Response | tuple[str, int]:
    case = chosen(reading(), actor(), number).case
    form = refuse_form(case, pick_lists(reading()))

    def write(session: Session, case: Case) -> str:
        refuse_case(session, actor(), case, reason_code=form.reason.data or "", text=form.text.data or "")
        return _("Đã từ chối %(number)s. Người dân được báo lý do.", number=number)

    return _page("hotline/refuse.html", case, form, write)


@blueprint.route("/tray/<number>/refer", methods=["GET", "POST"])
@staff_only(Role.DISPATCHER)
def refer(number: str) -> Response | tuple[str, int]:
    case = chosen(reading(), actor(), number).case
    form = refer_form(case)

    def write(session: Session, case: Case) -> str:
        if not form.kind.data:
            raise Invalid("kind", CHOOSE_KIND)
        set_kind(session, actor(), case, Kind(form.kind.data))
        refer_case(session, actor(), case, form.referred_to.data or "")
        return _("Đã hướng dẫn %(number)s sang cơ quan có thẩm quyền.", number=number)

    places = [place["address"] for place in city(reading()).more.get("citizen_reception.places", [])]
    return _page("hotline/refer.html", case, form, write, places=places)


@blueprint.route("/tray/<number>/merge", methods=["GET", "POST"])
@staff_only(Role.DISPATCHER)
def merge(number: str) -> Response | tuple[str, int]:
    case = chosen(reading(), actor(), number).case
    form = merge_form(case, request.args.get("into", ""))

    def write(session: Session, case: Case) -> str:
        into = _target(session, form)
        merge_cases(session, actor(), case, into)
        return _("Đã gộp %(number)s vào %(into)s.", number=number, into=into.number)

    return _page("hotline/merge.html", case, form, write, into=_shown(form))


def _page(
    template: str, case: Case, form: VersionForm, write: Callable[[Session, Case], str], **values: object
) -> Response | tuple[str, int]:
    """Ask, or do it: version check, one transaction, back to the tray; on any refusal ask again with what was typed."""
    number, status = case.number, 200
    if request.method == "POST":
        try:
            if form.validate():
                with writing() as session:
                    changing = case_for(session, actor(), number)
                    expect_version(session, changing, form.seen_version)
                    words = write(session, changing)
                flash(words, "done")
                return redirect(url_for("hotline.tray"))
            status = 422
        except FeedbackError as error:
            status = put_on(form, error, NAMES)
        case = chosen(reading(), actor(), number).case
        form.version.data = case.version
    return render_template(template, case=case, report=case.reports[0], form=form, **values), status


def _target(session: Session, form: MergeForm) -> Case:
    try:
        return case_for(session, actor(), normalise_number(form.into.data or "") or "")
    except Missing as error:
        raise Invalid("into", NO_SUCH_NUMBER) from error


def _shown(form: MergeForm) -> Case | None:
    """The other case, to be compared before anything is written."""
    number = normalise_number(form.into.data or "")
    try:
        return chosen(reading(), actor(), number).case if number else None
    except Missing:
        return None
