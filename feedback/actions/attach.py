"""Pictures handed in with a report or a result: looked at, drawn anew, kept by the blob store, noted as rows.

Nothing that came from outside is kept as it came: each picture is decoded and encoded again, which drops hidden
places and times (EXIF) and whatever else was packed into the file (security: files).
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any, BinaryIO, Protocol

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy.orm import Session

from feedback import clock
from feedback.errors import N_, Invalid
from feedback.models import Attachment, Case, Leg, Report, Result
from feedback.rules.text import tidy_line

PICTURES_MAX = 5
BYTES_MAX = 10 * 1024 * 1024
PIXELS_MAX = 40_000_000
SIDE_MAX = 2560  # pixels; more shows nothing more on a screen
NAME_MAX = 200
QUALITY = 85
MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
EXTENSIONS = {".jpg", ".jpeg", ".png", ".webp"}
BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")

TOO_MANY = N_("Hãy chọn nhiều nhất %(most)s ảnh.")
TOO_BIG = N_("Ảnh “%(name)s” lớn quá 10 MB. Hãy chọn ảnh nhỏ hơn.")
NO_PICTURE = N_("“%(name)s” không phải ảnh JPG, PNG hay WebP xem được. Hãy chọn ảnh khác.")

_one_at_a_time = threading.Lock()  # a large picture takes some 100 MB while it is decoded


class NotStored(Exception):
    """The store cannot keep a file now (no room, say). Whatever it belongs to goes on without it."""


class BlobStore(Protocol):
    """Where the bytes of files lie. Names are random and say nothing."""

    def put(self, content: bytes) -> str:
        """The name under which these bytes are kept, safely on disk. Raises NotStored."""
        ...

    def read(self, name: str) -> bytes:
        """Raises FileNotFoundError."""
        ...

    def remove(self, name: str) -> None:
        """No error when there is none."""
        ...


@dataclass(frozen=True)
class Picture:
    """A picture that was decoded and encoded again. `name` is what the sender called it, for people only."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Stored:
    """A picture whose bytes are kept under `stored_as`, and which no row names yet."""

    picture: Picture
    stored_as: str


def read_pictures(files: Sequence[tuple[str, BinaryIO]], field: str = "pictures") -> list[Picture]:
    """Check and redraw the files (name, content). Slow: do it before a transaction. Raises Invalid naming `field`."""
    if len(files) > PICTURES_MAX:
        raise Invalid(field, TOO_MANY, most=PICTURES_MAX)
    return [_read(tidy_line(name, field)[-NAME_MAX:], content, field) for name, content in files]


def store(blobs: BlobStore, pictures: Iterable[Picture]) -> tuple[list[Stored], int]:
    """Keep the bytes before the rows are written; how many could not be kept comes second."""
    kept, lost = [], 0
    for picture in pictures:
        try:
            kept.append(Stored(picture, blobs.put(picture.content)))
        except NotStored:
            lost += 1
    return kept, lost


def discard(blobs: BlobStore, kept: Iterable[Stored]) -> None:
    """Forget bytes whose rows were not written."""
    for one in kept:
        blobs.remove(one.stored_as)


def attach(
    session: Session,
    case: Case,
    kept: Sequence[Stored],
    *,
    report: Report | None = None,
    result: Result | None = None,
    leg: Leg | None = None,
) -> list[Attachment]:
    """Name the kept pictures in rows: of what a citizen handed in, of a result, or of a cooperating leg's answer."""
    if not kept:
        return []
    session.flush()
    rows = [
        Attachment(
            case_id=case.id,
            report_id=report.id if report else None,
            result_id=result.id if result else None,
            leg_id=leg.id if leg else None,
            **described(one),
        )
        for one in kept
    ]
    session.add_all(rows)
    return rows


def described(one: Stored) -> dict[str, Any]:
    """What a row says of a kept file, whatever it belongs to."""
    return {
        "original_name": one.picture.name,
        "media_type": one.picture.media_type,
        "size_bytes": len(one.picture.content),
        "sha256": hashlib.sha256(one.picture.content).hexdigest(),
        "stored_as": one.stored_as,
        "created_at": clock.now(),
    }


def _read(name: str, content: BinaryIO, field: str) -> Picture:
    taken = content.read(BYTES_MAX + 1)
    if len(taken) > BYTES_MAX:
        raise Invalid(field, TOO_BIG, name=name)
    if PurePosixPath(name.lower()).suffix not in EXTENSIONS or not taken.startswith(BEGINNINGS):
        raise Invalid(field, NO_PICTURE, name=name)
    try:
        with _one_at_a_time:
            media_type, redrawn = _redrawn(taken)
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
        OSError,
        ValueError,
        SyntaxError,  # what the PNG reader raises for a broken file
        MemoryError,
    ) as error:
        raise Invalid(field, NO_PICTURE, name=name) from error
    return Picture(name, media_type, redrawn)


def _redrawn(taken: bytes) -> tuple[str, bytes]:
    """The media type and bytes of the same picture, upright, of a size for screens, with nothing else in the file."""
    with Image.open(BytesIO(taken), formats=tuple(MEDIA_TYPES)) as image:
        kind = image.format or ""
        if image.width * image.height > PIXELS_MAX:
            raise ValueError("more pixels than a camera makes")
        image.draft("RGB", (SIDE_MAX, SIDE_MAX))  # a JPEG is read at the size that is kept
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((SIDE_MAX, SIDE_MAX))
        clear = upright.convert("RGBA" if upright.has_transparency_data and kind != "JPEG" else "RGB")
        clear.info.clear()
        written = BytesIO()
        clear.save(written, kind, **({} if kind == "PNG" else {"quality": QUALITY}))
    return MEDIA_TYPES[kind], written.getvalue()
