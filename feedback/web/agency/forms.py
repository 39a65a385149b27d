"""Forms of an agency's work on a case. Fields bear the names that the actions use for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from flask import request
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import HiddenField, MultipleFileField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from feedback import clock
from feedback.actions.attach import Stored
from feedback.clock import HO_CHI_MINH
from feedback.errors import N_, Invalid
from feedback.models import Case, TextModule
from feedback.queries.contractors import last_answer
from feedback.queries.text_modules import places, ready_texts
from feedback.rules.fill_in import fill
from feedback.rules.lifecycle import Actor
from feedback.web.agency import lists
from feedback.web.agency.giving import holders

BAD_TIME = N_("Hãy ghi ngày giờ làm xong, ví dụ 14:30 ngày 13/7/2026.")

BAD_SPOT = N_("Hãy ghi tọa độ như trên bản đồ, ví dụ 10.0312, 105.7689.")
SPOT = re.compile(r"\s*(-?\d{1,3}(?:\.\d{1,8})?)\s*[,;]\s*(-?\d{1,3}(?:\.\d{1,8})?)\s*", re.ASCII)


def _pairs(choices: Iterable[SelectChoice]) -> list[tuple[str, str]]:
    return [(one.value, one.label) for one in choices]


class ActForm(FlaskForm):
    """What every form on a case carries: the version that its reader saw, and the last line of its history."""

    version = HiddenField()
    seen = HiddenField()

    @property
    def seen_version(self) -> int:
        """The version the reader saw; 0, which no case has, when somebody has changed the field."""
        return _number(self.version.data)

    @property
    def seen_line(self) -> int:
        """The last line of the history that the reader saw; 0 when the form does not say."""
        return _number(self.seen.data)

    evidence: Sequence[Stored] = ()  # the files chosen in it, once they are kept

    @property
    def files(self) -> MultipleFileField | None:
        """The field in which files are chosen, if the form has one."""
        return next((field for field in self if isinstance(field, MultipleFileField)), None)

    ready: Sequence[TextModule] = ()  # ready texts that may be put into `ready_field`
    ready_field = "text"

    def fill(self, session: Session, actor: Actor, case: Case) -> None:
        """Read the lists to choose from and, for a form just opened, what is proposed."""

    def offer_texts(self, session: Session, actor: Actor, case: Case, purpose: str) -> None:
        """Ready texts to choose from; the one that ?module= names is put in, with the coded reason it goes with."""
        self.ready = ready_texts(session, purpose, case, actor.agency_code)
        chosen = next((one for one in self.ready if one.code == request.args.get("module")), None)
        if chosen is None or self.is_submitted():
            return
        self[self.ready_field].data = fill(chosen.text, places(session, case))
        coded = self["result_code" if purpose == "result" else "reason_code"]
        coded.data = chosen.reason_code if chosen.reason_code in dict(_pairs(coded.choices)) else coded.data


def _number(typed: str | None) -> int:
    typed = typed or ""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0


class NoteForm(ActForm):
    text = TextAreaField(
        _("Ghi chú"), description=_("Người dân và đơn vị khác không thấy. Tổng đài 1022 và đơn vị bạn đọc được.")
    )


class ReturnForm(ActForm):
    ready_field = "note"
    reason_code = SelectField(_("Vì sao trả lại"), validate_choice=False)
    note = TextAreaField(_("Nói rõ cho điều phối viên"), description=_("Đơn vị nào quản lý, căn cứ vào đâu."))
    proposed_agency_code = SelectField(
        _("Đề xuất cơ quan xử lý"), validate_choice=False, render_kw={"data-optional": "y"}
    )

    def fill(self, session: Session, actor: Actor, case: Case) -> None:
        self.reason_code.choices = lists.reasons(session, "return")
        self.proposed_agency_code.choices = lists.agencies(session, empty=str(_("Chưa biết cơ quan nào")))
        self.offer_texts(session, actor, case, "return")


class AssignForm(ActForm):
    officer_id = SelectField(_("Giao cho"), validate_choice=False)

    def fill(self, session: Session, actor: Actor, case: Case) -> None:
        self.officer_id.choices = holders(session, actor)


class AskForm(ActForm):
    reason_code = SelectField(_("Cần hỏi gì"), validate_choice=False)
    text = TextAreaField(
        _("Câu hỏi gửi người dân"),
        description=_("Thời hạn tạm dừng đến khi người dân trả lời, lâu nhất 5 ngày làm việc."),
    )

    def fill(self, session: Session, actor: Actor, case: Case) -> None:
        self.reason_code.choices = lists.reasons(session, "question")
        self.offer_texts(session, actor, case, "question")


class ResultForm(ActForm):
    result_code = SelectField(_("Kết quả"), validate_choice=False)
    text = TextAreaField(
        _("Trả lời người dân"),
        description=_("Người dân đọc nguyên văn: đã làm gì, ở đâu, khi nào; việc còn lại thì hẹn ngày."),
    )
    pictures = MultipleFileField(
        _("Ảnh, văn bản làm bằng chứng"),
        description=_("Tối đa 5 tệp JPG, PNG, WebP hoặc PDF, mỗi tệp dưới 10 MB. Người dân xem được sau khi duyệt."),
        render_kw={"data-optional": "y"},
    )
    no_picture_reason = StringField(
        _("Vì sao không có ảnh"),
        description=_("Chỉ ghi khi việc ở hiện trường mà không chụp được."),
        render_kw={"data-optional": "y"},
    )
    done_on_site_at = StringField(_("Làm xong tại chỗ lúc"), render_kw={"type": "datetime-local"})
    spot = StringField(_("Tọa độ nơi làm"), description=_("Ví dụ 10.0312, 105.7689"), render_kw={"data-optional": "y"})

    def fill(self, session: Session, actor: Actor, case: Case) -> None:
        self.result_code.choices = lists.reasons(session, "result")
        self.offer_texts(session, actor, case, "result")
        if case.field is not None and case.field.is_site_problem:
            self.pictures.render_kw = {}  # not “optional”: a picture or the reason why there is none
        done = last_answer(session, case)
        if done is not None and done.finished_at is not None and not self.is_submitted() and not self.text.data:
            self.text.data = done.answer
            self.done_on_site_at.data = clock.local(done.finished_at).strftime("%Y-%m-%dT%H:%M")

    @property
    def measured(self) -> tuple[float, float] | None:
        """Latitude and longitude as typed. Raises Invalid."""
        typed = (self.spot.data or "").strip()
        if not typed:
            return None
        found = SPOT.fullmatch(typed)
        if found is None:
            raise Invalid("spot", BAD_SPOT)
        return float(found[1]), float(found[2])

    @property
    def done_at(self) -> datetime | None:
        """When it was done, as Vietnam's clocks showed it. Raises Invalid."""
        typed = (self.done_on_site_at.data or "").strip()
        if not typed:
            return None
        try:
            return datetime.fromisoformat(typed).replace(tzinfo=HO_CHI_MINH)
        except ValueError as error:
            raise Invalid("done_on_site_at", BAD_TIME) from error


class ContractorForm(ActForm):
    name = StringField(_("Đơn vị hoặc người làm"))
    phone = StringField(_("Điện thoại"), render_kw={"data-optional": "y"})
    instructions = TextAreaField(
        _("Lời dặn"),
        description=_("Người nhận đường dẫn thấy nơi xảy ra, lời phản ánh đã che, ảnh và lời dặn này."),
        render_kw={"data-optional": "y"},
    )
    days = StringField(_("Dùng được mấy ngày"), default="7")


class SendBackForm(ActForm):
    note = TextAreaField(_("Cần làm lại điều gì"), description=_("Cán bộ đọc lời này rồi sửa và trình lại."))
