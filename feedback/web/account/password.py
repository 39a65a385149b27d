"""One's own password. Changing it ends every other session of the account."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import PasswordField

from feedback.actions import accounts
from feedback.errors import N_, FeedbackError, Invalid, Refused
from feedback.models import Account
from feedback.terms import STAFF_ROLES
from feedback.web.account.frame import blueprint
from feedback.web.account.sign_in import start_session, verified
from feedback.web.doors import actor, staff_only
from feedback.web.form_errors import put_on
from feedback.web.navigation import HOME
from feedback.web.request_session import writing

WRONG_OLD = N_("Mật khẩu đang dùng chưa đúng.")
NOT_ALIKE = N_("Hai lần gõ mật khẩu mới chưa giống nhau.")


class PasswordForm(FlaskForm):
    old = PasswordField(lazy("Mật khẩu đang dùng"))
    new = PasswordField(lazy("Mật khẩu mới"))
    again = PasswordField(lazy("Gõ lại mật khẩu mới"))


@blueprint.get("/password")
@staff_only(*STAFF_ROLES)
def password() -> str:
    return render_template("account/password.html", form=PasswordForm())


@blueprint.post("/password")
@staff_only(*STAFF_ROLES)
def change_password() -> Response | tuple[str, int]:
    form = PasswordForm()
    try:
        _change(form.old.data or "", form.new.data or "", form.again.data or "")
    except FeedbackError as error:
        status = put_on(form, error, {"password": "new"})
        return render_template("account/password.html", form=form), status
    flash(_("Đã đổi mật khẩu. Máy khác phải đăng nhập lại."))
    return redirect(url_for(HOME[current_user.role]), 303)


def _change(old: str, new: str, again: str) -> None:
    try:
        account_id = verified(current_user.username, old)
    except Refused as error:
        raise Invalid("old", WRONG_OLD) from error
    if new != again:
        raise Invalid("again", NOT_ALIKE)
    with writing() as db:
        accounts.set_password(db, actor(), db.get_one(Account, account_id), new)
    start_session(account_id)
