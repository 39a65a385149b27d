"""Points, shares and stages of assessments in words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from feedback.models import AssessmentRow, CatalogueRow
from feedback.queries import live_rows
from feedback.queries.indicators import Value
from feedback.queries.live_rows import Live
from feedback.queries.measures import Scope
from feedback.rules import say, scoring
from feedback.rules.period import period
from feedback.rules.scoring import Form
from feedback.terms import AssessmentState, Role, RowState
from feedback.web.languages import language
from feedback.web.leadership.asked import period_name

View = dict[str, Any]
VIEWERS = (Role.CITY_LEADER, Role.AUDITOR, Role.DISPATCHER, Role.OFFICER, Role.AGENCY_LEADER)
ROW_TONES = {
    RowState.NOT_STARTED: ("new", "circle-dashed"),
    RowState.IN_PROGRESS: ("doing", "circle-dot"),
    RowState.NEEDS_EVIDENCE: ("wait", "circle-pause"),
    RowState.DONE: ("done", "circle-check"),
}
DOSSIERS = ("766-5.4", "dossier.on_time")  # figures whose rows are dossiers
TONES = {
    AssessmentState.OPEN: ("doing", "circle-dot"),
    AssessmentState.CLAIMED: ("check", "user-check"),
    AssessmentState.CLOSED: ("closed", "lock"),
}


def points(value: Decimal | None) -> str:
    """ "7,04"; a dash where there is no word yet."""
    return "–" if value is None else say.number(float(value), 2, language())


def index_value(value: Decimal) -> str:
    """ "0,6924": an index always shows its four decimals."""
    said = f"{value:.4f}"
    return said if language() == "en" else said.replace(".", ",")


def percent(value: Decimal | None) -> str:
    return say.percent(None if value is None else float(value), 2, language())


def counted(value: Value) -> str:
    """ "7 trong 12"."""
    return _("%(part)s trong %(whole)s", part=_whole(value.numerator), whole=_whole(value.n))


def live_parts(one: Live, row: CatalogueRow, scope: Scope) -> list[View]:
    """The share that gives the points and the one beside it, each with its way to the cases."""
    parts = [(one.what, one.value), (one.beside_what, one.beside)]
    return [
        {
            "name": what.label(language()),
            "code": what.code,
            "percent": percent(value.value),
            "counted": counted(value),
            "points": points(live_rows.points(row, value)),
            "is_small": value.is_small,
            "note": what.note(language()),
            "population_url": cases_url(what.code, "population", scope),
            "condition_url": cases_url(what.code, "condition", scope),
            "rest_url": cases_url(what.code, "rest", scope),
        }
        for what, value in parts
        if what is not None and value is not None
    ]


def kept_parts(line: AssessmentRow) -> list[str]:
    """Of a live row that no longer follows: both denominators as they were."""
    given = line.given
    if not line.is_live:
        return []
    found = [given_words(line)]
    if "beside_numerator" in given:
        found.append(_("%(part)s trong %(whole)s", part=given["beside_numerator"], whole=given["beside_denominator"]))
    return found


def cases_url(metric: str, part: str, scope: Scope) -> str:
    as_of = None if scope.as_of.is_newest else scope.as_of.at.isoformat()
    page = "assessing.dossier_rows" if metric in DOSSIERS else "assessing.cases"
    agency = scope.agency_code or None
    return url_for(page, metric=metric, part=part, period=scope.period.code, agency=agency, as_of=as_of)


def given_words(line: AssessmentRow) -> str:
    """What the points were computed from."""
    given = line.given
    if "numerator" in given and "denominator" in given:
        return _("%(part)s trong %(whole)s", part=_plain(given["numerator"]), whole=_plain(given["denominator"]))
    if "answers" in given:
        return ", ".join(given["answers"])
    return _plain(given.get("amount", given.get("stated", "")))


def formula_words(row: CatalogueRow) -> str:
    """How a row's points come about."""
    return {
        Form.RATIO.value: _("tỷ lệ nhân điểm tối đa"),
        Form.THRESHOLD.value: _("đạt %(share)s%% là đủ điểm, dưới đó chia theo tỷ lệ", share=row.parameters),
        Form.STEP.value: _("theo bậc: %(steps)s", steps=row.parameters),
        Form.CHOICE.value: _("theo một lựa chọn: %(answers)s", answers=row.parameters),
        Form.PARTS.value: _("cộng các phần đạt: %(parts)s", parts=row.parameters),
        Form.MANUAL.value: _("điểm do người chấm ghi, kèm minh chứng"),
    }[row.formula]


def answers(row: CatalogueRow) -> list[str]:
    """The answers or parts that a row offers."""
    return list(scoring.formula(row.formula, row.parameters, row.max_points or Decimal(0)).shares)


def state_view(state: AssessmentState | RowState) -> View:
    tone, drawing = TONES[state] if isinstance(state, AssessmentState) else ROW_TONES[state]
    return {"tone": tone, "icon": drawing, "words": state.label(language())}


def period_words(code: str) -> str:
    return period_name(period(code))


def _plain(number: str) -> str:
    return say.number(float(number), 2, language()) if number else ""


def _whole(number: int) -> str:
    return say.number(number, 0, language())
