"""The files that a person chose in a form, as actions take them."""

from __future__ import annotations

from typing import BinaryIO, cast

from werkzeug.datastructures import FileStorage
from wtforms import MultipleFileField


def chosen_files(field: MultipleFileField) -> list[tuple[str, BinaryIO]]:
    """Name and content of each; an empty file control sends a nameless file, which is none."""
    files = [file for file in field.data or [] if isinstance(file, FileStorage)]
    return [(file.filename, cast(BinaryIO, file.stream)) for file in files if file.filename]
