"""Files of evidence, for those who may see their assessment. Always a download, never a page."""

from __future__ import annotations

from flask import Response

from feedback.queries import assessments
from feedback.rules.assessing import NO_SUCH
from feedback.web.assessing.words import VIEWERS
from feedback.web.doors import actor, staff_only
from feedback.web.downloads import kept_file
from feedback.web.request_session import reading


@staff_only(*VIEWERS)
def evidence_file(name: str) -> Response:
    return kept_file(assessments.file(reading(), actor(), name), NO_SUCH)
