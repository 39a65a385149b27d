"""Who does an agency's work today."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from feedback import clock
from feedback.models import Agency

MOST_STEPS = 8  # reforms in a row; a longer chain is a circle in the data


def current_agency(session: Session, code: str, at: datetime) -> Agency:
    """The agency itself while it is in force, else its successor's successor. Raises LookupError on a dead end."""
    agency = session.get_one(Agency, code)
    for _ in range(MOST_STEPS):
        if agency.is_valid_on(clock.day(at)):
            return agency
        if agency.successor_code is None:
            break
        agency = session.get_one(Agency, agency.successor_code)
    raise LookupError(f"agency {code} has no successor in force")
