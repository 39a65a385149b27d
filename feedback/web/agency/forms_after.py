"""Forms of the centre about what the public and the reporter may see. Fields bear the names that the actions use."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session
from wtforms import SelectField, StringField, TextAreaField

from feedback.actions.notices import reporters
from feedback.models import Case
from feedback.rules.lifecycle import Actor
from feedback.web.agency import lists
from feedback.web.agency.forms import ActForm


class WithholdForm(ActForm):
    reason_code = SelectField(_("Vì sao không công khai"), validate_choice=False)
    note = TextAreaField(
        _("Căn cứ"), description=_("Người kiểm tra sau này đọc lời này. Người phản ánh vẫn nhận câu trả lời riêng.")
    )

    def fill(self, session: Session, actor: Actor, case: Case) -> None:
        self.reason_code.choices = lists.reasons(session, "withhold")


class ReissueForm(ActForm):
    """Which report, and what the caller says; the number on file is not shown here."""

    report_id = SelectField(_("Mã của phản ánh"), validate_choice=False)
    said = StringField(
        _("Số điện thoại hoặc thư người gọi nói"),
        description=_("Hỏi người gọi, không đọc gợi ý. Đúng số thì mã mới gửi thẳng đến số đó, mã cũ hết dùng."),
        render_kw={"autocomplete": "off"},
    )

    def fill(self, session: Session, actor: Actor, case: Case) -> None:
        self.report_id.choices = [(str(report.id), report.number) for report in reporters(session, case)]
        if len(self.report_id.choices) == 1 and not self.is_submitted():
            self.report_id.data = self.report_id.choices[0][0]
