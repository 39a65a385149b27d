"""Small files to hand in."""

from __future__ import annotations

from io import BytesIO
from uuid import uuid4

from PIL import Image

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def picture(kind: str = "JPEG", colour: str = "teal") -> BytesIO:
    """A photograph of nothing."""
    drawn = BytesIO()
    Image.new("RGB", (64, 48), colour).save(drawn, kind)
    drawn.seek(0)
    return drawn


class Shelf:
    """Keeps bytes in memory."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}

    def put(self, content: bytes) -> str:
        name = uuid4().hex
        self.held[name] = content
        return name

    def read(self, name: str) -> bytes:
        return self.held[name]

    def remove(self, name: str) -> None:
        self.held.pop(name, None)
