"""Saying where a case lies: today's ward, the words of the place, and coordinates if any."""

from __future__ import annotations

from sqlalchemy.orm import Session

from feedback.actions import contact, ledger
from feedback.actions.permit import permit
from feedback.errors import N_, Invalid
from feedback.models import Case, Ward
from feedback.rules.lifecycle import Act, Actor

PLACE_MAX = 400


def locate(
    session: Session,
    actor: Actor,
    case: Case,
    *,
    ward_code: str | None,
    place_text: str | None = None,
    lat: float | None = None,
    lon: float | None = None,
) -> None:
    """Set the ward (None: the place is not known) and what else is given. Raises Invalid naming the field."""
    permit(session, actor, case, Act.LOCATE)
    if ward_code is not None and session.get(Ward, ward_code) is None:
        raise Invalid("ward_code", N_("Hãy chọn một phường hoặc xã trong danh sách."))
    if place_text is not None:
        case.place_text = contact.short(place_text, "place_text", PLACE_MAX)
    if lat is not None and lon is not None:
        case.lat, case.lon = _coordinates(lat, lon)
    if ward_code != case.ward_code:
        case.ward_code = ward_code
        ledger.record(session, actor, "case.located", case, ward=ward_code)


def _coordinates(lat: float, lon: float) -> tuple[float, float]:
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise Invalid("lat", N_("Tọa độ nằm ngoài bản đồ. Hãy chọn lại vị trí."))
    return lat, lon
