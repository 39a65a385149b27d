"""Acts of what several agencies or several cases share, as people meet them. Part of the table in acts.py."""

from __future__ import annotations

from flask import flash
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from feedback.actions.accept_short import accept_short
from feedback.actions.attach import discard
from feedback.actions.cooperate import accept_part, answer_part, end_parts, invite, return_part
from feedback.actions.declare_incident import declare_incident
from feedback.actions.merge import unmerge
from feedback.actions.split import copy_pictures, split
from feedback.errors import Invalid
from feedback.models import Case, Report
from feedback.rules.lifecycle import Act, Actor
from feedback.web.agency import forms, forms_joint
from feedback.web.agency.doing import NO_SUCH_CHOICE, Doing, text_of
from feedback.web.agency.forms import ActForm
from feedback.web.agency.giving import give_part
from feedback.web.kept_files import blobs


def _return_part(session: Session, actor: Actor, case: Case, form: forms_joint.PartReturnForm) -> None:
    return_part(session, actor, case, reason_code=text_of(form.reason_code), note=text_of(form.note))


def _split(session: Session, actor: Actor, case: Case, form: forms_joint.SplitForm) -> None:
    """Pictures are copied first; the copies are forgotten when the act is refused."""
    chosen = text_of(form.report_id)
    report = session.get(Report, int(chosen)) if chosen in dict(form.report_id.choices) else None
    if report is None:
        raise Invalid("report_id", NO_SUCH_CHOICE)
    pictures = copy_pictures(session, blobs(), report)
    try:
        receipt = split(
            session, actor, case, report,
            text=text_of(form.text), field_code=form.field_code.data or None, pictures=pictures,
        )  # fmt: skip
    except BaseException:
        discard(blobs(), pictures)
        raise
    flash(str(_("Đã tách thành vụ %(number)s.", number=receipt.number)))


JOINT: dict[str, Doing] = {
    "accept_part": Doing(
        Act.ACCEPT_PART, ActForm, lambda s, a, c, _form: accept_part(s, a, c),
        _("Đã nhận phối hợp."), "circle-check", is_rare=True,
    ),
    "assign_part": Doing(
        Act.ASSIGN_PART, forms.AssignForm, lambda s, a, c, f: give_part(s, a, c, text_of(f.officer_id)),
        _("Đã giao phần phối hợp."), "user-check", is_rare=True,
    ),
    "answer_part": Doing(
        Act.ANSWER_PART, forms_joint.PartAnswerForm,
        lambda s, a, c, f: answer_part(s, a, c, text_of(f.text), f.evidence),
        _("Đã trả lời đơn vị chủ trì."), "message-square", is_rare=True,
    ),
    "return_part": Doing(
        Act.RETURN_PART, forms_joint.PartReturnForm, _return_part,
        _("Đã báo đơn vị chủ trì."), "undo-2", is_rare=True,
    ),
    "invite": Doing(
        Act.INVITE, forms_joint.InviteForm,
        lambda s, a, c, f: invite(s, a, c, text_of(f.agency_code), text_of(f.asked)),
        _("Đã mời phối hợp."), "users",
    ),
    "end_part": Doing(
        Act.END_PART, forms_joint.EndPartsForm, lambda s, a, c, f: end_parts(s, a, c, f.chosen, text_of(f.why)),
        _("Đã kết thúc phần phối hợp và báo đơn vị đó."), "ban", is_rare=True,
    ),
    "split": Doing(
        Act.SPLIT, forms_joint.SplitForm, _split, _("Người dân theo dõi được cả hai việc."), "layers",
    ),
    "incident": Doing(
        Act.DECLARE_INCIDENT, forms_joint.IncidentForm, lambda s, a, c, f: declare_incident(s, a, c, text_of(f.name)),
        _("Đã đặt làm sự cố chung. Phản ánh mới về sự cố này được ghi thẳng vào đây."), "megaphone",
    ),
    "unmerge": Doing(
        Act.UNMERGE, ActForm, lambda s, a, c, _form: unmerge(s, a, c),
        _("Đã bỏ gộp. Vụ việc trở lại khay điều phối với lời hẹn cũ."), "undo-2", is_rare=True,
    ),
    "accept_short": Doing(
        Act.ACCEPT_SHORT, ActForm, lambda s, a, c, _form: accept_short(s, a, c),
        _("Đã chấp nhận lượt ngắn."), "clock-alert", is_rare=True,
    ),
}  # fmt: skip
