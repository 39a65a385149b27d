"""What citizens choose from and type towards: wards, fields, and places by any of their names."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, String, and_, false, literal, or_, select, union_all
from sqlalchemy import case as when
from sqlalchemy.orm import InstrumentedAttribute, Session

from feedback.models import Field, Landmark, LegacyWard, Street, Ward, WardSuccession
from feedback.queries import reference
from feedback.rules.text import words

PLACES_MAX = 8
WORDS_MAX = 6
LEAST_LETTERS = 2
KINDS = {"phuong", "xa", "duong", "p", "x"}  # said before a name; the tables keep the bare name


@dataclass(frozen=True)
class Choice:
    """One line of a list: its code and its names."""

    code: str
    name_vi: str
    name_en: str = ""

    def label(self, language: str = "vi") -> str:
        return self.name_en if language == "en" and self.name_en else self.name_vi


@dataclass(frozen=True)
class PublicLists:
    """Today's wards and the top-level fields, as the report form offers them."""

    wards: tuple[Choice, ...]
    fields: tuple[Choice, ...]


@dataclass(frozen=True)
class Place:
    """One suggestion. `kind` is ward, legacy, street or landmark; `near` names what it belongs to."""

    kind: str
    code: str
    name: str
    near: str


def public_lists(session: Session) -> PublicLists:
    """Kept by the process until somebody changes the city's lists."""
    return reference.kept(session, "public_lists", _read)


def places(session: Session, typed: str) -> list[Place]:
    """At most eight places whose name holds every word typed, those that begin with it first. Three statements.

    Where "cho cai khe" is no place, "cai khe" is.
    """
    wanted = _wanted(typed)
    rows = _found(session, wanted, typed) or _found(session, wanted[1:], "")
    successors = _successors(session, [place.code for place in rows if place.kind == "legacy"])
    return [
        Place(place.kind, place.code, place.name, successors.get(place.code, "")) if place.kind == "legacy" else place
        for place in rows
    ]


def _read(session: Session) -> PublicLists:
    wards = session.scalars(select(Ward).where(Ward.valid_to.is_(None)).order_by(Ward.folded))
    fields = session.scalars(select(Field).where(Field.parent_code.is_(None)).order_by(Field.position))
    return PublicLists(
        wards=tuple(Choice(ward.code, f"{ward.kind.capitalize()} {ward.name}") for ward in wards),
        fields=tuple(Choice(field.code, field.name_vi, field.name_en) for field in fields),
    )


def _wanted(typed: str) -> list[str]:
    found = list(words(typed[:200]))[:WORDS_MAX]
    while len(found) > 1 and found[0] in KINDS:
        found = found[1:]
    return found if sum(map(len, found)) >= LEAST_LETTERS else []


def _found(session: Session, wanted: list[str], typed: str) -> list[Place]:
    if not wanted:
        return []
    return [Place(row.kind, row.code, row.name, row.near) for row in session.execute(_named(wanted, typed))]


def _named(wanted: list[str], typed: str) -> Select:
    first, alias = " ".join(wanted), "".join(c for c in typed.strip()[:80] if c.isprintable())
    none = literal("", String())
    found = union_all(
        select(
            literal("ward", String()).label("kind"), Ward.code.label("code"),
            _of_kind(Ward.kind, Ward.name).label("name"), none.label("near"),
            _rank(Ward.folded, first, 0).label("rank"), Ward.folded.label("folded"),
        ).where(_holds(Ward.folded, wanted), Ward.valid_to.is_(None)),
        select(
            literal("legacy", String()), LegacyWard.code,
            _of_kind(LegacyWard.kind, LegacyWard.name) + literal(", ", String()) + LegacyWard.district,
            none, _rank(LegacyWard.folded, first, 1), LegacyWard.folded,
        ).where(_holds(LegacyWard.folded, wanted)),
        select(
            literal("street", String()), Street.code, Street.name, none, _rank(Street.folded, first, 0), Street.folded
        ).where(or_(_holds(Street.folded, wanted), _has_alias(Street.aliases, alias))),
        select(
            literal("landmark", String()), Landmark.code, Landmark.name,
            Landmark.street, _rank(Landmark.folded, first, 1), Landmark.folded,
        ).where(or_(_holds(Landmark.folded, wanted), _has_alias(Landmark.aliases, alias))),
    ).subquery()  # fmt: skip
    columns = (found.c.kind, found.c.code, found.c.name, found.c.near, found.c.rank, found.c.folded)
    return select(*columns).order_by(found.c.rank, found.c.folded, found.c.kind.desc()).limit(PLACES_MAX)


def _of_kind(kind: InstrumentedAttribute[str], name: InstrumentedAttribute[str]) -> ColumnElement[str]:
    return kind + literal(" ", String()) + name


def _holds(column: InstrumentedAttribute[str], wanted: list[str]) -> ColumnElement[bool]:
    """Each word is the beginning of a word of the name."""
    spaced = literal(" ", String()) + column
    return and_(*(spaced.contains(f" {word}", autoescape=True) for word in wanted))


def _has_alias(column: InstrumentedAttribute[str], alias: str) -> ColumnElement[bool]:
    """Aliases are kept as people write them: "Đường 30/4"."""
    return column.icontains(alias, autoescape=True) if alias else false()


def _rank(column: InstrumentedAttribute[str], first: str, base: int) -> ColumnElement[int]:
    """Names that begin with what was typed come before those that only hold it."""
    return when((column.startswith(first, autoescape=True), base), else_=base + 2)


def _successors(session: Session, codes: list[str]) -> dict[str, str]:
    """The wards that old units became, by old code."""
    if not codes:
        return {}
    query = (
        select(WardSuccession.legacy_code, Ward.kind, Ward.name)
        .join(Ward, Ward.code == WardSuccession.ward_code)
        .where(WardSuccession.legacy_code.in_(codes))
        .order_by(Ward.folded)
    )
    named: dict[str, list[str]] = {}
    for legacy_code, kind, name in session.execute(query):
        named.setdefault(legacy_code, []).append(f"{kind} {name}")
    return {code: ", ".join(names) for code, names in named.items()}
