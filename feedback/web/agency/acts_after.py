"""What the centre decides about an answer that is there: not to publish it, a new lookup code for its reporter."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from feedback.actions.reissue_code import reissue_code
from feedback.actions.withhold import withhold
from feedback.errors import Invalid
from feedback.models import Case, Report
from feedback.queries.case_of_report import answering_case
from feedback.rules.lifecycle import Act, Actor
from feedback.web.agency.doing import NO_SUCH_CHOICE, Doing, text_of
from feedback.web.agency.forms_after import ReissueForm, WithholdForm


def _withhold(session: Session, actor: Actor, case: Case, form: WithholdForm) -> None:
    withhold(session, actor, case, reason_code=text_of(form.reason_code), note=text_of(form.note))


def _reissue(session: Session, actor: Actor, case: Case, form: ReissueForm) -> None:
    chosen = text_of(form.report_id)
    report = session.get(Report, int(chosen)) if chosen in dict(form.report_id.choices) else None
    if report is None or answering_case(report).id != case.id:
        raise Invalid("report_id", NO_SUCH_CHOICE)
    reissue_code(session, actor, report, text_of(form.said))


AFTER: dict[str, Doing] = {
    "withhold": Doing(
        Act.WITHHOLD, WithholdForm, _withhold,
        _("Không công khai vụ này. Đồng hồ công khai đã dừng."), "eye-off",
    ),
    "reissue_code": Doing(
        Act.REISSUE_CODE, ReissueForm, _reissue,
        _("Mã mới đang gửi đến số người phản ánh đã để lại. Mã cũ không dùng được nữa."), "key-round",
    ),
}  # fmt: skip
