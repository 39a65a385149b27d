"""Official letters: the clerk's form, and handing out the PDF to those who may see the case."""

from __future__ import annotations

from datetime import date

from flask import Response
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session
from wtforms import StringField, TextAreaField

from feedback.errors import N_, Missing
from feedback.models import Case
from feedback.queries.cases import case_for
from feedback.queries.letters import Draft, letter_of, proposed
from feedback.rules.lifecycle import Actor
from feedback.terms import STAFF_ROLES
from feedback.web.agency.forms import ActForm
from feedback.web.doors import actor, staff_only
from feedback.web.downloads import download, kept
from feedback.web.request_session import reading

NO_LETTER = N_("Không có công văn này.")
FIELDS = (
    "number", "symbol", "place", "signed_on", "abstract", "addressee", "body", "signer_position", "signer_name",
    "recipients",
)  # fmt: skip


class LetterForm(ActForm):
    number = StringField(_("Số"), description=_("Số tiếp theo trong sổ công văn đi của năm."))
    symbol = StringField(_("Ký hiệu"), description=_("Chữ viết tắt tên cơ quan và đơn vị soạn, ví dụ SXD-PA"))
    place = StringField(_("Địa danh"))
    signed_on = StringField(_("Ngày ký"))
    abstract = StringField(_("Trích yếu (về việc)"))
    addressee = StringField(_("Kính gửi"))
    body = TextAreaField(_("Nội dung"), description=_("Mỗi dòng là một đoạn."))
    signer_position = StringField(_("Chức vụ người ký"))
    signer_name = StringField(_("Họ tên người ký"))
    recipients = TextAreaField(_("Nơi nhận"), description=_("Mỗi nơi một dòng."))

    def fill(self, session: Session, actor: Actor, case: Case) -> None:
        if self.is_submitted():
            return
        draft = proposed(session, case)
        for name in FIELDS:
            self[name].data = str(getattr(draft, name) or "")

    @property
    def draft(self) -> Draft:
        """What was typed; a number or a date that is none becomes None."""
        typed = {name: (self[name].data or "").strip() for name in FIELDS}
        number, signed_on = typed.pop("number"), typed.pop("signed_on")
        is_number = number.isascii() and number.isdigit() and len(number) < 7
        return Draft(number=int(number) if is_number else None, signed_on=_date(signed_on), **typed)


@staff_only(*STAFF_ROLES)
def show_letter(number: str, letter_id: int) -> Response:
    """The PDF, as a download. Raises Missing for whoever may not open its case."""
    letter = letter_of(reading(), case_for(reading(), actor(), number), letter_id)
    if letter is None:
        raise Missing(NO_LETTER)
    name = "".join(one if one.isascii() and one.isalnum() else "-" for one in letter.full_number)
    return download(kept(letter.stored_as, NO_LETTER), "application/pdf", f"cong-van-{name}-{letter.year}.pdf")


def _date(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
