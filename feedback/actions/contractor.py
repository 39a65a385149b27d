"""Contractors without an account: an agency gives one case's work by a signed link that expires.

The token is 16 random bytes and their signature; only its hash is kept. Whoever holds the link sees one case's place,
words without private facts, and pictures, and may say that the work began and how it ended, nothing else.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import contact, ledger, notices
from feedback.actions.attach import Stored, attach
from feedback.actions.permit import hold, permit, written
from feedback.errors import N_, Invalid, Refused
from feedback.models import Case, ContractorLink, Leg, Note
from feedback.queries.case_facts import lead_leg
from feedback.queries.contractors import live_link, live_links
from feedback.rules.lifecycle import SYSTEM, Act, Actor
from feedback.rules.text import tidy

RANDOM_BYTES, SIGNATURE_BYTES = 16, 8
MOST_DAYS = 30
PURPOSE = b"contractor-link:"
NAMELESS = N_("Hãy ghi tên đơn vị hoặc người làm.")
BAD_DAYS = N_("Đường dẫn dùng được từ 1 đến 30 ngày.")
NO_LINK = N_("Không có đường dẫn nào đang dùng.")
ALREADY_DONE = N_("Việc này đã được báo xong.")


def give(
    session: Session, actor: Actor, case: Case, *, name: str, phone: str = "", instructions: str = "", days: int = 7
) -> tuple[ContractorLink, str]:
    """A new link and its token, which is never shown again. Raises Invalid naming the field, NotYours, Refused."""
    name = contact.short(name, "name", 120)
    if not name:
        raise Invalid("name", NAMELESS)
    if not 1 <= days <= MOST_DAYS:
        raise Invalid("days", BAD_DAYS)
    permit(session, actor, case, Act.HIRE)
    leg = lead_leg(case)
    if leg is None:
        raise AssertionError("a case in progress has a lead leg")
    token, now = _new_token(session), clock.now()
    link = ContractorLink(
        case_id=case.id,
        leg_id=leg.id,
        token_hash=_hash(token),
        name=name,
        phone=contact.short(phone, "phone", 20),
        instructions=tidy(instructions, "instructions")[:2000],
        created_at=now,
        created_by_id=actor.user_id,
        expires_at=now + timedelta(days=days),
    )
    session.add(link)
    ledger.record(session, actor, "case.contractor.hired", case, link=link)
    return link, token


def revoke(session: Session, actor: Actor, case: Case) -> int:
    """End every live link of a case; how many those were. Raises NotYours, Refused when there is none."""
    permit(session, actor, case, Act.HIRE)
    links = live_links(session, case, clock.now())
    if not links:
        raise Refused(NO_LINK)
    for link in links:
        link.revoked_at = clock.now()
        ledger.record(session, actor, "case.contractor.revoked", case, link=link)
    return len(links)


def link_of(session: Session, token: str) -> ContractorLink | None:
    """The live link of this token. None for whatever is wrong with it: nobody learns what."""
    return live_link(session, _hash(token), clock.now()) if _is_signed(session, token) else None


def start_work(session: Session, link: ContractorLink) -> None:
    """The contractor has begun. Saying it again changes nothing."""
    if link.started_at is None:
        link.started_at = clock.now()
        case = session.get_one(Case, link.case_id)
        ledger.record(session, SYSTEM, "case.contractor.started", case, link=link)


def finish_work(session: Session, link: ContractorLink, text: str, evidence: Sequence[Stored]) -> None:
    """What was done: a note for the agency, ready words and pictures for its result. Raises Invalid, Refused."""
    text = written(text, "text")
    if link.finished_at is not None:
        raise Refused(ALREADY_DONE)
    case, leg = session.get_one(Case, link.case_id), session.get_one(Leg, link.leg_id)
    hold(session, case)
    case.changed_at = link.finished_at = clock.now()
    link.started_at, link.answer = link.started_at or clock.now(), text
    for row in attach(session, case, evidence):
        row.contractor_link_id = link.id
    note = Note(
        case_id=case.id,
        author_id=None,
        agency_code=leg.agency_code,
        text=f"{link.name}: {text}",
        written_at=clock.now(),
    )
    session.add(note)
    ledger.record(session, SYSTEM, "case.contractor.finished", case, link=link)
    ledger.record(session, SYSTEM, "case.noted", case, note=note)
    notices.tell_agency(session, case, leg.agency_code, "agency_contractor")


def _new_token(session: Session) -> str:
    random = secrets.token_bytes(RANDOM_BYTES)
    return urlsafe_b64encode(random + _signature(session, random)).decode()


def _is_signed(session: Session, token: str) -> bool:
    try:
        raw = urlsafe_b64decode(token.encode("ascii"))
    except (Error, ValueError):
        return False
    return hmac.compare_digest(_signature(session, raw[:RANDOM_BYTES]), raw[RANDOM_BYTES:])


def _signature(session: Session, random: bytes) -> bytes:
    key = session.info["keys"].codes
    return hmac.new(key, PURPOSE + random, hashlib.sha256).digest()[:SIGNATURE_BYTES]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
