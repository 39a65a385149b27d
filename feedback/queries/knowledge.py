"""What routing knows: words, danger, places, the responsibility matrix. Read once, until somebody changes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models import (
    Agency,
    AssetOwner,
    Field,
    Keyword,
    Landmark,
    LegacyWard,
    Street,
    Ward,
    WardSuccession,
)
from feedback.queries import field_models, matrix, reference
from feedback.rules.field_reader import FieldReader
from feedback.rules.gazetteer import Gazetteer, LandmarkRow, LegacyRow, StreetRow, WardRow
from feedback.rules.keywords import Lexicon
from feedback.rules.matrix_check import Known
from feedback.rules.phrases import PhraseBook
from feedback.rules.rule_line import City, RuleRow
from feedback.rules.urgency import DangerBook, danger_book
from feedback.terms import AgencyKind, Owner


@dataclass(frozen=True)
class AgencyRow:
    """An agency as routing needs it, outliving the session that read it."""

    code: str
    short_name: str
    ward_code: str | None  # set for a ward's People's Committee only
    valid_from: date
    valid_to: date | None

    def is_valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Knowledge:
    """One reading of the city's words, places and responsibilities. `version` is the entry it was read after."""

    version: int
    reader: FieldReader
    danger: DangerBook
    kinds: PhraseBook
    gazetteer: Gazetteer
    rules: tuple[RuleRow, ...]
    rules_version: str
    agencies: tuple[AgencyRow, ...]
    fields: dict[str, str]
    wards: dict[str, str]
    owners: dict[tuple[str, str], Owner]

    def city_on(self, day: date) -> City:
        """The names and ward committees that routing may use on a day."""
        in_force = [agency for agency in self.agencies if agency.is_valid_on(day)]
        return City(
            agencies={agency.code: agency.short_name for agency in in_force},
            fields=self.fields,
            wards=self.wards,
            ward_agencies={agency.ward_code: agency.code for agency in in_force if agency.ward_code},
            streets={street.code: street.name for street in self.gazetteer.streets.values()},
            owners=self.owners,
        )

    @property
    def nameable(self) -> Known:
        """What lines of the matrix may name."""
        return Known(
            agencies={agency.code: (agency.valid_from, agency.valid_to) for agency in self.agencies},
            fields=self.fields.keys(),
            wards=self.wards,
            streets=self.gazetteer.streets.keys(),
        )


def knowledge(session: Session) -> Knowledge:
    """The current knowledge; about ten statements when something has changed."""
    return reference.kept(session, "knowledge", _read)


def _read(session: Session) -> Knowledge:
    wards = session.scalars(select(Ward)).all()
    fields = session.scalars(select(Field)).all()
    return Knowledge(
        version=reference.version(session),
        reader=field_models.in_force(session, Lexicon(PhraseBook(_phrases(session, "field")))),
        danger=danger_book((kind, phrase) for kind, phrase, _ in _phrases(session, "danger")),
        kinds=PhraseBook(_phrases(session, "kind")),
        gazetteer=_gazetteer(session, wards),
        rules=responsibilities(session).rules,
        rules_version=responsibilities(session).label,
        agencies=_agencies(session),
        fields={field.code: field.name_vi for field in fields},
        wards={ward.code: f"{ward.kind} {ward.name}" for ward in wards},
        owners={(row.field_code or "", row.street_code): row.owner for row in session.scalars(select(AssetOwner))},
    )


def _agencies(session: Session) -> tuple[AgencyRow, ...]:
    return tuple(
        AgencyRow(
            code=agency.code,
            short_name=agency.short_name,
            ward_code=agency.ward_code if agency.kind is AgencyKind.WARD else None,
            valid_from=agency.valid_from,
            valid_to=agency.valid_to,
        )
        for agency in session.scalars(select(Agency).order_by(Agency.code))
    )


def _phrases(session: Session, purpose: str) -> list[tuple[str, str, float]]:
    rows = session.execute(
        select(Keyword.meaning, Keyword.phrase, Keyword.weight)
        .where(Keyword.purpose == purpose, Keyword.is_active)
        .order_by(Keyword.id)
    )
    return [(meaning, phrase, weight) for meaning, phrase, weight in rows]


def _gazetteer(session: Session, wards: Sequence[Ward]) -> Gazetteer:
    successors: dict[str, list[str]] = {}
    for line in session.scalars(select(WardSuccession).order_by(WardSuccession.ward_code)):
        successors.setdefault(line.legacy_code, []).append(line.ward_code)
    return Gazetteer.build(
        [WardRow(w.code, w.name, w.kind, w.lat, w.lon, w.area_km2, _split(w.aliases)) for w in wards],
        [_legacy_row(old, tuple(successors.get(old.code, ()))) for old in session.scalars(select(LegacyWard))],
        [
            StreetRow(street.code, street.name, _split(street.aliases), _split(street.ward_codes))
            for street in session.scalars(select(Street).where(Street.is_active))
        ],
        [
            LandmarkRow(mark.code, mark.name, _split(mark.aliases), mark.ward_code)
            for mark in session.scalars(select(Landmark).where(Landmark.is_active))
        ],
    )


def responsibilities(session: Session) -> matrix.Matrix:
    """The responsibility matrix, kept by the process until somebody changes it."""
    return reference.kept(session, "responsibilities", matrix.read)


def _legacy_row(old: LegacyWard, became: tuple[str, ...]) -> LegacyRow:
    return LegacyRow(old.code, old.name, old.kind, old.district, old.province, became, _split(old.aliases))


def _split(joined: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in joined.split(";") if part.strip())
