"""The list of assessments, and opening one for a unit and a period."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from feedback import clock
from feedback.actions.assessing.open_assessment import open_assessment
from feedback.errors import FeedbackError
from feedback.models import Agency, Catalogue
from feedback.queries import assessments as known
from feedback.queries import catalogues
from feedback.rules.assessing import WHOLE_CITY
from feedback.rules.lifecycle import Actor
from feedback.rules.period import choices
from feedback.terms import AGENCY_ROLES, AssessmentState, Role
from feedback.web.admin.settings_form import Chosen
from feedback.web.assessing import words
from feedback.web.assessing.words import VIEWERS, View
from feedback.web.doors import actor, staff_only
from feedback.web.form_errors import put_on
from feedback.web.languages import language
from feedback.web.leadership.asked import period_name
from feedback.web.request_session import reading, writing

OPENERS = (Role.OFFICER, Role.AGENCY_LEADER, Role.DISPATCHER, Role.CITY_LEADER)


class OpenForm(FlaskForm):
    catalogue_code = Chosen(lazy_gettext("Bộ chỉ số"))
    period = Chosen(lazy_gettext("Kỳ"))
    agency_code = Chosen(lazy_gettext("Đơn vị"))

    def offer(self, session: Session, who: Actor, sets: list[Catalogue]) -> None:
        self.catalogue_code.choices = [(one.code, one.label(language())) for one in sets]
        today = clock.today()
        self.period.choices = [(one.code, period_name(one)) for one in sorted(choices(today), key=_longest_first)]
        self.agency_code.choices = units(session, who)


@staff_only(*VIEWERS)
def assessments() -> str:
    return _page(OpenForm(prefix="mo"))


@staff_only(*OPENERS)
def open_one() -> Response | tuple[str, int]:
    session, who = reading(), actor()
    form = OpenForm(prefix="mo")
    form.offer(session, who, _sets(session, who))
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        with writing() as session:
            made = open_assessment(session, who, form.catalogue_code.data, form.period.data, form.agency_code.data)
            session.flush()
            number = made.id
    except FeedbackError as error:
        status = put_on(form, error)
        return _page(form), status
    flash(_("Đã mở phiếu chấm điểm."))
    return redirect(url_for("assessing.assessment", number=number))


def units(session: Session, who: Actor) -> list[tuple[str, str]]:
    """The units that this person may open an assessment for; wards and communes first."""
    today = clock.today()
    query = select(Agency.code, Agency.short_name).where(Agency.valid_to.is_(None) | (Agency.valid_to >= today))
    if who.role in AGENCY_ROLES:
        query = query.where(Agency.code.in_(who.agencies))
    return [(code, name) for code, name in session.execute(query.order_by(Agency.kind.desc(), Agency.short_name))]


def _page(form: OpenForm) -> str:
    session, who = reading(), actor()
    wanted = {name: request.args.get(name, "") for name in ("catalogue", "period", "state")}
    sets = list(catalogues.catalogues(session))
    found = known.listed(
        session, who, wanted["catalogue"], wanted["period"], wanted["state"], request.args.get("page", 1, type=int)
    )
    may_open = who.role in OPENERS
    if may_open:
        form.offer(session, who, _sets(session, who, sets))
    return render_template(
        "assessing/list.html",
        form=form if may_open else None,
        rows=[_row(one) for one in found.lines],
        filters=_filters(session, who, sets, wanted),
        is_filtered=any(wanted.values()),
        compares=who.role not in AGENCY_ROLES,
        pages=_pages(found, wanted),
    )


def _sets(session: Session, who: Actor, sets: list[Catalogue] | None = None) -> list[Catalogue]:
    """A unit's people have nothing to open about the whole city."""
    every = list(catalogues.catalogues(session)) if sets is None else sets
    return [one for one in every if one.applies_to != WHOLE_CITY or who.role not in AGENCY_ROLES]


def _row(one: known.Listed) -> list[View]:
    shown = one.totals
    return [
        {"words": one.agency.short_name, "url": url_for("assessing.assessment", number=one.id)},
        {"words": one.catalogue.label(language())},
        {"words": words.period_words(one.period)},
        {"words": one.state.label(language())},
        {"words": words.points(shown.claimed) if shown.claimed_rows else "–"},
        {"words": words.points(shown.appraised) if shown.appraised_rows else "–"},
        {"words": words.points(shown.final) if one.state is AssessmentState.CLOSED else "–"},
        {"words": words.points(shown.maximum)},
        {"words": words.points(shown.lost), "url": url_for("assessing.what_if", number=one.id)},
    ]


def _filters(session: Session, who: Actor, sets: list[Catalogue], wanted: dict[str, str]) -> list[View]:
    every = _("Tất cả")
    return [
        {
            "name": "catalogue",
            "label": _("Bộ chỉ số"),
            "value": wanted["catalogue"],
            "options": [("", _("Mọi bộ chỉ số")), *((one.code, one.label(language())) for one in sets)],
        },
        {
            "name": "period",
            "label": _("Kỳ"),
            "value": wanted["period"],
            "options": [
                ("", _("Mọi kỳ")),
                *((code, words.period_words(code)) for code in known.periods(session, who)),
            ],
        },
        {
            "name": "state",
            "label": _("Tình trạng"),
            "value": wanted["state"],
            "options": [("", every), *((one.value, one.label(language())) for one in AssessmentState)],
        },
    ]


def _pages(found: known.Page, wanted: dict[str, str]) -> View:
    kept: dict[str, Any] = {name: value or None for name, value in wanted.items()}

    def at(page: int) -> str | None:
        return url_for("assessing.assessments", **kept, page=page) if 1 <= page <= found.pages else None

    said = _("%(total)s phiếu, trang %(page)s trong %(pages)s", total=found.total, page=found.page, pages=found.pages)
    return {"words": said, "previous": at(found.page - 1), "next": at(found.page + 1)}


def _longest_first(one: Any) -> tuple[int, str]:
    return -one.months, one.code
