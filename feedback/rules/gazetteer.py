"""The places of a city as people name them: today's wards, the units they were made from, streets, landmarks.

Decree and resolution change the map; people go on saying the old names. On 1 July 2025 the same bare name became
another place for 21 units of Cần Thơ, so a name alone never decides (Resolution 1668/NQ-UBTVQH15).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from math import pi, sqrt
from typing import NamedTuple

from feedback.rules.map_drawing import metres_between
from feedback.rules.phrases import PhraseBook

USUAL_AREA_KM2 = 30.0
ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4", "V": "5", "VI": "6", "VII": "7", "VIII": "8", "IX": "9", "X": "10"}
# a point this many radii from the centre of the nearest ward is outside the city
OUTSIDE_RADII = 3.0
# wards are not circles, so a centre that is near never proves much
MOST_BY_DISTANCE = 0.6


@dataclass(frozen=True)
class WardRow:
    """A ward or commune of today. `kind` is "phường" or "xã"."""

    code: str
    name: str
    kind: str
    lat: float | None = None
    lon: float | None = None
    area_km2: float | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class LegacyRow:
    """A unit that is gone; `successors` are the wards it became, several when it was split.

    `district` and `province` are written whole ("Quận Ninh Kiều", "Tỉnh Hậu Giang").
    """

    code: str
    name: str
    kind: str
    district: str
    province: str
    successors: tuple[str, ...]
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class StreetRow:
    code: str
    name: str
    aliases: tuple[str, ...] = ()
    ward_codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class LandmarkRow:
    code: str
    name: str
    aliases: tuple[str, ...] = ()
    ward_code: str | None = None


class Candidate(NamedTuple):
    """A ward that may be meant, the probability that it is, and what says so (Vietnamese)."""

    ward_code: str
    confidence: float
    why: str


@dataclass
class Gazetteer:
    """Everything needed to read a place out of a sentence. Build it once; reading does not change it."""

    wards: dict[str, WardRow] = field(default_factory=dict)
    legacy: dict[str, LegacyRow] = field(default_factory=dict)
    streets: dict[str, StreetRow] = field(default_factory=dict)
    landmarks: dict[str, LandmarkRow] = field(default_factory=dict)
    districts: dict[str, tuple[str, ...]] = field(default_factory=dict)  # whole district name -> legacy unit codes

    @classmethod
    def build(
        cls,
        wards: Iterable[WardRow],
        legacy: Iterable[LegacyRow] = (),
        streets: Iterable[StreetRow] = (),
        landmarks: Iterable[LandmarkRow] = (),
    ) -> Gazetteer:
        gazetteer = cls(
            {row.code: row for row in wards},
            {row.code: row for row in legacy},
            {row.code: row for row in streets},
            {row.code: row for row in landmarks},
        )
        for unit in gazetteer.legacy.values():
            gazetteer.districts[unit.district] = (*gazetteer.districts.get(unit.district, ()), unit.code)
        return gazetteer

    @cached_property
    def units(self) -> PhraseBook:
        """Bare names of wards ("ward:31135") and legacy units ("legacy:cu-31135")."""
        rows = [(f"ward:{row.code}", name) for row in self.wards.values() for name in _all_names(row)]
        rows += [(f"legacy:{row.code}", name) for row in self.legacy.values() for name in _all_names(row)]
        return _book(rows)

    @cached_property
    def regions(self) -> PhraseBook:
        """Bare names of districts ("Quận Ninh Kiều") and provinces ("Tỉnh Hậu Giang") of before."""
        whole = sorted({name for row in self.legacy.values() for name in (row.district, row.province)})
        return _book((name, said) for name in whole for said in (bare_name(name), initials(bare_name(name))))

    @cached_property
    def street_names(self) -> PhraseBook:
        return _book((row.code, name) for row in self.streets.values() for name in (row.name, *row.aliases))

    @cached_property
    def landmark_names(self) -> PhraseBook:
        return _book((row.code, name) for row in self.landmarks.values() for name in (row.name, *row.aliases))

    @cached_property
    def province_names(self) -> frozenset[str]:
        """Bare names of the provinces of before."""
        return frozenset(bare_name(row.province) for row in self.legacy.values())

    def made_from(self, district: str) -> set[str]:
        """The wards of today that were made from units of an old district; none when there is no such district."""
        return {code for unit in self.districts.get(district, ()) for code in self.legacy[unit].successors}

    def made_in(self, province: str) -> set[str]:
        """The wards of today that were made from units of a former province."""
        return {code for unit in self.legacy.values() if unit.province == province for code in unit.successors}


def _book(names: Iterable[tuple[str, str]]) -> PhraseBook:
    return PhraseBook((meaning, phrase, 1.0) for meaning, phrase in names)


def _all_names(row: WardRow | LegacyRow) -> tuple[str, ...]:
    return (*spellings(row.name), *row.aliases)


def spellings(name: str) -> tuple[str, ...]:
    """A numbered ward is written "VII" and "7"."""
    return (name, ROMAN[name]) if name in ROMAN else (name,)


def bare_name(whole: str) -> str:
    """ "Ninh Kiều" for "Quận Ninh Kiều", "Sóc Trăng" for "Thành phố Sóc Trăng"."""
    for kind in ("Quận ", "Huyện ", "Thị xã ", "Thành phố ", "Tỉnh "):
        if whole.startswith(kind):
            return whole.removeprefix(kind)
    return whole


def initials(name: str) -> str:
    """ "NK" for "Ninh Kiều": so people shorten a district after its kind ("Q.NK")."""
    return "".join(word[0] for word in name.split())


def nearest_wards(gazetteer: Gazetteer, lat: float, lon: float, most: int = 2) -> tuple[Candidate, ...]:
    """Wards by distance of their centre, measured in radii of the ward; none when the point lies outside the city.

    Centres are not borders, so the confidence stays low and falls when two wards are about as near.
    """
    near = sorted(
        (
            metres_between((lat, lon), (ward.lat, ward.lon)) / 1000 / sqrt((ward.area_km2 or USUAL_AREA_KM2) / pi),
            ward.code,
        )
        for ward in gazetteer.wards.values()
        if ward.lat is not None and ward.lon is not None
    )[:most]
    if not near or near[0][0] > OUTSIDE_RADII:
        return ()
    closeness = [1 / (distance + 0.1) ** 2 for distance, _ in near]
    return tuple(
        Candidate(code, round(MOST_BY_DISTANCE * share / sum(closeness), 3), "theo tọa độ, tính đến tâm phường xã")
        for (_, code), share in zip(near, closeness, strict=True)
    )


def _radius_m(ward: WardRow) -> float:
    """As if the ward were round."""
    return 1000 * sqrt((ward.area_km2 or USUAL_AREA_KM2) / pi)
