"""Incidents that are being worked on, for whoever takes a new report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case as when
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models import Agency, Case, Incident, Ward
from feedback.queries.visible import visible_cases
from feedback.rules.lifecycle import OPEN, Actor
from feedback.terms import EXCLUDED_KINDS, Level, State

MOST = 4


@dataclass(frozen=True)
class RunningIncident:
    """One incident with how many people have reported it."""

    number: str
    name: str
    ward: str
    agency: str
    state: State
    level: Level
    report_count: int
    received_at: datetime
    resolve_due_at: datetime | None


def incident_name(session: Session, case: Case) -> str:
    """The name under which people know it; empty where the case is no incident."""
    incident = session.get(Incident, case.id)
    return incident.name if incident is not None else ""


def running_incidents(
    session: Session, actor: Actor, *, ward_code: str | None = None, field_code: str | None = None, besides: str = ""
) -> list[RunningIncident]:
    """Those of this ward and of this field first, then the newest; at most MOST. One statement."""
    top = (field_code or "").partition(".")[0]
    near = when((Case.ward_code == ward_code, 0), (Case.ward_code.is_(None), 1), else_=2)
    alike = when((Case.field_code.startswith(top, autoescape=True), 0), else_=1) if top else when((Case.id > 0, 0))
    query = (
        select(
            Case.number, Incident.name, Ward.name, Agency.short_name, Case.state, Case.level, Case.report_count,
            Case.received_at, Case.resolve_due_at,
        )
        .join(Incident, Incident.case_id == Case.id)
        .join(Agency, Agency.code == Case.holder_code)
        .outerjoin(Ward, Ward.code == Case.ward_code)
        .where(Case.state.in_(OPEN), Case.kind.not_in(EXCLUDED_KINDS), Case.number != besides, visible_cases(actor))
        .order_by(alike, near, Incident.declared_at.desc())
        .limit(MOST)
    )  # fmt: skip
    return [RunningIncident(row[0], row[1], row[2] or "", *row[3:]) for row in session.execute(query)]
