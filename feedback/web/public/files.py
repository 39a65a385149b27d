"""Pictures, for those who may see their case. They lie outside the web root and never run as a page."""

from __future__ import annotations

from flask import Response
from flask_login import current_user

from feedback.errors import N_
from feedback.models import Attachment
from feedback.queries.pictures import picture_of_report, picture_of_staff
from feedback.web.doors import actor, open_to_all
from feedback.web.downloads import kept_file
from feedback.web.public.frame import blueprint
from feedback.web.public.opened import opened_report
from feedback.web.request_session import reading

NO_PICTURE = N_("Không có ảnh này.")


@blueprint.get("/files/<name>")
@open_to_all
def picture(name: str) -> Response:
    """Staff see the pictures of cases they may open; a citizen those of the report that this browser has opened."""
    return kept_file(_found(name), NO_PICTURE)


def _found(name: str) -> Attachment | None:
    if not name.isascii() or not name.isalnum():
        return None
    if current_user.is_authenticated:
        return picture_of_staff(reading(), actor(), name)
    opened = opened_report()
    return picture_of_report(reading(), opened, name) if opened is not None else None
