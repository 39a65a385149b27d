"""Files as answers: always a download, never a page; a browser that shows one all the same runs nothing of it."""

from __future__ import annotations

from typing import Protocol

from flask import Response

from feedback.errors import Missing
from feedback.web.kept_files import blobs

HARMLESS = "sandbox; default-src 'none'"


class KeptFile(Protocol):
    """A row that tells of bytes in the blob store."""

    stored_as: str
    media_type: str
    original_name: str


def download(content: bytes | str, content_type: str, name: str) -> Response:
    response = Response(content, content_type=content_type)
    response.headers.set("Content-Disposition", "attachment", filename=name.replace("/", "-"))
    response.headers["Content-Security-Policy"] = HARMLESS
    return response


def kept(stored_as: str, missing: str) -> bytes:
    """The bytes of a file in the blob store. Raises Missing with this sentence where they are gone."""
    try:
        return blobs().read(stored_as)
    except FileNotFoundError as error:
        raise Missing(missing) from error


def kept_file(found: KeptFile | None, missing: str) -> Response:
    """A file as somebody handed it in, by the name it had. Raises Missing."""
    if found is None:
        raise Missing(missing)
    return download(kept(found.stored_as, missing), found.media_type, found.original_name)
