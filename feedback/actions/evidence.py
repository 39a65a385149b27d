"""Files that prove a result: photographs, drawn anew like every picture, and PDF documents, kept as they are.

A PDF is never opened here and is only ever handed out as a download (see web/public/files.py). One that carries
programs or other files is refused, whatever it shows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import BinaryIO

from feedback.actions.attach import BYTES_MAX, NAME_MAX, PICTURES_MAX, TOO_BIG, Picture, read_pictures
from feedback.errors import N_, Invalid
from feedback.rules.text import tidy_line

PDF = "application/pdf"
PDF_ENDING = b"%%EOF"
TAIL = 1024  # bytes at the end of a PDF in which its last mark must stand
ACTIVE = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFile)\b")
TOO_MANY = N_("Hãy chọn nhiều nhất %(most)s tệp.")
NO_DOCUMENT = N_("“%(name)s” không phải tệp PDF đọc được. Hãy chọn tệp khác.")
ACTIVE_DOCUMENT = N_("“%(name)s” chứa chương trình hoặc tệp khác bên trong. Hãy in lại thành PDF rồi gửi.")


def read_evidence(files: Sequence[tuple[str, BinaryIO]], field: str = "pictures") -> list[Picture]:
    """Check photographs and documents (name, content), at most five of 10 MB each. Raises Invalid naming `field`."""
    if len(files) > PICTURES_MAX:
        raise Invalid(field, TOO_MANY, most=PICTURES_MAX)
    return [_read(name, content, field) for name, content in files]


def _read(name: str, content: BinaryIO, field: str) -> Picture:
    if PurePosixPath(name.lower()).suffix != ".pdf":
        return read_pictures([(name, content)], field)[0]
    name, taken = tidy_line(name, field)[-NAME_MAX:], content.read(BYTES_MAX + 1)
    if len(taken) > BYTES_MAX:
        raise Invalid(field, TOO_BIG, name=name)
    if not taken.startswith(b"%PDF-") or PDF_ENDING not in taken[-TAIL:]:
        raise Invalid(field, NO_DOCUMENT, name=name)
    if ACTIVE.search(taken):
        raise Invalid(field, ACTIVE_DOCUMENT, name=name)
    return Picture(name, PDF, taken)
