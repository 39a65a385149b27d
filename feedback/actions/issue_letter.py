"""Issuing an official letter for an answered case: the clerk (văn thư) gives number and date, the PDF is kept."""

from __future__ import annotations

import hashlib
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import contact, ledger
from feedback.actions.attach import BlobStore, NotStored
from feedback.actions.letter_pdf import draw
from feedback.actions.permit import filled, permit, sendable
from feedback.database import hold
from feedback.errors import N_, Invalid, Refused
from feedback.models import Agency, Case, Letter
from feedback.queries.letters import Draft
from feedback.rules.letter import LetterText
from feedback.rules.lifecycle import Act, Actor
from feedback.terms import AgencyKind

LENGTHS = {"symbol": 40, "place": 80, "abstract": 300, "addressee": 200, "signer_position": 120, "signer_name": 120}
LARGEST_NUMBER = 99_999
NO_ROOM = N_("Máy chủ chưa giữ được công văn. Hãy thử lại sau ít phút.")
GIVE_NUMBER = N_("Số công văn là số từ 1 đến 99.999.")
GIVE_DATE = N_("Hãy ghi ngày ký.")
LATER = N_("Ngày ký không thể ở tương lai.")
TOO_EARLY = N_("Ngày ký không thể trước ngày nhận phản ánh.")
TAKEN = N_("Số %(number)s năm %(year)s đã cấp cho công văn khác của đơn vị.")
WRITE = N_("Mục này không được để trống.")


def issue_letter(session: Session, actor: Actor, case: Case, blobs: BlobStore, draft: Draft) -> Letter:
    """Number, draw and keep one letter. Raises Invalid naming the field, NotYours, Refused."""
    lines = {name: _line(getattr(draft, name), name, most) for name, most in LENGTHS.items()}
    texts = {name: sendable(getattr(draft, name), name) for name in ("body", "recipients")}
    permit(session, actor, case, Act.ISSUE_LETTER)
    number, signed_on = _number(draft.number), _date(draft.signed_on, case)
    agency = session.get_one(Agency, case.holder_code)
    _refuse_taken(session, agency.code, signed_on.year, number)
    above = (
        session.get(Agency, agency.parent_code) if agency.parent_code and agency.kind is not AgencyKind.WARD else None
    )
    text = LetterText(
        authority=above.name if above else "", agency=agency.name, number=number, signed_on=signed_on, **lines, **texts
    )
    content = draw(text, clock.now())
    letter = Letter(
        case_id=case.id,
        result_id=case.result_id,
        agency_code=agency.code,
        year=signed_on.year,
        number=number,
        signed_on=signed_on,
        **lines,
        **texts,
        stored_as=_kept(blobs, content),
        sha256=hashlib.sha256(content).hexdigest(),
        size_bytes=len(content),
        created_at=clock.now(),
        created_by_id=actor.user_id,
    )
    session.add(letter)
    ledger.record(session, actor, "case.letter.issued", case, letter=letter, number=letter.full_number)
    return letter


def _line(typed: str, name: str, most: int) -> str:
    line = filled(contact.short(typed, name, most), name)
    if not line:
        raise Invalid(name, WRITE)
    return line


def _number(number: int | None) -> int:
    if number is None or not 1 <= number <= LARGEST_NUMBER:
        raise Invalid("number", GIVE_NUMBER)
    return number


def _date(signed_on: date | None, case: Case) -> date:
    if signed_on is None:
        raise Invalid("signed_on", GIVE_DATE)
    if signed_on > clock.today():
        raise Invalid("signed_on", LATER)
    if signed_on < clock.day(case.received_at):
        raise Invalid("signed_on", TOO_EARLY)
    return signed_on


def _refuse_taken(session: Session, agency_code: str, year: int, number: int) -> None:
    """One number once per agency and year; two clerks who ask at once wait for each other."""
    hold(session, f"letter:{agency_code}:{year}")
    same = (Letter.agency_code == agency_code, Letter.year == year, Letter.number == number)
    if session.scalar(select(Letter.id).where(*same)) is not None:
        raise Invalid("number", TAKEN, number=number, year=year)


def _kept(blobs: BlobStore, content: bytes) -> str:
    try:
        return blobs.put(content)
    except NotStored as error:
        raise Refused(NO_ROOM) from error
