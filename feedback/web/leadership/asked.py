"""What a leaders' page is asked for: a period, and the whole city or one agency. Agency people see their own only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedback import clock
from feedback.errors import N_, Invalid, Missing
from feedback.models import Agency
from feedback.queries.known_names import known_names
from feedback.queries.measures import AsOf, Scope
from feedback.rules.lifecycle import Actor
from feedback.rules.period import Period, choices, month_of, period
from feedback.terms import AGENCY_ROLES
from feedback.web.languages import language

NO_SUCH_AGENCY = N_("Không có cơ quan này.")
BAD_INSTANT = N_("Thời điểm “%(value)s” không đọc được.")
NO_SUCH_PLACE = N_("Không có phường, xã hoặc lĩnh vực này.")


@dataclass(frozen=True)
class Asked:
    """`agency` is None for the whole city. `is_own`: this person may not choose another. A ward or a field narrows."""

    period: Period
    agency: Agency | None
    is_own: bool
    ward_code: str = ""
    field_code: str = ""
    narrowed: tuple[str, ...] = ()  # the names of the ward and the field

    @property
    def agency_code(self) -> str:
        return self.agency.code if self.agency else ""

    @property
    def place(self) -> str:
        names = ((self.agency.short_name,) if self.agency else ()) + self.narrowed
        return ", ".join(names) or _("Toàn thành phố")

    def scope(self, known_at: datetime) -> Scope:
        return Scope(self.period, AsOf(known_at), self.agency_code, self.field_code, self.ward_code)

    def address(self, endpoint: str = "leadership.overview", **values: Any) -> str:
        """The same period and agency on another page; values replace them, None takes one out."""
        kept: dict[str, Any] = {
            "period": self.period.code,
            "agency": self.agency_code or None,
            "ward": self.ward_code or None,
            "field": self.field_code or None,
        } | values
        if self.is_own:
            kept.pop("agency")
        return url_for(endpoint, **{name: value for name, value in kept.items() if value is not None})

    def query(self, **values: str) -> str:
        """What is looked at, as a file of it is asked for."""
        place = {"ward": self.ward_code, "field": self.field_code}
        return urlencode({"period": self.period.code, "agency": self.agency_code} | place | values)

    def to_rows(self, figure: str, part: str | None = None, **values: Any) -> str:
        return self.address("leadership.rows", figure=figure, part=part, **values)


def asked(session: Session, actor: Actor) -> Asked:
    """From the address. Raises Invalid for an unknown period, Missing for an agency that is not theirs to see."""
    return asked_of(session, actor, request.args.get("agency", ""))


def narrowed(session: Session, actor: Actor) -> Asked:
    """The same with the ward and the field that the address may name. Raises Missing for unknown ones."""
    return within_place(session, asked(session, actor), request.args.get("ward", ""), request.args.get("field", ""))


def within_place(session: Session, want: Asked, ward: str = "", field: str = "") -> Asked:
    names = known_names(session)
    if (ward and ward not in names.wards) or (field and field not in names.fields):
        raise Missing(NO_SUCH_PLACE)
    words = ([names.wards[ward].vi] if ward else []) + ([names.field(field, language())] if field else [])
    return replace(want, ward_code=ward, field_code=field, narrowed=tuple(words))


def asked_instant() -> datetime | None:
    """As of when the address asks for the rows behind a figure; None for now. Raises Invalid."""
    typed = request.args.get("as_of", "")
    try:
        at = datetime.fromisoformat(typed) if typed else None
    except ValueError:
        at = None
    if typed and (at is None or at.tzinfo is None):
        raise Invalid("as_of", BAD_INSTANT, value=typed)
    return at


def asked_of(session: Session, actor: Actor, code: str) -> Asked:
    """The period of the address, and this agency."""
    is_own = actor.role in AGENCY_ROLES
    if is_own:
        if code not in ("", actor.agency_code):
            raise Missing(NO_SUCH_AGENCY)
        code = actor.agency_code
    agency = session.get(Agency, code) if code else None
    if code and agency is None:
        raise Missing(NO_SUCH_AGENCY)
    wanted = request.args.get("period", "")
    return Asked(period(wanted) if wanted else month_of(clock.today()), agency, is_own)


def period_name(one: Period) -> str:
    """ "Tháng 7/2026", "Quý 3/2026", "Năm 2026", "Từ 25/6/2026 đến 24/7/2026"."""
    year, part = one.first.year, one.code[5:]
    if one.is_month:
        return _("Tháng %(month)s/%(year)s", month=one.first.month, year=year)
    if not part:
        return _("Năm %(year)s", year=year)
    if part in ("H1", "H2"):
        return _("6 tháng đầu năm %(year)s", year=year) if part == "H1" else _("6 tháng cuối năm %(year)s", year=year)
    if part == "9M":
        return _("9 tháng đầu năm %(year)s", year=year)
    if part.startswith("Q"):
        return _("Quý %(quarter)s/%(year)s", quarter=part[1:], year=year)
    if one.first == one.last:
        return _("Ngày %(day)s", day=_date(one.first))
    return _("Từ %(first)s đến %(last)s", first=_date(one.first), last=_date(one.last))


def _date(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def period_choices(chosen: Period) -> list[tuple[str, str]]:
    offered = choices(clock.today())
    if chosen.code not in {one.code for one in offered}:
        offered.append(chosen)
    return [(one.code, period_name(one)) for one in offered]
