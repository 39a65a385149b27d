"""Forms of what several agencies or several cases share: cooperation, incidents, matters split off."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session
from wtforms import MultipleFileField, SelectField, StringField, TextAreaField

from feedback.models import Case, Incident
from feedback.queries.case_facts import open_parts
from feedback.rules.lifecycle import Actor
from feedback.web.agency import lists
from feedback.web.agency.forms import ActForm

ALL = "*"


class InviteForm(ActForm):
    agency_code = SelectField(_("Mời"), validate_choice=False)
    asked = TextAreaField(
        _("Nhờ đơn vị này làm gì"),
        description=_("Họ thấy vụ việc và lời này, có thời hạn riêng; lời hẹn với người dân vẫn của đơn vị chủ trì."),
    )

    def fill(self, session: Session, actor: Actor, case: Case) -> None:
        self.agency_code.choices = lists.agencies(session, empty=str(_("Chọn cơ quan")))


class PartAnswerForm(ActForm):
    text = TextAreaField(
        _("Trả lời đơn vị chủ trì"), description=_("Đã làm gì, ở đâu, khi nào. Người dân không đọc lời này.")
    )
    pictures = MultipleFileField(
        _("Ảnh, văn bản làm bằng chứng"),
        description=_("Tối đa 5 tệp JPG, PNG, WebP hoặc PDF, mỗi tệp dưới 10 MB."),
        render_kw={"data-optional": "y"},
    )


class PartReturnForm(ActForm):
    reason_code = SelectField(_("Vì sao không phối hợp được"), validate_choice=False)
    note = TextAreaField(_("Nói rõ cho đơn vị chủ trì"))

    def fill(self, session: Session, actor: Actor, case: Case) -> None:
        self.reason_code.choices = lists.reasons(session, "return")


class EndPartsForm(ActForm):
    """`chosen` are the agencies meant: one of them, or all that still cooperate."""

    agency_codes = SelectField(_("Kết thúc phần của"), validate_choice=False)
    why = TextAreaField(
        _("Vì sao không chờ nữa"), description=_("Lời này ở lại trong vụ việc. Đơn vị phối hợp được báo.")
    )

    def fill(self, session: Session, actor: Actor, case: Case) -> None:
        parts = [(leg.agency_code, leg.agency.short_name) for leg in open_parts(case)]
        every = [(ALL, gettext("Tất cả đơn vị phối hợp"))] if len(parts) > 1 else []
        self.agency_codes.choices = [*every, *parts]

    @property
    def chosen(self) -> list[str]:
        wanted = self.agency_codes.data or ""
        known = [str(code) for code, _name in self.agency_codes.choices if code != ALL]
        return known if wanted == ALL else [wanted]


class SplitForm(ActForm):
    """With several reports the dispatcher says which one held two matters."""

    report_id = SelectField(_("Phản ánh có hai việc"), validate_choice=False)
    text = TextAreaField(
        _("Phần tách ra, lời của người dân"),
        description=_("Chỉ để lại phần của việc thứ hai. Vụ cũ giữ nguyên lời và thời hạn; ảnh được chép sang."),
    )
    field_code = SelectField(_("Lĩnh vực của phần tách ra"), validate_choice=False, render_kw={"data-optional": "y"})

    def fill(self, session: Session, actor: Actor, case: Case) -> None:
        self.report_id.choices = [(str(report.id), report.number) for report in case.reports]
        self.field_code.choices = lists.fields(session)
        if not self.is_submitted():
            self.report_id.data, self.text.data = str(case.reports[0].id), case.reports[0].text


class IncidentForm(ActForm):
    name = StringField(
        _("Tên sự cố"),
        description=_("Ví dụ “Mất nước cả phường”. Người dân đọc được tên này, nên không ghi tên người, số nhà."),
    )

    def fill(self, session: Session, actor: Actor, case: Case) -> None:
        if self.is_submitted():
            return
        incident = session.get(Incident, case.id)
        ward = f" {case.ward.kind} {case.ward.name}" if case.ward else ""
        self.name.data = incident.name if incident else f"{case.field.name_vi if case.field else ''}{ward}".strip()
