"""Signing in: one sentence for everything that may be wrong, slower and slower for whoever guesses."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_login import current_user
from flask_wtf import FlaskForm
from limits import RateLimitItem
from werkzeug.wrappers import Response
from wtforms import HiddenField, PasswordField, StringField

from feedback.actions import accounts
from feedback.errors import FeedbackError, Refused
from feedback.models import Account
from feedback.terms import STAFF_ROLES, Role
from feedback.web.account.frame import blueprint
from feedback.web.doors import actor, open_to_all, staff_only
from feedback.web.form_errors import put_on
from feedback.web.navigation import HOME
from feedback.web.request_session import reading, writing
from feedback.web.signed_in import COOKIE_KEY
from feedback.web.throttle import (
    WRONG_PASSWORDS_IN_ALL,
    WRONG_PASSWORDS_PER_ACCOUNT,
    WRONG_PASSWORDS_PER_ADDRESS,
    address,
    count,
    refuse_if_spent,
)
from feedback.web.way_back import way_back

USERNAME_MAX = 60


class SignInForm(FlaskForm):
    username = StringField(lazy("Tên đăng nhập"))
    password = PasswordField(lazy("Mật khẩu"))
    next = HiddenField()


@blueprint.get("/sign-in", endpoint="sign_in")
@open_to_all
def show() -> Response | str:
    if current_user.is_authenticated:
        return redirect(way_back(url_for(HOME[current_user.role])))
    form = SignInForm()
    form.next.data = request.args.get("next", "")
    return render_template("account/sign_in.html", form=form)


@blueprint.post("/sign-in", endpoint="enter")
@open_to_all
def enter() -> Response | tuple[str, int]:
    form = SignInForm()
    try:
        account_id = verified(form.username.data or "", form.password.data or "")
    except FeedbackError as error:
        status = 422 if isinstance(error, Refused) else error.status
        put_on(form, error)
        return render_template("account/sign_in.html", form=form), status
    role = start_session(account_id)
    return redirect(way_back(url_for(HOME[role])), 303)


@blueprint.post("/sign-out")
@staff_only(*STAFF_ROLES)
def sign_out() -> Response:
    with writing() as db:
        accounts.sign_out(db, actor(), current_user.token)
    session.clear()
    flash(_("Bạn đã đăng xuất."))
    return redirect(url_for("account.sign_in"), 303)


def verified(username: str, password: str) -> int:
    """The account that this pair opens. Raises Refused with one text for everything wrong, or TooMany."""
    tries = _limits(username)
    refuse_if_spent(*tries)
    try:
        if "\x00" in username or len(username) > USERNAME_MAX:
            username = ""
        return accounts.verify(reading(), username, password)
    except Refused:
        count(*tries)
        raise


def start_session(account_id: int) -> Role:
    """A new session in the database and a new cookie; what the browser held before is forgotten."""
    with writing() as db:
        if current_user.is_authenticated:
            accounts.sign_out(db, actor(), current_user.token)
        token = accounts.open_session(db, account_id, request.user_agent.string)
        role = db.get_one(Account, account_id).role
    session.clear()
    session[COOKIE_KEY] = token
    session.permanent = True
    return role


def _limits(username: str) -> tuple[tuple[RateLimitItem, str], ...]:
    return (
        (WRONG_PASSWORDS_PER_ACCOUNT, username.strip().lower()[:USERNAME_MAX]),
        (WRONG_PASSWORDS_PER_ADDRESS, address()),
        (WRONG_PASSWORDS_IN_ALL, "passwords"),
    )
