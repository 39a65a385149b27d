"""Which agencies the responsibility matrix calls to help the one that leads."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.models import Agency, Case
from feedback.queries.knowledge import responsibilities
from feedback.rules.matrix_walk import cooperating_with
from feedback.rules.rule_line import City, Situation


def called_by_matrix(session: Session, case: Case, lead_code: str) -> Sequence[str]:
    """The cooperating agencies of the line that fits a case, if that line has this lead. At most two statements."""
    if case.field_code is None:
        return ()
    now = clock.local(clock.now())
    today = now.date()
    in_force = or_(Agency.valid_to.is_(None), Agency.valid_to >= today)
    agencies = session.execute(
        select(Agency.code, Agency.short_name, Agency.ward_code).where(Agency.valid_from <= today, in_force)
    ).all()
    ward = case.ward
    known = City(
        agencies={code: name for code, name, _ in agencies},
        fields={},
        wards={ward.code: f"{ward.kind} {ward.name}"} if ward is not None else {},
        ward_agencies={ward_code: code for code, _, ward_code in agencies if ward_code is not None},
    )
    rules, situation = responsibilities(session).rules, Situation(case.level, now)
    return cooperating_with(lead_code, rules, case.field_code, case.ward_code, situation, known)
