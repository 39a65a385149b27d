"""Who may enter which page. Closed by default: a view that declares nobody is refused, and a test finds it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, abort, current_app, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from feedback.rules.lifecycle import CITIZEN, Actor
from feedback.terms import Role

View = Callable[..., Any]
DECLARED = "allowed_roles"
EVERYBODY: frozenset[Role] = frozenset(Role)


def open_to_all(view: View) -> View:
    """Anyone may enter, signed in or not."""
    setattr(view, DECLARED, EVERYBODY)
    return view


def staff_only(*roles: Role) -> Callable[[View], View]:
    """Only these roles may enter; others get 403, strangers the sign-in page."""

    def declare(view: View) -> View:
        setattr(view, DECLARED, frozenset(roles))
        return view

    return declare


def actor() -> Actor:
    """Who acts in this request: the person signed in, or a citizen."""
    return current_user.actor if current_user.is_authenticated else CITIZEN


def may_enter(endpoint: str) -> bool:
    """Does the page's declaration let in who asks?"""
    allowed: frozenset[Role] = getattr(current_app.view_functions[endpoint], DECLARED, frozenset())
    return allowed == EVERYBODY or actor().role in allowed


def guard() -> Response | None:
    """Run before every request: the page's declaration decides."""
    if request.endpoint is None or request.endpoint == "static":
        return None
    if may_enter(request.endpoint):
        return None
    if current_user.is_authenticated:
        abort(403)
    return redirect(url_for("account.sign_in", next=request.full_path.rstrip("?") if request.method == "GET" else None))


def register_doors(app: Flask) -> None:
    app.before_request(guard)
