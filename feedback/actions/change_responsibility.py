"""Changing one line of the responsibility matrix: which agency answers, and between which days the line holds."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from feedback.actions import contact, ledger
from feedback.actions.permit import NO_SUCH_AGENCY
from feedback.actions.settings_permit import in_order, only_admin
from feedback.errors import N_, Invalid
from feedback.models import Agency, Responsibility
from feedback.rules.lifecycle import Actor

WARD = "ward"  # the People's Committee of the ward where it happened
NO_BASIS = N_("Hãy ghi căn cứ: văn bản nào giao việc này.")


def change_responsibility(
    session: Session,
    actor: Actor,
    line: Responsibility,
    *,
    agency: str,
    valid_from: date,
    valid_to: date | None,
    legal_basis: str,
) -> None:
    """`agency` is a code or "ward"; cases already sent stay there. Raises Invalid naming the field, NotYours."""
    only_admin(actor)
    in_order(valid_from, valid_to)
    if agency != WARD:
        found = session.get(Agency, agency)
        if found is None or (not found.is_valid_on(valid_from) and not (valid_to and found.is_valid_on(valid_to))):
            raise Invalid("agency", NO_SUCH_AGENCY)
    legal_basis = contact.short(legal_basis, "legal_basis", 300)
    if not legal_basis:
        raise Invalid("legal_basis", NO_BASIS)
    line.agency, line.valid_from, line.valid_to, line.legal_basis = agency, valid_from, valid_to, legal_basis
    ledger.record(session, actor, "setting.changed", line, what="responsibility", key=line.position)
