"""Every act on a case as people meet it: its address, its form, the action it calls, what is said afterwards."""

from __future__ import annotations

from flask import current_app, flash, url_for
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from feedback.actions.accept import accept
from feedback.actions.ask_citizen import ask_citizen, receive_answer, resume
from feedback.actions.classify import classify
from feedback.actions.close_case import close_case
from feedback.actions.contractor import give, revoke
from feedback.actions.extension import ask_extension, ask_for_short, grant_extension, refuse_extension
from feedback.actions.forward import dispatch, redirect, rule
from feedback.actions.hand_in import approve, send_back, submit_result
from feedback.actions.issue_letter import issue_letter
from feedback.actions.locate import locate
from feedback.actions.merge import merge
from feedback.actions.publish import publish
from feedback.actions.rate import rate
from feedback.actions.refer import refer
from feedback.actions.refuse import refuse
from feedback.actions.reopen import reopen
from feedback.actions.return_case import return_case
from feedback.actions.set_kind import set_kind, set_level
from feedback.actions.write_note import write_note
from feedback.errors import N_, Invalid
from feedback.models import Case, Report
from feedback.queries.case_of_report import answering_case
from feedback.queries.cases import case_for
from feedback.rules.lifecycle import Act, Actor
from feedback.terms import Kind, Level
from feedback.web.agency import forms, forms_centre, forms_time
from feedback.web.agency.acts_after import AFTER
from feedback.web.agency.acts_joint import JOINT
from feedback.web.agency.doing import NO_SUCH_CHOICE, Doing, text_of
from feedback.web.agency.forms import ActForm
from feedback.web.agency.giving import give as give_case
from feedback.web.agency.letters import LetterForm
from feedback.web.kept_files import blobs

NO_SUCH_TARGET = N_("Hãy ghi mã của vụ việc sẽ trả lời chung, ví dụ 2607-4102.")


def _set_kind(session: Session, actor: Actor, case: Case, form: forms_centre.KindForm) -> None:
    if text_of(form.kind) not in set(Kind):
        raise Invalid("kind", NO_SUCH_CHOICE)
    set_kind(session, actor, case, Kind(text_of(form.kind)))


def _set_level(session: Session, actor: Actor, case: Case, form: forms_centre.LevelForm) -> None:
    if text_of(form.level) not in set(Level):
        raise Invalid("level", NO_SUCH_CHOICE)
    set_level(session, actor, case, Level(text_of(form.level)))


def _locate(session: Session, actor: Actor, case: Case, form: forms_centre.LocateForm) -> None:
    locate(session, actor, case, ward_code=form.ward_code.data or None, place_text=text_of(form.place_text))


def _return(session: Session, actor: Actor, case: Case, form: forms.ReturnForm) -> None:
    return_case(
        session, actor, case,
        reason_code=text_of(form.reason_code), note=text_of(form.note),
        proposed_agency_code=form.proposed_agency_code.data or None,
    )  # fmt: skip


def _ask(session: Session, actor: Actor, case: Case, form: forms.AskForm) -> None:
    ask_citizen(session, actor, case, reason_code=text_of(form.reason_code), text=text_of(form.text))


def _submit(session: Session, actor: Actor, case: Case, form: forms.ResultForm) -> None:
    submit_result(
        session, actor, case,
        result_code=text_of(form.result_code), text=text_of(form.text), done_on_site_at=form.done_at,
        spot=form.measured, evidence=form.evidence, no_picture_reason=text_of(form.no_picture_reason),
    )  # fmt: skip


def _ask_extension(session: Session, actor: Actor, case: Case, form: forms_time.AskExtensionForm) -> None:
    ask_extension(
        session, actor, case, amount=form.asked, reason_code=text_of(form.reason_code), note=text_of(form.note)
    )  # fmt: skip


def _ask_for_short(session: Session, actor: Actor, case: Case, form: forms_time.AskExtensionForm) -> None:
    ask_for_short(
        session, actor, case, amount=form.asked, reason_code=text_of(form.reason_code), note=text_of(form.note)
    )  # fmt: skip


def _hire(session: Session, actor: Actor, case: Case, form: forms.ContractorForm) -> None:
    """The address is told once, to whoever made it; afterwards only its hash is known."""
    days = text_of(form.days).strip()
    link, token = give(
        session, actor, case,
        name=text_of(form.name), phone=text_of(form.phone), instructions=text_of(form.instructions),
        days=int(days) if days.isascii() and days.isdigit() and len(days) < 4 else 0,
    )  # fmt: skip
    address = current_app.config["PUBLIC_URL"] + url_for("public.task", token=token)
    flash(str(_("Gửi đường dẫn này cho %(name)s, chỉ hiện một lần: %(address)s", name=link.name, address=address)))


def _publish(session: Session, actor: Actor, case: Case, form: forms_centre.PublishForm) -> None:
    publish(session, actor, case, public_text=text_of(form.public_text), public_answer=text_of(form.public_answer))


def _refuse(session: Session, actor: Actor, case: Case, form: forms_centre.RefuseForm) -> None:
    refuse(session, actor, case, reason_code=text_of(form.reason_code), text=text_of(form.text))


def _merge(session: Session, actor: Actor, case: Case, form: forms_centre.MergeForm) -> None:
    number = text_of(form.into).strip()
    if not number or form.target is None:
        raise Invalid("into", NO_SUCH_TARGET)
    merge(session, actor, case, case_for(session, actor, form.target.number))


def _rate(session: Session, actor: Actor, case: Case, form: forms_centre.RateForm) -> None:
    chosen, score = text_of(form.report_id), text_of(form.rating)
    report = session.get(Report, int(chosen)) if chosen in dict(form.report_id.choices) else None
    if report is None or answering_case(report).id != case.id:
        raise Invalid("report_id", NO_SUCH_CHOICE)
    rate(session, actor, report, int(score) if score.isdecimal() and len(score) < 3 else 0, text_of(form.comment))


# In the order in which they are offered; the first that is allowed among PRIMARY gets the filled button.
ACTS: dict[str, Doing] = {
    "accept": Doing(
        Act.ACCEPT, ActForm, lambda s, a, c, _form: accept(s, a, c), _("Đã tiếp nhận vụ việc."), "circle-check", "A"
    ),
    "result": Doing(
        Act.SUBMIT_RESULT, forms.ResultForm, _submit, _("Đã trình kết quả, chờ lãnh đạo duyệt."), "message-square", "R"
    ),
    "approve": Doing(
        Act.APPROVE, ActForm, lambda s, a, c, _form: approve(s, a, c),
        _("Đã duyệt. Người dân nhận được câu trả lời."), "thumbs-up", "D",
    ),
    "send_back": Doing(
        Act.SEND_BACK, forms.SendBackForm, lambda s, a, c, f: send_back(s, a, c, text_of(f.note)),
        _("Đã yêu cầu làm lại."), "undo-2",
    ),
    "ask": Doing(Act.ASK, forms.AskForm, _ask, _("Đã gửi câu hỏi. Thời hạn tạm dừng."), "message-circle-question", "H"),
    "answer": Doing(
        Act.RECEIVE_ANSWER, forms_centre.AnswerForm, lambda s, a, c, f: receive_answer(s, a, c, text_of(f.answer)),
        _("Đã ghi câu trả lời. Thời hạn chạy tiếp."), "message-square",
    ),
    "resume": Doing(
        Act.RESUME, ActForm, lambda s, a, c, _form: resume(s, a, c), _("Thôi chờ. Thời hạn chạy tiếp."), "activity"
    ),
    "extend": Doing(
        Act.ASK_EXTENSION, forms_time.AskExtensionForm, _ask_extension,
        _("Đã gửi đề nghị gia hạn. Thời hạn vẫn chạy cho đến khi được duyệt."), "hourglass",
    ),
    "ask_for_short": Doing(
        Act.ASK_FOR_SHORT, forms_time.AskExtensionForm, _ask_for_short,
        _("Đã gửi lãnh đạo thành phố. Thời hạn vẫn chạy cho đến khi được duyệt."), "hourglass", is_rare=True,
    ),
    "grant": Doing(
        Act.GRANT_EXTENSION, ActForm, lambda s, a, c, _form: grant_extension(s, a, c),
        _("Đã cho gia hạn. Người dân được báo hạn mới."), "hourglass",
    ),
    "refuse_extension": Doing(
        Act.REFUSE_EXTENSION, forms_time.RefuseExtensionForm,
        lambda s, a, c, f: refuse_extension(s, a, c, text_of(f.note)),
        _("Không cho gia hạn. Thời hạn giữ nguyên."), "ban",
    ),
    "assign": Doing(
        Act.ASSIGN, forms.AssignForm, lambda s, a, c, f: give_case(s, a, c, text_of(f.officer_id)),
        _("Đã giao việc."), "user-check", "G",
    ),
    "note": Doing(
        Act.NOTE, forms.NoteForm, lambda s, a, c, f: write_note(s, a, c, text_of(f.text)),
        _("Đã lưu ghi chú."), "square-pen", "N",
    ),
    "forward": Doing(
        Act.FORWARD, forms_centre.ForwardForm,
        lambda s, a, c, f: dispatch(s, a, c, text_of(f.agency_code), text_of(f.why)),
        _("Đã chuyển xử lý."), "send", "C",
    ),
    "redirect": Doing(
        Act.REDIRECT, forms_centre.RedirectForm,
        lambda s, a, c, f: redirect(s, a, c, text_of(f.agency_code), text_of(f.why)),
        _("Đã chuyển sang đơn vị khác."), "route",
    ),
    "rule": Doing(
        Act.RULE, forms_centre.RuleForm, lambda s, a, c, f: rule(s, a, c, text_of(f.agency_code), text_of(f.why)),
        _("Đã giao. Đơn vị này phải xử lý, không trả lại nữa."), "scale",
    ),
    "kind": Doing(Act.TRIAGE, forms_centre.KindForm, _set_kind, _("Đã ghi loại."), "scale", words=_("Xác định loại")),
    "level": Doing(
        Act.TRIAGE, forms_centre.LevelForm, _set_level, _("Đã ghi mức độ."), "flame", words=_("Xác định mức độ")
    ),
    "classify": Doing(
        Act.CLASSIFY, forms_centre.ClassifyForm, lambda s, a, c, f: classify(s, a, c, text_of(f.field_code)),
        _("Đã ghi lĩnh vực."), "tag",
    ),
    "locate": Doing(Act.LOCATE, forms_centre.LocateForm, _locate, _("Đã ghi địa điểm."), "map-pin"),
    "return": Doing(Act.RETURN, forms.ReturnForm, _return, _("Đã trả lại tổng đài 1022."), "undo-2"),
    "publish": Doing(Act.PUBLISH, forms_centre.PublishForm, _publish, _("Đã công khai bản đã che."), "eye"),
    "contractor": Doing(
        Act.HIRE, forms.ContractorForm, _hire, _("Đã tạo đường dẫn cho đơn vị thi công."), "users"
    ),
    "revoke_contractor": Doing(
        Act.HIRE, ActForm, lambda s, a, c, _form: revoke(s, a, c), _("Đã thu hồi đường dẫn."), "ban",
        words=_("Thu hồi đường dẫn thi công"),
    ),
    "letter": Doing(
        Act.ISSUE_LETTER, LetterForm, lambda s, a, c, f: issue_letter(s, a, c, blobs(), f.draft),
        _("Đã phát hành công văn."), "file-text", "V",
    ),
    "close": Doing(
        Act.CLOSE, ActForm, lambda s, a, c, _form: close_case(s, a, c), _("Đã đóng vụ việc."), "lock"
    ),
    "rate": Doing(Act.RATE, forms_centre.RateForm, _rate, _("Đã ghi đánh giá của người dân."), "star"),
    "reopen": Doing(
        Act.REOPEN, forms_centre.ReopenForm, lambda s, a, c, f: reopen(s, a, c, text_of(f.why)),
        _("Đã mở lại. Đơn vị cũ xử lý tiếp."), "refresh-cw",
    ),
    "merge": Doing(
        Act.MERGE, forms_centre.MergeForm, _merge,
        _("Đã gộp. Người dân của cả hai vụ nhận một câu trả lời."), "git-merge",
    ),
    "refer": Doing(
        Act.REFER, forms_centre.ReferForm, lambda s, a, c, f: refer(s, a, c, text_of(f.referred_to)),
        _("Đã chuyển cơ quan có thẩm quyền và báo người dân."), "landmark",
    ),
    "refuse": Doing(Act.REFUSE, forms_centre.RefuseForm, _refuse, _("Đã từ chối và báo người dân."), "ban"),
} | AFTER | JOINT  # fmt: skip
PRIMARY = ("accept", "accept_part", "approve", "result", "answer", "grant", "forward", "rule", "close", "publish")
