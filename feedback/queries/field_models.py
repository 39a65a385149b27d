"""The field model in force: the one shipped with the program. Read once a process and again when its file changes."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from feedback.errors import N_, Invalid
from feedback.rules.field_model import FieldModel
from feedback.rules.field_reader import FieldReader
from feedback.rules.keywords import Lexicon
from feedback.rules.model_file import unpacked

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "field_model.bin"
MISSING = N_("Không có tệp mô hình phân loại; đang dùng bộ từ khóa.")


def reader(lexicon: Lexicon, path: Path = SHIPPED) -> FieldReader:
    """A reader with the model in a file; with the words alone, and the reason, when there is none that can be read."""
    try:
        return FieldReader(lexicon, _read(path, path.stat().st_mtime_ns))
    except OSError:
        return FieldReader(lexicon, problem=MISSING)
    except Invalid as error:
        return FieldReader(lexicon, problem=str(error))


@lru_cache(maxsize=2)
def _read(path: Path, _changed: int) -> FieldModel:
    return unpacked(path.read_bytes())
