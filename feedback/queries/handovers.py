"""Who takes over which cases of an agency that ends, how many those are, and how far it has come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.models import Agency, AgencyPart, Case, Handover, Leg, Ward
from feedback.queries.successors import MOST_STEPS


@dataclass(frozen=True)
class Heirs:
    """Where an agency's cases go: by ward where it was divided, else to the one successor; None: to the tray."""

    by_ward: dict[str, str]
    otherwise: str | None

    def of(self, ward_code: str | None) -> str | None:
        return self.by_ward.get(ward_code or "", self.otherwise)

    def __bool__(self) -> bool:
        return bool(self.by_ward) or self.otherwise is not None


@dataclass(frozen=True)
class Share:
    """So many open cases go to one successor; `agency` is empty for those that a dispatcher will decide about."""

    agency: str
    count: int


def open_turns(code: str) -> ColumnElement[bool]:
    """Cases on which this agency has an open turn, leading or cooperating."""
    return exists().where(Leg.case_id == Case.id, Leg.agency_code == code, Leg.ended_at.is_(None)).correlate(Case)


def heirs(session: Session, agency: Agency, at: datetime) -> Heirs:
    """Those in force the day after the agency's last, each followed to its own successor. Two statements."""
    today = clock.day(at)
    known = {one.code: one for one in session.scalars(select(Agency).where(Agency.code != agency.code))}
    parts = session.execute(select(AgencyPart).where(AgencyPart.agency_code == agency.code)).scalars()
    by_ward = {one.ward_code: _in_force(known, one.successor_code, today) for one in parts}
    return Heirs(
        {ward: code for ward, code in by_ward.items() if code is not None},
        _in_force(known, agency.successor_code, today),
    )


def shares(session: Session, agency: Agency, at: datetime) -> list[Share]:
    """How the agency's open cases will be shared out, the largest share first. Four statements."""
    found = heirs(session, agency, at)
    wards = session.execute(
        select(Case.ward_code, func.count()).where(open_turns(agency.code)).group_by(Case.ward_code)
    ).all()
    counts: Counter[str] = Counter()
    for ward, count in wards:
        counts[found.of(ward) or ""] += count
    names = dict(session.execute(select(Agency.code, Agency.short_name).where(Agency.code.in_(counts))).all())
    return [Share(names.get(code, ""), count) for code, count in counts.most_common()]


def parts(session: Session, code: str) -> Sequence[tuple[AgencyPart, str, str]]:
    """The lines of a divided agency: each with the names of ward and successor."""
    query = (
        select(AgencyPart, Ward.kind + " " + Ward.name, Agency.short_name)
        .join(Ward, Ward.code == AgencyPart.ward_code)
        .join(Agency, Agency.code == AgencyPart.successor_code)
        .where(AgencyPart.agency_code == code)
        .order_by(Ward.folded)
    )
    return [(part, ward, name) for part, ward, name in session.execute(query)]


def newest(session: Session, code: str) -> Handover | None:
    query = select(Handover).where(Handover.agency_code == code).order_by(Handover.id.desc()).limit(1)
    return session.scalars(query).first()


def ended_with_cases(session: Session, today: date) -> Sequence[Agency]:
    """Agencies whose last day is over and that still have open turns, with nobody handing them over yet."""
    has_turns = exists().where(Leg.agency_code == Agency.code, Leg.ended_at.is_(None)).correlate(Agency)
    under_way = exists().where(Handover.agency_code == Agency.code, Handover.finished_at.is_(None)).correlate(Agency)
    query = select(Agency).where(Agency.valid_to < today, has_turns, ~under_way)
    return session.scalars(query.order_by(Agency.code)).all()


def _in_force(known: dict[str, Agency], code: str | None, day: date) -> str | None:
    """The agency of this code, or whoever follows it; None at a dead end."""
    for _ in range(MOST_STEPS):
        agency = known.get(code or "")
        if agency is None or agency.is_valid_on(day):
            return agency.code if agency else None
        code = agency.successor_code
    return None
