"""Dividing an agency that ends among several: which successor gets the cases of which ward."""

from __future__ import annotations

from sqlalchemy.orm import Session

from feedback.actions import ledger
from feedback.actions.settings_permit import only_admin
from feedback.errors import N_, Invalid, Missing
from feedback.models import Agency, AgencyPart, Ward
from feedback.rules.lifecycle import Actor

NO_SUCH_WARD = N_("Hãy chọn một phường, xã trong danh sách.")
NO_SUCH_AGENCY = N_("Hãy chọn một cơ quan khác trong danh sách.")
NO_SUCH_LINE = N_("Không có dòng này.")


def give_ward(session: Session, actor: Actor, agency: Agency, ward_code: str, successor_code: str) -> AgencyPart:
    """The agency's cases in this ward will go to that successor. Raises Invalid naming the field, NotYours."""
    only_admin(actor)
    if session.get(Ward, ward_code) is None:
        raise Invalid("ward_code", NO_SUCH_WARD)
    if successor_code == agency.code or session.get(Agency, successor_code) is None:
        raise Invalid("successor_code", NO_SUCH_AGENCY)
    part = session.get(AgencyPart, (agency.code, ward_code))
    if part is None:
        part = AgencyPart(agency_code=agency.code, ward_code=ward_code)
        session.add(part)
    part.successor_code = successor_code
    ledger.record(session, actor, "setting.changed", agency, what="agency", key=agency.code)
    return part


def keep_ward(session: Session, actor: Actor, agency: Agency, ward_code: str) -> None:
    """That ward's cases go with all the others after all. Raises Missing, NotYours."""
    only_admin(actor)
    part = session.get(AgencyPart, (agency.code, ward_code))
    if part is None:
        raise Missing(NO_SUCH_LINE)
    session.delete(part)
    ledger.record(session, actor, "setting.changed", agency, what="agency", key=agency.code)
