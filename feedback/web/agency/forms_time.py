"""Forms about more time. Fields bear the names that the actions use for them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session
from wtforms import SelectField, StringField, TextAreaField

from feedback.models import Case
from feedback.rules.lifecycle import Actor
from feedback.web.agency import lists
from feedback.web.agency.forms import ActForm


class AskExtensionForm(ActForm):
    amount = StringField(
        _("Xin thêm bao nhiêu ngày làm việc"),
        description=_("Nhiều nhất 2 lần, cộng lại không quá thời hạn ban đầu. Thời hạn hẹn theo giờ thì ghi số giờ."),
        render_kw={"inputmode": "numeric"},
    )
    reason_code = SelectField(_("Vì sao cần thêm thời gian"), validate_choice=False)
    note = TextAreaField(
        _("Nói rõ cho người duyệt"), description=_("Đã làm được gì, còn vướng gì, vì sao cần đúng ngần ấy thời gian.")
    )

    def fill(self, session: Session, actor: Actor, case: Case) -> None:
        self.reason_code.choices = lists.reasons(session, "extension")

    @property
    def asked(self) -> int:
        """What was typed; 0, which is too little, when it is no number."""
        typed = (self.amount.data or "").strip()
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 5 else 0


class RefuseExtensionForm(ActForm):
    note = TextAreaField(_("Vì sao không cho gia hạn"), description=_("Đơn vị đọc lời này. Thời hạn giữ nguyên."))
