"""One assessment: its groups and rows with three scores side by side; handing in, closing, and the spreadsheet."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback import clock
from feedback.actions.assessing.close_assessment import close_assessment
from feedback.actions.assessing.hand_in_assessment import hand_in_assessment
from feedback.actions.assessing.held import about
from feedback.actions.assessment_workbook import as_xlsx
from feedback.errors import FeedbackError
from feedback.models import AssessmentRow
from feedback.queries import assessments, live_rows
from feedback.queries.assessments import Group, Sheet, Totals
from feedback.rules import assessing
from feedback.rules.assessing import Step
from feedback.terms import AssessmentState, Role
from feedback.web.assessing import words
from feedback.web.assessing.words import VIEWERS, View
from feedback.web.doors import actor, staff_only
from feedback.web.downloads import download
from feedback.web.error_pages import translated
from feedback.web.languages import language
from feedback.web.request_session import reading, writing

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@staff_only(*VIEWERS)
def assessment(number: int) -> str:
    session, who = reading(), actor()
    sheet = assessments.sheet(session, who, number)
    found = sheet.assessment
    is_closed = found.state is AssessmentState.CLOSED
    whose = about(found)
    return render_template(
        "assessing/sheet.html",
        number=number,
        assessment=found,
        catalogue=found.catalogue.label(language()),
        period=words.period_words(found.period),
        state=words.state_view(found.state),
        stage=_stage(found.state),
        tiles=_tiles(sheet.totals),
        groups=[_group(sheet, group) for group in sheet.groups],
        may_hand_in=assessing.may(Step.HAND_IN, who, whose),
        may_close=assessing.may(Step.CLOSE, who, whose),
        holds=is_closed and assessments.seal_of(session, found, found.closed_at) == found.digest,
        is_closed=is_closed,
    )


@staff_only(*VIEWERS)
def workbook(number: int) -> Response:
    sheet = assessments.sheet(reading(), actor(), number)
    name = f"{sheet.assessment.catalogue_code}_{sheet.assessment.agency_code}_{sheet.assessment.period}.xlsx"
    return download(as_xlsx(sheet, clock.now()), XLSX, name)


@staff_only(Role.AGENCY_LEADER, Role.OFFICER, Role.CITY_LEADER)
def hand_in(number: int) -> Response:
    return _done(number, hand_in_assessment, _("Đã nộp phiếu chấm điểm cho thành phố."))


@staff_only(Role.CITY_LEADER)
def close(number: int) -> Response:
    return _done(number, close_assessment, _("Đã chốt phiếu chấm điểm."))


def _done(number: int, verb: Any, said: str) -> Response:
    try:
        with writing() as session:
            verb(session, actor(), number)
    except FeedbackError as error:
        if error.status == 404:
            raise
        flash(translated(error), "error")
    else:
        flash(said)
    return redirect(url_for("assessing.assessment", number=number))


def _stage(state: AssessmentState) -> str:
    return {
        AssessmentState.OPEN: _("Đơn vị đang nhập và duyệt điểm tự chấm; dòng tự tính đổi theo vụ việc đến khi nộp."),
        AssessmentState.CLAIMED: _("Đơn vị đã nộp; điểm tự chấm đứng yên, thành phố đang thẩm định."),
        AssessmentState.CLOSED: _("Đã chốt; không ai sửa được nữa."),
    }[state]


def _tiles(totals: Totals) -> list[View]:
    beside = _("trên %(points)s", points=words.points(totals.maximum))
    rows = _("%(known)s trong %(all)s tiêu chí", known=totals.claimed_rows, all=totals.rows)
    seen = _("%(known)s trong %(all)s tiêu chí", known=totals.appraised_rows, all=totals.rows)
    return [
        {"label": _("Tự chấm"), "figure": words.points(totals.claimed), "beside": beside, "note": rows},
        {"label": _("Thẩm định"), "figure": words.points(totals.appraised), "beside": beside, "note": seen},
        {"label": _("Cuối cùng"), "figure": words.points(totals.final), "beside": beside, "note": None},
        {"label": _("Điểm mất"), "figure": words.points(totals.lost), "beside": None, "note": _("theo điểm mới nhất")},
    ]


def _group(sheet: Sheet, group: Group) -> View:
    totals = group.totals
    return {
        "code": group.row.code if group.row else "",
        "name": group.row.label(language()) if group.row else _("Chỉ số"),
        "maximum": words.points(totals.maximum),
        "claimed": words.points(totals.claimed) if totals.claimed_rows else "–",
        "appraised": words.points(totals.appraised) if totals.appraised_rows else "–",
        "final": words.points(totals.final) if sheet.assessment.state is AssessmentState.CLOSED else "–",
        "lost": words.points(totals.lost),
        "rows": [_line(sheet, line) for line in group.lines],
    }


def _line(sheet: Sheet, line: AssessmentRow) -> View:
    one = sheet.live_of(line) if sheet.assessment.state is AssessmentState.OPEN else None
    claimed = line.self_points if one is None else live_rows.points(line.row, one.value)
    return {
        "url": url_for("assessing.row", number=sheet.assessment.id, line=line.id),
        "code": line.row.code,
        "name": line.row.label(language()),
        "is_live": one is not None or line.is_live,
        "parts": words.live_parts(one, line.row, sheet.scope) if one is not None else [],
        "kept": words.kept_parts(line),
        "maximum": words.points(line.row.max_points),
        "claimed": words.points(claimed),
        "is_waiting": line.entered_by_id is not None and line.approved_by_id is None,
        "appraised": words.points(line.appraised_points),
        "is_cut": line.appraised_points is not None and line.appraised_points < (line.self_points or 0),
        "final": words.points(line.final_points),
        "lost": words.points(assessments.lost(line)),
        "evidence": len(line.evidence),
        "owner": line.owner,
        "due": f"{line.due_on.day}/{line.due_on.month}/{line.due_on.year}" if line.due_on else "",
        "state": words.state_view(line.state),
    }
