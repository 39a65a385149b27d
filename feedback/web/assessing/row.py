"""One row of an assessment: its three scores, what they come from, evidence, and what this person may do with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from feedback.actions.assessing.add_evidence import add_evidence
from feedback.actions.assessing.appraise_row import appraise_row
from feedback.actions.assessing.approve_row import approve_row
from feedback.actions.assessing.ask_evidence import ask_evidence
from feedback.actions.assessing.enter_row import enter_row
from feedback.actions.assessing.finalise_row import finalise_row
from feedback.actions.assessing.held import about
from feedback.actions.assessing.plan_row import plan_row
from feedback.errors import FeedbackError
from feedback.models import AssessmentRow, Evidence
from feedback.queries import assessments, live_rows
from feedback.queries.live_rows import Live
from feedback.rules import assessing
from feedback.rules.assessing import Step
from feedback.rules.lifecycle import Actor
from feedback.rules.period import period
from feedback.terms import AssessmentState, RowState
from feedback.web.assessing import words
from feedback.web.assessing.row_forms import EvidenceForm, RowForm, forms, needed
from feedback.web.assessing.words import VIEWERS, View
from feedback.web.doors import actor, staff_only
from feedback.web.form_errors import put_on
from feedback.web.kept_files import kept_evidence
from feedback.web.languages import language
from feedback.web.request_session import reading, writing

Save = Callable[[Session, Actor, AssessmentRow, Any], object]
SAVES: dict[str, Save] = {
    "enter": lambda s, who, line, form: enter_row(s, who, line.id, form.at_version, form.given(line.row)),
    "approve": lambda s, who, line, form: approve_row(s, who, line.id, form.at_version),
    "plan": lambda s, who, line, form: plan_row(
        s, who, line.id, form.at_version,
        owner=form.owner.data or "", due_on=form.due_on.data, state=RowState(form.state.data),
    ),
    "appraise": lambda s, who, line, form: appraise_row(
        s, who, line.id, form.at_version,
        agrees=form.agrees.data == "y", points=form.points.data, explanation=form.explanation.data or "",
    ),
    "ask": lambda s, who, line, form: ask_evidence(s, who, line.id, form.at_version, form.explanation.data or ""),
    "final": lambda s, who, line, form: finalise_row(
        s, who, line.id, form.at_version, points=form.points.data, note=form.note.data or ""
    ),
}  # fmt: skip


@staff_only(*VIEWERS)
def row(number: int, line: int) -> str:
    held = assessments.line(reading(), actor(), number, line)
    return _page(held, forms(held))


@staff_only(*VIEWERS)
def act(number: int, line: int, act: str) -> Response | tuple[str, int]:
    """Whoever may not do it is told so by the action itself."""
    held = assessments.line(reading(), actor(), number, line)
    made = forms(held)
    if act not in made:
        abort(404)
    form = made[act]
    if not form.validate_on_submit():
        return _page(held, made), 422
    try:
        _save(held, act, form)
    except FeedbackError as error:
        if error.status in (403, 404):
            raise
        status = put_on(form, error)
        return _page(assessments.line(reading(), actor(), number, line), made), status
    flash(_done(act))
    return redirect(url_for("assessing.row", number=number, line=line))


def _save(held: AssessmentRow, act: str, form: RowForm) -> None:
    who = actor()
    if not isinstance(form, EvidenceForm):
        with writing() as session:
            SAVES[act](session, who, held, form)
        return
    with kept_evidence(form.files) as kept, writing() as session:
        add_evidence(
            session, who, held.id, form.at_version,
            number=form.number.data or "", on=form.on.data, abstract=form.abstract.data or "", kept=kept,
        )  # fmt: skip


def _page(line: AssessmentRow, made: dict[str, RowForm]) -> str:
    session, who = reading(), actor()
    found = line.assessment
    scope = live_rows.scope_of(session, period(found.period), found.agency_code, _frozen_at(line))
    live = live_rows.live(session, [line.row], scope).get(line.row.metric)
    names = assessments.people(session, line)
    return render_template(
        "assessing/row.html",
        line=line,
        number=found.id,
        title=f"{line.row.code} {line.row.label(language())}",
        crumbs=_crumbs(line),
        state=words.state_view(line.state),
        scores=_scores(line, live),
        facts=_facts(line, names),
        parts=words.live_parts(live, line.row, scope) if live and (live.value.n or line.is_live) else [],
        is_live=line.is_live or bool(live and live.value.n and found.state is AssessmentState.OPEN),
        counted_at=scope.as_of.at,
        evidence=[_evidence(one, names) for one in line.evidence],
        forms=made,
        needed=needed(line.row),
        is_choice=line.row.formula == "choice",
        may=_may(line, who),
    )


def _frozen_at(line: AssessmentRow) -> Any:
    """A live row that was handed in is shown as it was then."""
    if line.assessment.state is AssessmentState.OPEN or not line.is_live:
        return None
    return live_rows.instant(line.given)


def _may(line: AssessmentRow, who: Actor) -> dict[str, bool]:
    whose = about(line.assessment)
    enters = assessing.may(Step.ENTER, who, whose)
    proves = line.state is RowState.NEEDS_EVIDENCE and assessing.may(Step.PROVE, who, whose)
    is_scored = line.row.max_points is not None
    appraises = assessing.may(Step.APPRAISE, who, whose) and who.user_id not in (
        line.entered_by_id,
        line.approved_by_id,
    )
    return {
        "enter": enters and is_scored and not line.is_live,
        "approve": assessing.may(Step.APPROVE, who, whose)
        and line.entered_by_id not in (None, who.user_id)
        and line.approved_by_id is None,
        "evidence": enters or proves,
        "plan": enters,
        "appraise": appraises and is_scored,
        "ask": appraises,
        "final": assessing.may(Step.FINALISE, who, whose) and line.appraised_points is not None,
    }


def _crumbs(line: AssessmentRow) -> list[tuple[str, str | None]]:
    found = line.assessment
    named = f"{found.agency.short_name}, {words.period_words(found.period).lower()}"
    return [
        (_("Chấm điểm"), url_for("assessing.assessments")),
        (named, url_for("assessing.assessment", number=found.id)),
        (line.row.code, None),
    ]


def _scores(line: AssessmentRow, live: Live | None) -> list[View]:
    claimed = line.self_points
    if live is not None and live.value.n and line.assessment.state is AssessmentState.OPEN:
        claimed = live_rows.points(line.row, live.value)
    beside = _("trên %(points)s", points=words.points(line.row.max_points))
    word = None if line.agrees is None else _("Thống nhất") if line.agrees else _("Không thống nhất")
    return [
        {"label": _("Tự chấm"), "figure": words.points(claimed), "beside": beside, "note": words.given_words(line)},
        {"label": _("Thẩm định"), "figure": words.points(line.appraised_points), "beside": beside, "note": word},
        {"label": _("Cuối cùng"), "figure": words.points(line.final_points), "beside": beside, "note": line.final_note},
        {"label": _("Điểm mất"), "figure": words.points(assessments.lost(line)), "beside": None, "note": None},
    ]


def _facts(line: AssessmentRow, names: dict[int, str]) -> list[tuple[str, str]]:
    def person(number: int | None) -> str:
        return names.get(number, "–") if number is not None else "–"

    return [
        (_("Cách tính"), words.formula_words(line.row)),
        (_("Nguồn của tiêu chí"), line.row.source_status.label(language())),
        (_("Phụ trách"), line.owner or "–"),
        (_("Hạn"), f"{line.due_on.day}/{line.due_on.month}/{line.due_on.year}" if line.due_on else "–"),
        (_("Người nhập"), person(line.entered_by_id)),
        (_("Người duyệt"), person(line.approved_by_id)),
        (_("Người thẩm định"), person(line.appraised_by_id)),
    ]


def _evidence(one: Evidence, names: dict[int, str]) -> View:
    on = f"{one.document_on.day}/{one.document_on.month}/{one.document_on.year}" if one.document_on else ""
    return {
        "words": f"{one.document_number}{' – ' + on if on else ''}: {one.abstract}",
        "who": names.get(one.added_by_id or 0, ""),
        "at": one.added_at,
        "files": [
            {"url": url_for("assessing.evidence_file", name=file.stored_as), "words": file.original_name}
            for file in one.files
        ],
    }


def _done(act: str) -> str:
    return {
        "enter": _("Đã lưu điểm tự chấm."),
        "approve": _("Đã duyệt tiêu chí này."),
        "evidence": _("Đã thêm minh chứng."),
        "plan": _("Đã lưu."),
        "appraise": _("Đã ghi ý kiến thẩm định."),
        "ask": _("Đã yêu cầu đơn vị bổ sung minh chứng."),
        "final": _("Đã ghi điểm cuối cùng."),
    }[act]
