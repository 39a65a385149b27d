"""Acts of what several agencies or several cases share, as people meet them. Part of the table in acts.py."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from feedback.actions.cooperate import accept_part, answer_part, end_parts, invite, return_part
from feedback.models import Case
from feedback.rules.lifecycle import Act, Actor
from feedback.web.agency import forms_joint
from feedback.web.agency.doing import Doing, text_of
from feedback.web.agency.forms import ActForm


def _return_part(session: Session, actor: Actor, case: Case, form: forms_joint.PartReturnForm) -> None:
    return_part(session, actor, case, reason_code=text_of(form.reason_code), note=text_of(form.note))


JOINT: dict[str, Doing] = {
    "accept_part": Doing(
        Act.ACCEPT_PART, ActForm, lambda s, a, c, _form: accept_part(s, a, c),
        _("Đã nhận phối hợp."), "circle-check", is_rare=True,
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
}  # fmt: skip
