"""Small things of every page: the language, light or dark, the page about personal data, and the sign of life."""

from __future__ import annotations

from flask import current_app, make_response, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from feedback.web.doors import open_to_all
from feedback.web.languages import COOKIE_AGE_S, THEMES
from feedback.web.public.frame import blueprint
from feedback.web.request_session import reading
from feedback.web.way_back import way_back


@blueprint.post("/language")
@open_to_all
def language() -> Response:
    return _kept("lang", current_app.config["LANGUAGES"])


@blueprint.post("/theme")
@open_to_all
def theme() -> Response:
    return _kept("theme", THEMES)


@blueprint.get("/privacy")
@open_to_all
def privacy() -> str:
    return render_template("public/privacy.html")


@blueprint.get("/healthz")
@open_to_all
def healthz() -> tuple[str, int, dict[str, str]]:
    """For load balancers: does this process reach its database?"""
    plain = {"Content-Type": "text/plain; charset=utf-8"}
    try:
        reading().scalar(select(1))
    except SQLAlchemyError:
        return "database", 503, plain
    return "ok", 200, plain


def _kept(name: str, allowed: tuple[str, ...]) -> Response:
    """Back to the page the person came from, with their choice in a cookie."""
    response = make_response(redirect(way_back(url_for("public.home")), 303))
    chosen = request.form.get(name, "")
    if chosen in allowed:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        response.set_cookie(name, chosen, max_age=COOKIE_AGE_S, secure=secure, httponly=True, samesite="Lax")
    return response
