"""Files of lists and figures: asking for one, one's own files and how far they are, taking one."""

from __future__ import annotations

from flask import Blueprint

from feedback.web.exports import asking, page

blueprint = Blueprint("exports", __name__, url_prefix="/exports")
blueprint.get("/")(page.exports)
blueprint.post("/")(asking.ask)
blueprint.get("/<int:export_id>/file")(page.file)
