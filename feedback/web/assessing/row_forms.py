"""The forms of a row: what its points come from, evidence, planning, the appraiser's word, the last word."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_wtf import FlaskForm
from wtforms import (
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from feedback.models import AssessmentRow, CatalogueRow
from feedback.rules import assessing, say
from feedback.rules.scoring import NOT_A_NUMBER, Form, Given
from feedback.terms import RowState
from feedback.web.admin.settings_form import Chosen, Day
from feedback.web.assessing import words
from feedback.web.languages import language

THOUSANDS = {"vi": re.compile(r"\d{1,3}(\.\d{3})+(,\d+)?"), "en": re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")}
NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,6})?", re.ASCII)
NEEDED = {
    Form.RATIO: ("numerator", "denominator"),
    Form.THRESHOLD: ("numerator", "denominator"),
    Form.STEP: ("amount",),
    Form.CHOICE: ("answers",),
    Form.PARTS: ("answers",),
    Form.MANUAL: ("stated",),
}


class Amount(StringField):
    """A number as people of the language type it: "12,5", "1.284", "12.5" where it can mean nothing else."""

    data: Any  # a Decimal, or None

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = "".join(valuelist[0].split()) if valuelist else ""
        self.data = None
        if not typed:
            return
        if THOUSANDS[language()].fullmatch(typed):
            typed = typed.replace("." if language() == "vi" else ",", "")
        typed = typed.replace(",", ".")
        if NUMBER.fullmatch(typed) is None:
            raise ValueError(_(NOT_A_NUMBER))
        self.data = Decimal(typed)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else say.number(float(self.data), 6, language())


class RowForm(FlaskForm):
    version = HiddenField()

    @property
    def at_version(self) -> int:
        """What the form was drawn from; 0 where somebody changed it, which is nobody's version."""
        return int(self.version.data) if (self.version.data or "").isdecimal() else 0


class GivenForm(RowForm):
    """What points are computed from; a row's way of counting says which fields are drawn."""

    numerator = Amount(lazy("Tử số"))
    denominator = Amount(lazy("Mẫu số"))
    amount = Amount(lazy("Số lượng"))
    stated = Amount(lazy("Điểm"))
    answers = SelectMultipleField(lazy("Chọn"), validate_choice=False)

    def fill(self, row: CatalogueRow, given: Given) -> None:
        self.offer(row)
        for name in ("numerator", "denominator", "amount", "stated"):
            self[name].data = getattr(given, name)
        self.answers.data = list(given.answers)

    def offer(self, row: CatalogueRow) -> None:
        self.answers.choices = [(one, one) for one in words.answers(row)] if "answers" in needed(row) else []

    def given(self, row: CatalogueRow) -> Given:
        """Only what this row counts with."""
        typed: dict[str, Any] = {name: self[name].data for name in needed(row)}
        if "answers" in typed:
            typed["answers"] = tuple(typed["answers"] or ())
        return Given(**typed)


class EvidenceForm(RowForm):
    number = StringField(lazy("Số, ký hiệu văn bản"))
    on = Day(lazy("Ngày văn bản"))
    abstract = StringField(lazy("Trích yếu"))
    files = MultipleFileField(lazy("Tệp"), description=lazy("Ảnh hoặc PDF, nhiều nhất 5 tệp, mỗi tệp dưới 10 MB"))


class PlanForm(RowForm):
    owner = StringField(lazy("Người phụ trách"))
    due_on = Day(lazy("Hạn"))
    state = Chosen(lazy("Tình trạng"))


class AppraiseForm(RowForm):
    agrees = RadioField(lazy("Ý kiến thẩm định"), validate_choice=False)
    points = Amount(lazy("Điểm thẩm định"), description=lazy("Ghi khi không thống nhất"))
    explanation = TextAreaField(lazy("Giải trình"))


class AskForm(RowForm):
    explanation = TextAreaField(lazy("Cần bổ sung gì"))


class FinalForm(RowForm):
    points = Amount(lazy("Điểm cuối cùng"))
    note = TextAreaField(lazy("Lý do"), description=lazy("Ghi khi khác điểm thẩm định"))


def needed(row: CatalogueRow) -> tuple[str, ...]:
    return NEEDED[Form(row.formula)]


def forms(line: AssessmentRow) -> dict[str, RowForm]:
    """Every form of a row by act, filled with what the row says unless this request brings its own."""
    made: dict[str, RowForm] = {
        "enter": GivenForm(prefix="nhap"),
        "evidence": EvidenceForm(prefix="minh-chung"),
        "plan": PlanForm(prefix="ke-hoach", data={"owner": line.owner, "due_on": line.due_on}),
        "approve": RowForm(prefix="duyet"),
        "appraise": AppraiseForm(prefix="tham-dinh", data=_appraised(line)),
        "ask": AskForm(prefix="hoi"),
        "final": FinalForm(prefix="cuoi", data={"points": line.points, "note": line.final_note}),
    }
    enter, plan, appraise = made["enter"], made["plan"], made["appraise"]
    if isinstance(enter, GivenForm):
        enter.offer(line.row)
        if not enter.is_submitted():
            enter.fill(line.row, assessing.given_of(line.given))
    if isinstance(plan, PlanForm):
        plan.state.choices = [(one.value, one.label(language())) for one in RowState]
        plan.state.data = plan.state.data or line.state.value
    if isinstance(appraise, AppraiseForm):
        appraise.agrees.choices = [("y", _("Thống nhất")), ("n", _("Không thống nhất"))]
    for form in made.values():
        form.version.data = form.version.data or str(line.version)
    return made


def _appraised(line: AssessmentRow) -> dict[str, Any]:
    agrees = None if line.agrees is None else "y" if line.agrees else "n"
    points = None if line.agrees else line.appraised_points
    return {"agrees": agrees, "points": points, "explanation": line.explanation}
