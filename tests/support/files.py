"""Small files to hand in."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def picture(kind: str = "JPEG", colour: str = "teal") -> BytesIO:
    """A photograph of nothing."""
    drawn = BytesIO()
    Image.new("RGB", (64, 48), colour).save(drawn, kind)
    drawn.seek(0)
    return drawn
