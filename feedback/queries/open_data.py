"""What was published as open data, and under which conditions it may be used."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from feedback.errors import N_, Missing
from feedback.models import OpenData
from feedback.queries.city import City

NO_SUCH_SET = N_("Không có bộ dữ liệu này.")
LEAST_K = 3
SETTING = "open_data"  # the part of city.toml


@dataclass(frozen=True)
class Terms:
    """`k`: no number of fewer cases is published. The licence is the city's."""

    k: int
    days_after: int
    licence: str
    licence_url: str
    publisher: str


def terms(city: City) -> Terms:
    """As the city has set them; a k under three is taken for three."""

    def value(name: str, usual: object) -> object:
        return city.more.get(f"{SETTING}.{name}", usual)

    return Terms(
        k=max(LEAST_K, int(str(value("k", 5)))),
        days_after=int(str(value("publish_days_after_month", 5))),
        licence=str(value("licence", "CC BY 4.0")),
        licence_url=str(value("licence_url", "https://creativecommons.org/licenses/by/4.0/")),
        publisher=str(value("publisher", city.name)),
    )


def open_sets(session: Session) -> list[OpenData]:
    """Every version without its bytes, newest month and version first. One statement."""
    query = select(OpenData).options(defer(OpenData.csv), defer(OpenData.json))
    return list(session.scalars(query.order_by(OpenData.period.desc(), OpenData.version.desc())))


def newest(session: Session, period: str) -> OpenData | None:
    query = select(OpenData).where(OpenData.period == period).order_by(OpenData.version.desc())
    return session.scalars(query.limit(1)).first()


def open_set(session: Session, period: str, version: int) -> OpenData:
    """One version with its bytes. Raises Missing."""
    found = session.get(OpenData, (period, version))
    if found is None:
        raise Missing(NO_SUCH_SET)
    return found
