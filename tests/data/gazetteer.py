"""The gazetteer of the city pack, built from its files without a database."""

from __future__ import annotations

from functools import cache

from feedback.rules.gazetteer import Gazetteer, LandmarkRow, LegacyRow, StreetRow, WardRow
from tests.data.city_pack import rows


@cache
def gazetteer() -> Gazetteer:
    became: dict[str, list[str]] = {}
    for row in rows("legacy_successions.csv"):
        became.setdefault(row["legacy_code"], []).append(row["ward_code"])
    return Gazetteer.build(
        [
            WardRow(r["code"], r["name"], r["kind"], _number(r["lat"]), _number(r["lon"]), _number(r["area_km2"]))
            for r in rows("wards.csv")
        ],
        [
            LegacyRow(r["code"], r["name"], r["kind"], r["district"], r["province"], tuple(became[r["code"]]))
            for r in rows("legacy_wards.csv")
        ],
        [StreetRow(r["code"], r["name"], _split(r["aliases"]), _split(r["ward_codes"])) for r in rows("streets.csv")],
        [LandmarkRow(r["code"], r["name"], _split(r["aliases"]), r["ward_code"]) for r in rows("landmarks.csv")],
    )


def _split(joined: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in joined.split(";") if part.strip())


def _number(written: str) -> float | None:
    return float(written) if written else None
