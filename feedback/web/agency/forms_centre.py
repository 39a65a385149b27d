"""Forms of the 1022 centre's work on a case. Fields bear the names that the actions use for them."""

from __future__ import annotations

from flask import request
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session
from wtforms import RadioField, SelectField, StringField, TextAreaField

from feedback.models import Case, Result
from feedback.queries import choices
from feedback.queries.city import city
from feedback.queries.search import search
from feedback.rules.lifecycle import Actor
from feedback.rules.redaction import redact
from feedback.terms import Kind, Level
from feedback.web.agency import lists
from feedback.web.agency.forms import ActForm
from feedback.web.languages import language


class KindForm(ActForm):
    kind = RadioField(
        _("Nội dung này là"),
        validate_choice=False,
        description=_("Khiếu nại, tố cáo, tố giác không xử lý theo quy trình này: thời hạn dừng ngay."),
    )

    def fill(self, session: Session, actor: Actor, case: Case) -> None:
        self.kind.choices = [(kind.value, kind.label(language())) for kind in Kind]
        if not self.is_submitted():
            self.kind.data = case.kind.value


class LevelForm(ActForm):
    level = RadioField(
        _("Mức độ"),
        validate_choice=False,
        description=_("Khẩn là có người có thể bị thương: tính cả đêm và ngày nghỉ."),
    )

    def fill(self, session: Session, actor: Actor, case: Case) -> None:
        self.level.choices = [(level.value, level.label(language())) for level in Level]
        if not self.is_submitted():
            self.level.data = case.level.value


class ClassifyForm(ActForm):
    field_code = SelectField(_("Lĩnh vực"), validate_choice=False, description=_("Thời hạn đổi theo lĩnh vực."))

    def fill(self, session: Session, actor: Actor, case: Case) -> None:
        self.field_code.choices = lists.fields(session)
        if not self.is_submitted():
            self.field_code.data = case.field_code or ""


class LocateForm(ActForm):
    ward_code = SelectField(_("Phường, xã"), validate_choice=False)
    place_text = StringField(_("Địa chỉ hoặc chỗ dễ nhận ra"))

    def fill(self, session: Session, actor: Actor, case: Case) -> None:
        self.ward_code.choices = lists.wards(session)
        if not self.is_submitted():
            self.ward_code.data, self.place_text.data = case.ward_code or "", case.place_text


class ForwardForm(ActForm):
    agency_code = SelectField(_("Chuyển đến"), validate_choice=False)
    why = TextAreaField(_("Vì sao chọn nơi này"), render_kw={"data-optional": "y"})

    def fill(self, session: Session, actor: Actor, case: Case) -> None:
        self.agency_code.choices = lists.agencies(session, empty=str(_("Chọn cơ quan")))
        proposed = case.leads[-1].proposed_agency_code if case.leads else None
        if not self.is_submitted():
            self.agency_code.data = proposed or ""


class RedirectForm(ForwardForm):
    why = TextAreaField(_("Vì sao chuyển"), description=_("Cả hai cơ quan đều đọc được lời này."))


class RuleForm(ForwardForm):
    agency_code = SelectField(_("Giao cho"), validate_choice=False)
    why = TextAreaField(
        _("Căn cứ của quyết định"), description=_("Các cơ quan đều đọc được. Đơn vị được giao không trả lại được nữa.")
    )


class AnswerForm(ActForm):
    answer = TextAreaField(_("Người dân trả lời"), description=_("Ghi đúng lời người dân nói qua điện thoại."))


class PublishForm(ActForm):
    public_text = TextAreaField(_("Lời phản ánh, đã che"))
    public_answer = TextAreaField(_("Câu trả lời, đã che"))

    def fill(self, session: Session, actor: Actor, case: Case) -> None:
        if self.is_submitted():
            return
        result = session.get(Result, case.result_id) if case.result_id else None
        self.public_text.data = redact(case.reports[0].text)
        self.public_answer.data = redact(result.text) if result else ""


class RefuseForm(ActForm):
    reason_code = SelectField(_("Vì sao không tiếp nhận"), validate_choice=False)
    text = TextAreaField(_("Nói thêm với người dân"), render_kw={"data-optional": "y"})

    def fill(self, session: Session, actor: Actor, case: Case) -> None:
        self.reason_code.choices = lists.reasons(session, "refusal")
        self.offer_texts(session, actor, case, "refusal")


class ReferForm(ActForm):
    referred_to = StringField(
        _("Cơ quan có thẩm quyền và nơi nộp đơn"), description=_("Người dân nhận được lời này qua tin nhắn.")
    )


class MergeForm(ActForm):
    """`target` is the case to join, named by ?into= or typed; `found` are the likely ones."""

    into = StringField(_("Gộp vào vụ"))

    def fill(self, session: Session, actor: Actor, case: Case) -> None:
        if not self.is_submitted():
            self.into.data = request.args.get("into", "").strip()[:16]
        self.sought = request.args.get("q", "").strip()[:200]
        self.found = choices.joinable(session, actor, case, self.sought)
        self.target = next((row for row in self.found if row.number == self.into.data), None)
        if self.target is None and self.into.data:
            exact = search(session, actor, self.into.data).rows
            self.target = session.get(Case, exact[0].id) if exact and exact[0].number != case.number else None


class ReopenForm(ActForm):
    why = TextAreaField(_("Vì sao cần xử lý lại"), description=_("Ghi lời người dân: điều gì chưa được giải quyết."))


class RateForm(ActForm):
    """A rating given by phone; with several reporters the operator says whose it is."""

    report_id = SelectField(_("Đánh giá của phản ánh"), validate_choice=False)
    rating = RadioField(_("Người dân hài lòng không"), validate_choice=False)
    comment = TextAreaField(_("Người dân nói thêm"), render_kw={"data-optional": "y"})

    def fill(self, session: Session, actor: Actor, case: Case) -> None:
        words = city(session).rating_words
        self.rating.choices = [(str(score), en if language() == "en" else vi) for score, vi, en in words]
        self.report_id.choices = [(str(report.id), report.number) for report in choices.unrated_reports(session, case)]
        if len(self.report_id.choices) == 1 and not self.is_submitted():
            self.report_id.data = self.report_id.choices[0][0]
