"""Declaring that a case is an incident (sự cố chung): new reports of it are put with it as they come in."""

from __future__ import annotations

from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import contact, ledger
from feedback.actions.permit import permit
from feedback.errors import N_, Invalid
from feedback.models import Case, Incident
from feedback.rules.lifecycle import Act, Actor

NAME_MAX = 120
NAME_IT = N_("Hãy đặt tên sự cố, ví dụ “Mất nước cả phường”. Người dân đọc được tên này.")


def declare_incident(session: Session, actor: Actor, case: Case, name: str) -> Incident:
    """Name the incident, or name it anew. Raises Invalid, NotYours, Refused."""
    name = contact.short(name, "name", NAME_MAX)
    if not name:
        raise Invalid("name", NAME_IT)
    permit(session, actor, case, Act.DECLARE_INCIDENT)
    incident = session.get(Incident, case.id)
    if incident is None:
        incident = Incident(case_id=case.id, name=name, declared_at=clock.now(), declared_by_id=actor.user_id)
        session.add(incident)
    incident.name = name
    ledger.record(session, actor, "case.incident", case)
    return incident
