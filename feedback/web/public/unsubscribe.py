"""Ending a mail by the link in it: a person sees what ends and confirms; a mail program posts at once (RFC 8058).

No cookie and no form token is asked for: the signed link is all that counts, and it can end this mail only.
"""

from __future__ import annotations

from flask import Response, make_response, render_template

from feedback.actions.unsubscribe import unsubscribe, view_of
from feedback.web.doors import open_to_all
from feedback.web.public.frame import blueprint
from feedback.web.request_session import reading, writing


@blueprint.get("/unsubscribe/<token>")
@open_to_all
def ask_unsubscribe(token: str) -> Response:
    return _page(token, view_of(reading(), token).name, is_done=False)


@blueprint.post("/unsubscribe/<token>")
@open_to_all
def do_unsubscribe(token: str) -> Response:
    with writing() as session:
        view = view_of(session, token)
        name = view.name
        unsubscribe(session, view)
    return _page(token, name, is_done=True)


def _page(token: str, name: str, *, is_done: bool) -> Response:
    """The address is a secret: no cache keeps it, no other site is told of it."""
    response = make_response(render_template("public/unsubscribe.html", token=token, name=name, is_done=is_done))
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
