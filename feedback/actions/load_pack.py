"""Loading a city pack (feedback/data/<city>/) into the tables, as often as one likes.

A file whose bytes were loaded before is skipped: its fingerprint is kept in the setting "pack.<file>". So what an
administrator changed on a screen stays until that very file of the pack changes; then the pack's word holds again
for every row that differs, and the command says how many rows it changed. Rows that a file no longer has are kept
and named. Calendars are never edited: a difference becomes a new version.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.actions import ledger
from feedback.actions.pack import calendars, catalogues, indicators, places, programme, responsibilities, texts
from feedback.actions.pack.files import Pack
from feedback.actions.pack.merge import Change, merge
from feedback.actions.rules_version import keep_version
from feedback.errors import N_, Missing
from feedback.models import Setting
from feedback.rules.lifecycle import Actor

MATRIX = "responsibilities.csv"
FROM_THE_PACK = "Gói dữ liệu %(city)s"
NO_PACK = N_("Không có gói dữ liệu cho thành phố “%(city)s”.")


@dataclass(frozen=True)
class Part:
    """Files that are loaded together, and how."""

    files: tuple[str, ...]
    load: Callable[[Session, Pack], list[Change]]


@dataclass(frozen=True)
class Loaded:
    """What a load did. `skipped` are the files that held nothing new."""

    city: str
    changes: tuple[Change, ...]
    skipped: tuple[str, ...]


PARTS = (  # a table comes after those it points at
    Part(("wards.csv",), places.load_wards),
    Part(("legacy_wards.csv",), places.load_legacy_wards),
    Part(("legacy_successions.csv",), places.load_successions),
    Part(("streets.csv",), places.load_streets),
    Part(("landmarks.csv",), places.load_landmarks),
    Part(("agencies.csv",), responsibilities.load_agencies),
    Part(("fields.csv",), responsibilities.load_fields),
    Part(("keywords.csv",), responsibilities.load_keywords),
    Part(("danger_words.csv",), responsibilities.load_danger_words),
    Part(("kind_words.csv",), responsibilities.load_kind_words),
    Part(("empty_phrases.csv",), responsibilities.load_empty_phrases),
    Part(("asset_owners.csv",), responsibilities.load_asset_owners),
    Part((MATRIX,), responsibilities.load_matrix),
    Part(("limits.csv",), responsibilities.load_limits),
    Part(("ladder.csv",), responsibilities.load_ladder),
    Part(("alert_levels.csv",), responsibilities.load_alert_levels),
    Part(("calendar.toml", "holidays.csv"), calendars.load_calendars),
    Part(tuple(texts.REASONS), texts.load_reasons),
    Part((texts.TEXT_MODULES,), texts.load_text_modules),
    Part(("city.toml",), texts.load_settings),
    Part((catalogues.CATALOGUES,), catalogues.load_catalogues),
    Part((indicators.INDICATORS,), indicators.load_indicators),
)


def load_pack(session: Session, actor: Actor, folder: Path) -> Loaded:
    """Bring the tables to what the pack in `folder` says. Raises Missing, or Invalid naming the file and line."""
    if not (folder / "city.toml").is_file():
        raise Missing(NO_PACK, city=folder.name)
    pack = Pack(folder)
    known = _fingerprints(session)
    now: dict[str, str] = {}
    changes: list[Change] = []
    for part in (*PARTS, *_many(pack, catalogues.PATTERN, catalogues.load_rows), *_programmes(actor, pack)):
        prints = {f"{texts.FINGERPRINT}{file}": pack.fingerprint(file) for file in part.files}
        if any(known.get(key) != value for key, value in prints.items()):
            changes += part.load(session, pack)
            now |= prints
    _remember(session, now)
    if f"{texts.FINGERPRINT}{MATRIX}" in now:
        keep_version(session, actor, FROM_THE_PACK % {"city": pack.city})
    if changes:
        _record(session, actor, pack, changes)
    return Loaded(pack.city, tuple(changes), _skipped(pack, now))


def _programmes(actor: Actor, pack: Pack) -> tuple[Part, ...]:
    def load(session: Session, pack: Pack, file: str) -> list[Change]:
        return programme.load_programmes(session, actor, pack, file)

    return _many(pack, programme.PATTERN, load)


def _many(pack: Pack, pattern: str, load: Callable[[Session, Pack, str], list[Change]]) -> tuple[Part, ...]:
    """A part for every file that fits a pattern."""
    return tuple(
        Part((file,), lambda session, pack, file=file: load(session, pack, file)) for file in pack.names(pattern)
    )


def _fingerprints(session: Session) -> dict[str, str]:
    query = select(Setting.key, Setting.value).where(Setting.key.startswith(texts.FINGERPRINT))
    return dict(session.execute(query).all())


def _remember(session: Session, prints: dict[str, str]) -> None:
    rows = [{"key": key, "value": value} for key, value in prints.items()]
    if rows:
        merge(session, "", Setting, rows, within=Setting.key.startswith(texts.FINGERPRINT))


def _record(session: Session, actor: Actor, pack: Pack, changes: list[Change]) -> None:
    added, changed = sum(change.added for change in changes), sum(change.changed for change in changes)
    about = session.get_one(Setting, f"{texts.FINGERPRINT}{changes[0].file}")
    ledger.record(session, actor, "pack.loaded", about, city=pack.city, added=added, changed=changed)


def _skipped(pack: Pack, now: dict[str, str]) -> tuple[str, ...]:
    many = (*pack.names(catalogues.PATTERN), *pack.names(programme.PATTERN))
    files = [file for part in PARTS for file in part.files] + list(many)
    return tuple(file for file in files if f"{texts.FINGERPRINT}{file}" not in now)
