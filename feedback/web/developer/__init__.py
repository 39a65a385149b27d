"""Pages for developers only, never in production: messages the local gateway took, the components."""

from __future__ import annotations

from flask import Blueprint, render_template

from feedback.queries.local_messages import newest_messages
from feedback.web.doors import open_to_all
from feedback.web.request_session import reading

blueprint = Blueprint("developer", __name__, url_prefix="/developer")


@blueprint.get("/components")
@open_to_all
def components() -> str:
    return render_template("layout/gallery.html")


@blueprint.get("/messages")
@open_to_all
def messages() -> str:
    return render_template("developer/messages.html", messages=newest_messages(reading()))
