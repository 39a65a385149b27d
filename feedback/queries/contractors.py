"""Links of contractors: which are alive, and what they open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from feedback.models import Attachment, Case, ContractorLink, Leg
from feedback.rules.redaction import redact
from feedback.terms import EXCLUDED_KINDS, State

WORKING = (State.IN_PROGRESS, State.AWAITING_INFO)


@dataclass(frozen=True)
class Job:
    """What a contractor is shown: no names, numbers or houses of people, nothing of other agencies."""

    link: ContractorLink
    agency: str
    place: str
    text: str
    pictures: Sequence[Attachment]


def live_link(session: Session, token_hash: str, now: datetime) -> ContractorLink | None:
    query = select(ContractorLink).join(Leg, Leg.id == ContractorLink.leg_id)
    query = query.join(Case, Case.id == ContractorLink.case_id)
    return session.scalars(query.where(ContractorLink.token_hash == token_hash, _is_live(now))).first()


def live_links(session: Session, case: Case, now: datetime) -> Sequence[ContractorLink]:
    query = select(ContractorLink).join(Leg, Leg.id == ContractorLink.leg_id)
    query = query.join(Case, Case.id == ContractorLink.case_id)
    return session.scalars(query.where(ContractorLink.case_id == case.id, _is_live(now))).all()


def links_of(session: Session, case: Case) -> Sequence[ContractorLink]:
    """Every link of a case, the newest first."""
    query = select(ContractorLink).where(ContractorLink.case_id == case.id)
    return session.scalars(query.order_by(ContractorLink.id.desc())).all()


def last_answer(session: Session, case: Case) -> ContractorLink | None:
    """What a contractor of the present turn reported last."""
    query = select(ContractorLink).join(Leg, Leg.id == ContractorLink.leg_id)
    done = (ContractorLink.case_id == case.id, ContractorLink.finished_at.is_not(None), Leg.ended_at.is_(None))
    return session.scalars(query.where(*done).order_by(ContractorLink.finished_at.desc())).first()


def pictures_of_contractors(session: Session, leg_id: int) -> Sequence[Attachment]:
    """What contractors handed in during one turn."""
    query = select(Attachment).join(ContractorLink, ContractorLink.id == Attachment.contractor_link_id)
    return session.scalars(query.where(ContractorLink.leg_id == leg_id).order_by(Attachment.id)).all()


def job(session: Session, link: ContractorLink) -> Job:
    case, leg = session.get_one(Case, link.case_id), session.get_one(Leg, link.leg_id)
    ward = f"{case.ward.kind} {case.ward.name}" if case.ward else ""
    return Job(
        link=link,
        agency=leg.agency.short_name,
        place=", ".join(part for part in (case.place_text, ward) if part),
        text=redact(case.reports[0].text),
        pictures=session.scalars(select(Attachment).where(_shown(link)).order_by(Attachment.id)).all(),
    )


def picture_of_link(session: Session, link: ContractorLink, name: str) -> Attachment | None:
    return session.scalars(select(Attachment).where(_shown(link), Attachment.stored_as == name)).first()


def _shown(link: ContractorLink) -> ColumnElement[bool]:
    """Pictures from the citizen and from this contractor."""
    ours = or_(Attachment.report_id.is_not(None), Attachment.contractor_link_id == link.id)
    return and_(Attachment.case_id == link.case_id, ours)


def _is_live(now: datetime) -> ColumnElement[bool]:
    """Neither revoked nor expired, the turn goes on, the case is being worked on and not confidential."""
    return and_(
        ContractorLink.revoked_at.is_(None),
        ContractorLink.expires_at > now,
        Leg.ended_at.is_(None),
        Case.state.in_(WORKING),
        Case.kind.not_in(EXCLUDED_KINDS),
    )
