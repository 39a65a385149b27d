"""Files of evidence, for those who may see their assessment. Always a download, never a page."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response

from feedback.errors import Missing
from feedback.queries import assessments
from feedback.rules.assessing import NO_SUCH
from feedback.web.assessing.words import VIEWERS
from feedback.web.doors import actor, staff_only
from feedback.web.kept_files import blobs
from feedback.web.public.files import HARMLESS
from feedback.web.request_session import reading


@staff_only(*VIEWERS)
def evidence_file(name: str) -> Response:
    found = assessments.file(reading(), actor(), name)
    try:
        content = blobs().read(found.stored_as)
    except FileNotFoundError as error:
        raise Missing(NO_SUCH) from error
    response = Response(content, mimetype=found.media_type)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.original_name, safe='')}"
    response.headers["Content-Security-Policy"] = HARMLESS
    return response
