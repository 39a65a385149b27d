"""Logging a call: answered on the spot, dropped, or a report; and what the system proposes meanwhile."""

from __future__ import annotations

from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback import clock
from feedback.actions.log_interaction import log_interaction, log_report
from feedback.actions.merge import join
from feedback.errors import FeedbackError, Invalid
from feedback.queries.calls import call_logged
from feedback.queries.cases import case_for
from feedback.queries.city import city
from feedback.queries.incidents import incident_name
from feedback.queries.knowledge import knowledge
from feedback.queries.pick_lists import pick_lists
from feedback.terms import Channel, InteractionOutcome, Role
from feedback.web.doors import actor, staff_only
from feedback.web.form_errors import put_on
from feedback.web.hotline.call_form import NAMES, CallForm, about, call_form
from feedback.web.hotline.desk import blueprint
from feedback.web.hotline.proposals import Proposals, proposals
from feedback.web.languages import language
from feedback.web.request_session import reading, writing

SPOKEN = "code_to_read"  # cookie: the report whose code is shown once more
SAVED = "call_saved"  # cookie: the draft of the last call may be forgotten
WITHOUT_REPORT = (InteractionOutcome.ANSWERED, InteractionOutcome.DROPPED)


@blueprint.get("/call")
@staff_only(Role.OPERATOR, Role.DISPATCHER)
def call() -> str:
    """An empty form; `phone` is the caller's number when the telephone system knows it."""
    return _page(*_form(request.args.get("phone", "")))


@blueprint.post("/call")
@staff_only(Role.OPERATOR, Role.DISPATCHER)
def save_call() -> Response | tuple[str, int]:
    form, beside = _form()
    if not form.validate():
        return _page(form, beside), 422
    try:
        asked = request.form.get("outcome")
        outcome = next((one for one in WITHOUT_REPORT if one == asked), InteractionOutcome.REPORTED)
        return _report(form) if outcome is InteractionOutcome.REPORTED else _log(form, outcome)
    except FeedbackError as error:
        status = put_on(form, error, NAMES)
        return _page(form, beside), status


@blueprint.post("/suggest")
@staff_only(Role.OPERATOR, Role.DISPATCHER)
def suggest() -> str:
    """The right-hand side of the form, drawn again for what has been typed so far."""
    form, beside = _form()
    return render_template("hotline/_beside.html", form=form, beside=beside, is_fragment=True)


def _form(phone: str = "") -> tuple[CallForm, Proposals]:
    session = reading()
    lists, known, settings = pick_lists(session), knowledge(session), city(session)
    form = call_form(lists, known, settings, phone)
    return form, proposals(session, actor(), form.said(known), form.phone.data or "", known, lists, settings)


def _page(form: CallForm, beside: Proposals) -> str:
    return render_template(
        "hotline/call.html", form=form, beside=beside, began_at=_began_at(form), is_saved=cookie.pop(SAVED, False)
    )


def _began_at(form: CallForm) -> datetime:
    try:
        return form.began_at()
    except Invalid:  # told when the form is sent
        return clock.now()


def _log(form: CallForm, outcome: InteractionOutcome) -> Response:
    began_at = form.began_at()
    with writing() as session:
        if not call_logged(session, actor(), began_at):
            log_interaction(
                session,
                actor(),
                channel=Channel.PHONE,
                outcome=outcome,
                started_at=began_at,
                caller_phone=form.phone.data or "",
                topic=form.text.data or "",
            )
    cookie[SAVED] = True
    flash(_("Đã ghi cuộc gọi: %(outcome)s.", outcome=outcome.label(language()).lower()), "done")
    return redirect(url_for("hotline.call"))


def _report(form: CallForm) -> Response:
    with writing() as session:
        shared = case_for(session, actor(), form.join.data) if form.join.data else None
        said = form.report() if shared is None else about(form.report(), shared, incident_name(session, shared))
        receipt = log_report(session, actor(), said, form.key.data or "", form.began_at())
        if shared is not None and not receipt.is_repeat:
            join(session, actor(), receipt.report.case, shared)
        number = receipt.number
    cookie[SPOKEN] = number
    return redirect(url_for("hotline.logged", number=number))
