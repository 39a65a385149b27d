"""The gazetteer as administrators look through it: wards, units before them, streets and landmarks in one list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models import Landmark, LegacyWard, Street, Ward, WardSuccession
from feedback.queries.admin_lists import PAGE, Page
from feedback.rules.text import fold


@dataclass(frozen=True)
class PlaceRow:
    """One name of the map. `lies` is its ward or wards, or what it became, as people read them."""

    what: str  # ward, legacy, street, landmark
    code: str
    name: str
    aliases: str
    lies: str
    is_active: bool = True


def places(session: Session, query: str, what: str, page: int) -> Page[PlaceRow]:
    """All that fits, by name; `what` narrows. Five statements whatever the size."""
    wanted = fold(query)
    found = [
        row
        for row in _all(session, what)
        if all(word in fold(f"{row.name} {row.aliases} {row.lies} {row.code}") for word in wanted.split())
    ]
    found.sort(key=lambda row: (fold(row.name), row.what, row.code))
    last = max(1, -(-len(found) // PAGE))
    page = min(max(page, 1), last)
    return Page(len(found), page, found[(page - 1) * PAGE : page * PAGE])


def _all(session: Session, what: str) -> Iterator[PlaceRow]:
    wards = {ward.code: ward for ward in session.scalars(select(Ward))}
    names = {code: f"{ward.kind} {ward.name}" for code, ward in wards.items()}
    if what in ("", "ward"):
        for ward in wards.values():
            yield PlaceRow("ward", ward.code, names[ward.code], ward.aliases, "")
    if what in ("", "legacy"):
        yield from _before(session, names)
    if what in ("", "street"):
        for street in session.scalars(select(Street)):
            lies = _named(street.ward_codes, names)
            yield PlaceRow("street", street.code, street.name, street.aliases, lies, street.is_active)
    if what in ("", "landmark"):
        for mark in session.scalars(select(Landmark)):
            lies = names.get(mark.ward_code or "", "")
            yield PlaceRow("landmark", mark.code, mark.name, mark.aliases, lies, mark.is_active)


def _before(session: Session, names: dict[str, str]) -> Iterator[PlaceRow]:
    became: dict[str, list[str]] = {}
    for line in session.scalars(select(WardSuccession).order_by(WardSuccession.ward_code)):
        became.setdefault(line.legacy_code, []).append(names.get(line.ward_code, line.ward_code))
    for unit in session.scalars(select(LegacyWard)):
        name = f"{unit.kind} {unit.name}, {unit.district}"
        yield PlaceRow("legacy", unit.code, name, unit.aliases, "; ".join(became.get(unit.code, ())))


def _named(codes: str, names: dict[str, str]) -> str:
    return "; ".join(names.get(code.strip(), code) for code in codes.split(";") if code.strip())
