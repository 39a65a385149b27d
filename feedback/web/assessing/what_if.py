"""Points lost by indicator, the costliest first, and what a row and the whole would be with other values."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from feedback.errors import FeedbackError
from feedback.models import AssessmentRow
from feedback.queries import assessments, live_rows
from feedback.queries.assessments import Sheet
from feedback.rules import assessing, scoring
from feedback.rules.scoring import Given
from feedback.terms import AssessmentState
from feedback.web.assessing import words
from feedback.web.assessing.row_forms import GivenForm, needed
from feedback.web.assessing.words import VIEWERS, View
from feedback.web.doors import actor, staff_only
from feedback.web.form_errors import put_on
from feedback.web.languages import language
from feedback.web.request_session import reading


@staff_only(*VIEWERS)
def what_if(number: int) -> tuple[str, int]:
    session = reading()
    sheet = assessments.sheet(session, actor(), number)
    now = {line.id: _points(sheet, line) for line in sheet.lines}
    tried, status = _tried(sheet, now)
    maximum = assessing.total(line.row.max_points for line in sheet.lines)
    return render_template(
        "assessing/what_if.html",
        number=number,
        place=sheet.assessment.agency.short_name,
        period=words.period_words(sheet.assessment.period),
        catalogue=sheet.assessment.catalogue.label(language()),
        total=words.points(assessing.total(now.values())),
        maximum=words.points(maximum),
        lost=words.points(maximum - assessing.total(now.values())),
        rows=[_row(number, line, now[line.id], maximum) for line in _losing(sheet, now)],
        tried=tried,
    ), status


def _points(sheet: Sheet, line: AssessmentRow) -> Decimal | None:
    """By the word that counts most; while the unit claims, a live row by what is counted now."""
    one = sheet.live_of(line)
    if one is not None and sheet.assessment.state is AssessmentState.OPEN:
        return live_rows.points(line.row, one.value)
    return line.points


def _losing(sheet: Sheet, now: dict[int, Decimal | None]) -> list[AssessmentRow]:
    losing = [line for line in sheet.lines if _lost(line, now[line.id])]
    return sorted(losing, key=lambda line: (-_lost(line, now[line.id]), line.row.position))


def _lost(line: AssessmentRow, points: Decimal | None) -> Decimal:
    return scoring.lost(line.row.max_points or Decimal(0), points)


def _tried(sheet: Sheet, now: dict[int, Decimal | None]) -> tuple[View | None, int]:
    """The row that is tried with other values, by the address; its points and the total they would give."""
    wanted = request.args.get("row", type=int)
    line = next((one for one in sheet.lines if one.id == wanted and one.row.max_points is not None), None)
    if line is None:
        return None, 200
    form = GivenForm(request.args, meta={"csrf": False})
    form.offer(line.row)
    view: dict[str, Any] = {
        "line": line,
        "name": f"{line.row.code} {line.row.label(language())}",
        "maximum": words.points(line.row.max_points),
        "formula": words.formula_words(line.row),
        "now": words.points(now[line.id]),
        "form": form,
        "needed": needed(line.row),
        "is_choice": line.row.formula == "choice",
    }
    if not any(name in request.args for name in needed(line.row)):
        form.fill(line.row, _given(sheet, line))
        return view, 200
    return _computed(view, line, form, now)


def _computed(view: View, line: AssessmentRow, form: GivenForm, now: dict[int, Decimal | None]) -> tuple[View, int]:
    if not form.validate():
        return view, 422
    rule = scoring.formula(line.row.formula, line.row.parameters, line.row.max_points or Decimal(0))
    try:
        points = scoring.points(rule, form.given(line.row))
    except FeedbackError as error:
        return view, put_on(form, error, {"points": "stated"})
    total = assessing.total((now | {line.id: points}).values())
    gain = (points or Decimal(0)) - (now[line.id] or Decimal(0))
    view |= {
        "then": words.points(points),
        "total": words.points(total),
        "gain": ("+" if gain > 0 else "") + words.points(gain),
        "is_more": gain > 0,
    }
    return view, 200


def _given(sheet: Sheet, line: AssessmentRow) -> Given:
    one = sheet.live_of(line)
    if one is not None and sheet.assessment.state is AssessmentState.OPEN:
        return Given(numerator=one.value.numerator, denominator=one.value.n)
    return assessing.given_of(line.given)


def _row(number: int, line: AssessmentRow, points: Decimal | None, maximum: Decimal) -> list[View]:
    lost = _lost(line, points)
    share = float(lost / line.row.max_points * 100) if line.row.max_points else 0
    return [
        {
            "words": f"{line.row.code} {line.row.label(language())}",
            "url": url_for("assessing.row", number=number, line=line.id),
        },
        {"words": words.points(line.row.max_points)},
        {"words": words.points(points)},
        {"words": words.points(lost), "share": round(share), "is_below": True},
        {"words": words.percent(lost / maximum * 100 if maximum else None)},
        {"words": _("thử"), "url": url_for("assessing.what_if", number=number, row=line.id) + "#thu"},
    ]
