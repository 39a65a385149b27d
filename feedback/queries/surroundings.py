"""What lies around a case: named places of the city pack, and other open cases that this reader may open."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sqrt

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models import Case, Landmark, Street, Ward
from feedback.queries import reference
from feedback.queries.visible import visible_cases
from feedback.rules.lifecycle import OPEN, Actor
from feedback.rules.map_drawing import Point, bounds, metres_between
from feedback.terms import State

NEAR_M = 300
MOST_CASES = 9
LOOKED_AT = 200  # the newest within the square around; the circle holds fewer
USUAL_RADIUS_M = 1_500.0  # of a ward whose area is not known


@dataclass(frozen=True)
class Place:
    """A named point. `kind` is ward, street or landmark; `radius_m` is that of a ward as if it were round."""

    kind: str
    code: str
    name: str
    spot: Point
    source: str = ""
    radius_m: float = 0.0


@dataclass(frozen=True)
class NearCase:
    """Another open case, and how far away it is."""

    number: str
    title: str
    state: State
    spot: Point
    metres: float


def places(session: Session) -> tuple[Place, ...]:
    """Everything of the city pack that has a position. Read once, until the pack changes."""
    return reference.kept(session, "places", _read)


def open_cases_near(session: Session, actor: Actor, case: Case) -> list[NearCase]:
    """Within 300 m of a case with a position, the nearest first; one statement."""
    if case.lat is None or case.lon is None:
        return []
    centre = (case.lat, case.lon)
    low, high = bounds(centre, NEAR_M)
    query = (
        select(Case.number, Case.title, Case.state, Case.lat, Case.lon)
        .where(Case.lat.between(low[0], high[0]), Case.lon.between(low[1], high[1]))
        .where(Case.id != case.id, Case.state.in_(OPEN), visible_cases(actor))
        .order_by(Case.id.desc())
        .limit(LOOKED_AT)
    )
    rows = [
        NearCase(number, title, state, (lat, lon), metres_between(centre, (lat, lon)))
        for number, title, state, lat, lon in session.execute(query)
        if lat is not None and lon is not None
    ]
    return sorted((row for row in rows if row.metres <= NEAR_M), key=lambda row: row.metres)[:MOST_CASES]


def _read(session: Session) -> tuple[Place, ...]:
    wards = session.scalars(select(Ward).where(Ward.lat.is_not(None), Ward.lon.is_not(None)).order_by(Ward.code))
    streets = select(Street.code, Street.name, Street.lat, Street.lon, Street.source)
    marks = select(Landmark.code, Landmark.name, Landmark.lat, Landmark.lon, Landmark.source)
    return (
        *(
            Place("ward", ward.code, f"{ward.kind} {ward.name}", (ward.lat, ward.lon), "", _radius(ward.area_km2))
            for ward in wards
            if ward.lat is not None and ward.lon is not None
        ),
        *(
            Place(kind, code, name, (lat, lon), source)
            for kind, query in (("landmark", marks), ("street", streets))
            for code, name, lat, lon, source in session.execute(query)
            if lat is not None and lon is not None
        ),
    )


def _radius(area_km2: float | None) -> float:
    return 1000 * sqrt(area_km2 / pi) if area_km2 else USUAL_RADIUS_M
