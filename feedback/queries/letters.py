"""Official letters: those of a case, and what the next one would say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.models import Account, Agency, Case, Letter
from feedback.queries.city import city
from feedback.rules import say
from feedback.rules.redaction import redact
from feedback.rules.text import excerpt
from feedback.terms import AgencyKind

HEADS = {AgencyKind.WARD: "Chủ tịch", AgencyKind.COMMITTEE: "Chủ tịch", AgencyKind.POLICE: "Thủ trưởng đơn vị"}
ABSTRACT = "trả lời phản ánh số %(number)s"
ADDRESSEE = "Ông (Bà) gửi phản ánh số %(number)s"
BODY = (
    "Ngày %(received)s, %(agency)s nhận được phản ánh số %(number)s do Tổng đài %(hotline)s chuyển đến, "
    "nội dung: “%(title)s”.\n"
    "Sau khi kiểm tra, xử lý, %(agency)s trả lời như sau:\n"
    "%(answer)s\n"
    "%(agency)s trân trọng cảm ơn Ông (Bà) đã phản ánh./."
)
RECIPIENTS = "- Như trên;\n- Tổng đài %(hotline)s;\n- Lưu: VT."


@dataclass(frozen=True)
class Draft:
    """A letter before it is issued; number and date as the clerk typed them."""

    number: int | None
    symbol: str
    place: str
    signed_on: date | None
    abstract: str
    addressee: str
    body: str
    signer_position: str
    signer_name: str
    recipients: str


def letters_of(session: Session, case: Case) -> Sequence[Letter]:
    return session.scalars(select(Letter).where(Letter.case_id == case.id).order_by(Letter.id)).all()


def letter_of(session: Session, case: Case, letter_id: int) -> Letter | None:
    """A letter of this case, and of no other."""
    return session.scalars(select(Letter).where(Letter.case_id == case.id, Letter.id == letter_id)).first()


def proposed(session: Session, case: Case) -> Draft:
    """A letter that says what the approved result says, with the agency's next number of this year."""
    today = clock.today()
    agency, here = session.get_one(Agency, case.holder_code), city(session)
    result = case.result
    signer = session.get(Account, result.approved_by_id) if result and result.approved_by_id else None
    values = {
        "number": case.number,
        "received": say.numeric_date(clock.day(case.received_at)),
        "agency": agency.name,
        "hotline": here.hotline_number,
        "title": excerpt(redact(case.title), 160),
        "answer": result.text if result else "",
    }
    last = select(func.max(Letter.number)).where(Letter.agency_code == agency.code, Letter.year == today.year)
    return Draft(
        number=(session.scalar(last) or 0) + 1,
        symbol=_symbol(agency),
        place=here.name,
        signed_on=today,
        abstract=ABSTRACT % values,
        addressee=ADDRESSEE % values,
        body=BODY % values,
        signer_position=HEADS.get(agency.kind, "Giám đốc"),
        signer_name=signer.full_name if signer else "",
        recipients=RECIPIENTS % values,
    )


def _symbol(agency: Agency) -> str:
    """ "SXD-PA": the agency's initials, and what the letter is about."""
    if agency.kind in (AgencyKind.WARD, AgencyKind.COMMITTEE):
        return "UBND-PA"
    return "".join(word[0] for word in agency.short_name.split() if word[0].isalpha()).upper()[:12] + "-PA"
