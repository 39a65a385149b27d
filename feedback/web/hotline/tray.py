"""The dispatcher's tray, and sending a case to an agency from it."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from feedback.actions.classify import classify
from feedback.actions.forward import dispatch as send
from feedback.actions.locate import locate
from feedback.actions.permit import expect_version
from feedback.actions.set_kind import set_kind, set_level
from feedback.errors import N_, FeedbackError, Invalid
from feedback.models import Case
from feedback.queries.cases import case_for
from feedback.rules.lifecycle import Actor
from feedback.terms import Kind, Level, Role
from feedback.web.doors import actor, staff_only
from feedback.web.form_errors import put_on
from feedback.web.hotline.desk import blueprint
from feedback.web.hotline.tray_forms import DispatchForm
from feedback.web.hotline.tray_page import Table, draw, laid_out
from feedback.web.request_session import reading, writing

NAMES = {"agency_code": "other", "field_code": "field", "ward_code": "ward", "place_text": "place"}
CHOOSE_AGENCY = N_("Hãy chọn nơi xử lý.")


@blueprint.get("/tray")
@staff_only(Role.DISPATCHER)
def tray() -> str:
    return draw(reading(), actor(), request.args.get("case", ""))


@blueprint.post("/tray/<number>/dispatch")
@staff_only(Role.DISPATCHER)
def dispatch(number: str) -> Response | tuple[str, int]:
    """Correct what needs correcting and send the case, all in one transaction."""
    table = laid_out(reading(), actor(), number)
    form = table.form
    if not form.validate():
        return _again(number, table)
    try:
        with writing() as session:
            agency = _dispatch(session, actor(), number, form)
    except FeedbackError as error:
        return _again(number, laid_out(reading(), actor(), number), error)
    flash(_("Đã chuyển %(number)s đến %(agency)s.", number=number, agency=agency), "done")
    return redirect(url_for("hotline.tray"))


def _dispatch(session: Session, by: Actor, number: str, form: DispatchForm) -> str:
    if not form.agency_code:
        raise Invalid("agency_code", CHOOSE_AGENCY)
    case = case_for(session, by, number)
    expect_version(session, case, form.seen_version)
    _correct(session, by, case, form)
    return send(session, by, case, form.agency_code, form.why.data or "").agency.short_name


def _correct(session: Session, by: Actor, case: Case, form: DispatchForm) -> None:
    """Only what differs is written, so that the history tells only what changed."""
    set_kind(session, by, case, Kind(form.kind.data))
    set_level(session, by, case, Level(form.level.data))
    if form.field.data:
        classify(session, by, case, form.field.data)
    if (form.ward.data or None, form.place.data or "") != (case.ward_code, case.place_text):
        locate(session, by, case, ward_code=form.ward.data or None, place_text=form.place.data or "")


def _again(number: str, table: Table, error: FeedbackError | None = None) -> tuple[str, int]:
    """The same page with what was typed; a new version is shown, so that sending again is a decision."""
    status = put_on(table.form, error, NAMES) if error else 422
    table.form.version.data = table.chosen.case.version
    return draw(reading(), actor(), number, table), status
