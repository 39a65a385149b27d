"""The field model in force: the one that was promoted here, else the one shipped with the program, else words alone.

A file whose checksum does not fit is not used, and whoever looks is told so.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from feedback.errors import N_, Invalid
from feedback.models import FieldModelRow
from feedback.queries import reference
from feedback.rules.field_model import FieldModel
from feedback.rules.field_reader import FieldReader
from feedback.rules.keywords import Lexicon
from feedback.rules.model_file import unpacked
from feedback.terms import ModelState

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "field_model.bin"
MISSING = N_("Không có tệp mô hình phân loại; đang dùng bộ từ khóa.")
LOST = N_("Tệp của mô hình %(version)s bị hỏng hoặc thiếu; đang dùng %(instead)s.")


def in_force(session: Session, lexicon: Lexicon, path: Path = SHIPPED) -> FieldReader:
    """The reader that decides now. One statement."""
    row, shipped = active(session, with_file=True), reader(lexicon, path)
    if row is None:
        return shipped
    model = _of(row)
    if model is not None:
        return FieldReader(lexicon, model)
    return FieldReader(lexicon, shipped.model, problem=LOST % {"version": row.version, "instead": shipped.version})


def in_shadow(session: Session, lexicon: Lexicon) -> tuple[int, FieldReader] | None:
    """The model that looks on, with its number, kept by the process; None when there is none that can be read."""
    return reference.kept(session, "shadow_model", lambda session: _shadow(session, lexicon))


def active(session: Session, *, with_file: bool = False) -> FieldModelRow | None:
    return _row(session, ModelState.ACTIVE, with_file=with_file)


def reader(lexicon: Lexicon, path: Path = SHIPPED) -> FieldReader:
    """A reader with the model in a file; with the words alone, and the reason, when there is none that can be read."""
    try:
        return FieldReader(lexicon, _read(path, path.stat().st_mtime_ns))
    except OSError:
        return FieldReader(lexicon, problem=MISSING)
    except Invalid as error:
        return FieldReader(lexicon, problem=str(error))


def _shadow(session: Session, lexicon: Lexicon) -> tuple[int, FieldReader] | None:
    row = _row(session, ModelState.SHADOW, with_file=True)
    model = _of(row) if row is not None else None
    return (row.id, FieldReader(lexicon, model)) if row is not None and model is not None else None


def _row(session: Session, state: ModelState, *, with_file: bool) -> FieldModelRow | None:
    query = select(FieldModelRow).where(FieldModelRow.state == state)
    if with_file:
        query = query.options(undefer(FieldModelRow.file))
    return session.scalars(query).first()


def _of(row: FieldModelRow) -> FieldModel | None:
    """The model in a row's file; None when the file is gone or is not what was kept."""
    if row.file is None or sha256(row.file).hexdigest() != row.sha256:
        return None
    try:
        return _unpacked(row.file)
    except (Invalid, ValueError, KeyError):
        return None


@lru_cache(maxsize=2)
def _unpacked(data: bytes) -> FieldModel:
    return unpacked(data)


@lru_cache(maxsize=2)
def _read(path: Path, _changed: int) -> FieldModel:
    return unpacked(path.read_bytes())
