"""Ready texts: which fit a case, what their places stand for, and the list for those who look after them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, case, false, or_, select, true
from sqlalchemy.orm import Session

from feedback import clock
from feedback.models import Agency, Case, Field, TextModule, Ward
from feedback.queries.city import city
from feedback.rules import say
from feedback.rules.lifecycle import Actor
from feedback.terms import Role

SAMPLE_NUMBER = "2607-4102"


def ready_texts(session: Session, purpose: str, about: Case, agency_code: str) -> Sequence[TextModule]:
    """The texts of one purpose that fit the case's field: the agency's own first, then the closest. One statement."""
    fields = [about.field_code, about.field.top_code] if about.field else []
    fits = or_(TextModule.field_code.is_(None), TextModule.field_code.in_(fields))
    ours = or_(TextModule.agency_code.is_(None), TextModule.agency_code == agency_code)
    query = select(TextModule).where(TextModule.purpose == purpose, TextModule.is_active, fits, ours)
    return session.scalars(
        query.order_by(
            case((TextModule.agency_code.is_(None), 1), else_=0),
            case((TextModule.field_code == about.field_code, 0), (TextModule.field_code.is_(None), 2), else_=1),
            TextModule.position,
            TextModule.code,
        )
    ).all()


def places(session: Session, about: Case) -> dict[str, str]:
    """What the known places of a text (rules/fill_in.py) stand for in this case; empty where it is not known."""
    ward = f"{about.ward.kind} {about.ward.name}" if about.ward else ""
    due = about.resolve_due_at
    return {
        "số phiếu": about.number,
        "nội dung": about.title,
        "địa điểm": ", ".join(part for part in (about.place_text, ward) if part),
        "phường xã": ward,
        "lĩnh vực": about.field.name_vi.lower() if about.field else "",
        "đơn vị": session.get_one(Agency, about.holder_code).short_name,
        "ngày": say.numeric_date(clock.today()),
        "hạn trả lời": say.numeric_date(clock.day(due)) if due else "",
        "tổng đài": city(session).hotline_number,
    }


def sample_places(session: Session) -> dict[str, str]:
    """Made-up values from the city's own lists, to show how a text will read before any case uses it."""
    ward = session.scalars(select(Ward).order_by(Ward.code).limit(1)).one()
    field = session.scalars(select(Field).order_by(Field.position, Field.code).limit(1)).one()
    agency = session.scalars(select(Agency).where(Agency.ward_code == ward.code).limit(1)).first()
    place, day = f"{ward.kind} {ward.name}", say.numeric_date(clock.today())
    return {
        "số phiếu": SAMPLE_NUMBER,
        "nội dung": field.hint_vi or field.name_vi,
        "địa điểm": place,
        "phường xã": place,
        "lĩnh vực": field.name_vi.lower(),
        "đơn vị": agency.short_name if agency else place,
        "ngày": day,
        "hạn trả lời": day,
        "tổng đài": city(session).hotline_number,
    }


def editable(actor: Actor) -> ColumnElement[bool]:
    """Which texts this person looks after: an administrator all, an agency's leader the agency's own."""
    if actor.role is Role.ADMIN:
        return true()
    return TextModule.agency_code == actor.agency_code if actor.role is Role.AGENCY_LEADER else false()


def listed(session: Session, actor: Actor) -> Sequence[tuple[TextModule, bool]]:
    """Every text that this person's agency may use, and whether this person may change it."""
    may = editable(actor)
    seen = true() if actor.role is Role.ADMIN else or_(TextModule.agency_code.is_(None), may)
    query = select(TextModule, may.label("may")).where(and_(seen))
    order = (TextModule.purpose, TextModule.agency_code, TextModule.position, TextModule.code)
    return [(row.TextModule, bool(row.may)) for row in session.execute(query.order_by(*order))]
