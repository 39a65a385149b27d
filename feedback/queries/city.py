"""What the city has set for itself, from the table that its pack filled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models import Setting
from feedback.queries import reference
from feedback.rules.field_reader import FieldReader
from feedback.rules.routing import Thresholds

FIELD_THRESHOLDS = "routing.field_thresholds"  # {field code: probability}, set on the administrators' screen


@dataclass(frozen=True)
class City:
    """The settings that the code asks for; `more` holds the rest of city.toml by its dotted name."""

    name: str
    name_en: str
    hotline_number: str
    centre_agency: str
    reopen_days: int
    auto_threshold: float
    rating_words: tuple[tuple[int, str, str], ...]  # (score 1-5, Vietnamese, English), best first
    dissatisfied_at_most: int
    more: dict[str, Any]


def city(session: Session) -> City:
    """The city of this database. Raises LookupError before a city pack was loaded."""
    return reference.kept(session, "city", _read)


def _read(session: Session) -> City:
    values: dict[str, Any] = dict(session.execute(select(Setting.key, Setting.value)).all())
    if "name" not in values:
        raise LookupError("no city pack has been loaded into this database")
    return from_values(values)


def from_values(values: dict[str, Any]) -> City:
    """The city of these settings by their dotted names, as city.toml has them."""
    scale = values["rating.scale"]
    return City(
        name=values["name"],
        name_en=values["name_en"],
        hotline_number=values["hotline_number"],
        centre_agency=values["centre_agency"],
        reopen_days=int(values["reopen_days"]),
        auto_threshold=float(values["routing.auto_threshold"]),
        rating_words=tuple((step["score"], step["vi"], step["en"]) for step in scale),
        dissatisfied_at_most=int(values["rating.dissatisfied_up_to"]),
        more=values,
    )


def thresholds(settings: City, reader: FieldReader | None = None) -> Thresholds:
    """How sure the system must be to decide alone.

    A field that the model guessed (`reader`) has the measure that was set for it, or else the one the model learnt;
    a field that a person chose needs only the city's own.
    """
    set_here = settings.more.get(FIELD_THRESHOLDS, {})
    measured = reader.measures if reader else {}
    return Thresholds(
        settings.auto_threshold,
        float(settings.more["routing.margin_threshold"]),
        {code: float(measure) for code, measure in (*measured.items(), *set_here.items())} if reader else {},
    )
