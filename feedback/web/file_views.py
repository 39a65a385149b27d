"""Attached files as the macro components/history.pictures draws them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from feedback.models import Attachment


def file_views(files: Iterable[Attachment]) -> list[dict[str, Any]]:
    """Photographs are numbered, documents keep the name their sender gave them."""
    return [
        {
            "url": url_for("public.picture", name=one.stored_as),
            "words": _("Ảnh %(number)s", number=number) if _is_picture(one) else one.original_name,
            "is_picture": _is_picture(one),
        }
        for number, one in enumerate(files, 1)
    ]


def _is_picture(one: Attachment) -> bool:
    return one.media_type.startswith("image/")
