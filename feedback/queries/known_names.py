"""Names of agencies, wards, fields and coded reasons by code, kept by the process until somebody changes one."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models import Agency, Field, Reason, Ward
from feedback.queries import reference
from feedback.rules.tile_grid import Grid, tile_grid


@dataclass(frozen=True)
class Name:
    vi: str
    en: str = ""

    def label(self, language: str = "vi") -> str:
        return self.en if language == "en" and self.en else self.vi


@dataclass(frozen=True)
class Names:
    """`reasons` by (purpose, code). `tiles` places every ward that has a centre on a map of equal tiles.

    `ward_titles` say a ward with its kind, `home_wards` of which ward an agency is the committee, `fields_above` under
    which field a field stands.
    """

    agencies: dict[str, Name]
    wards: dict[str, Name]
    fields: dict[str, Name]
    reasons: dict[tuple[str, str], Name]
    tiles: Grid
    ward_titles: dict[str, str]
    home_wards: dict[str, str | None]
    fields_above: dict[str, str | None]

    def field(self, code: str, language: str) -> str:
        return self.fields[code].label(language) if code in self.fields else code

    def reason(self, purpose: str, code: str, language: str) -> str:
        found = self.reasons.get((purpose, code))
        return found.label(language) if found else code


def known_names(session: Session) -> Names:
    return reference.kept(session, "known_names", _read)


def _read(session: Session) -> Names:
    wards = session.execute(select(Ward.code, Ward.name, Ward.kind, Ward.lat, Ward.lon, Ward.valid_to)).all()
    agencies = session.execute(select(Agency.code, Agency.short_name, Agency.ward_code)).all()
    fields = session.execute(select(Field.code, Field.name_vi, Field.name_en, Field.parent_code)).all()
    return Names(
        agencies={code: Name(name) for code, name, _ward in agencies},
        wards={code: Name(name) for code, name, *_ in wards},
        fields={code: Name(vi, en) for code, vi, en, _above in fields},
        reasons={
            (purpose, code): Name(vi, en)
            for purpose, code, vi, en in session.execute(
                select(Reason.purpose, Reason.code, Reason.name_vi, Reason.name_en)
            )
        },
        tiles=tile_grid(
            (code, (lat, lon))
            for code, _name, _kind, lat, lon, valid_to in wards
            if lat is not None and lon is not None and valid_to is None
        ),
        ward_titles={code: f"{kind} {name}" for code, name, kind, *_ in wards},
        home_wards={code: ward for code, _name, ward in agencies},
        fields_above={code: above for code, _vi, _en, above in fields},
    )
