"""A new password for somebody who lost theirs: made here, shown once, and every open session of theirs ends."""

from __future__ import annotations

from flask import render_template

from feedback.actions.accounts import set_password
from feedback.errors import N_, Missing
from feedback.models import Account
from feedback.terms import Role
from feedback.web.admin.accounts import new_password
from feedback.web.doors import actor, staff_only
from feedback.web.request_session import writing

NO_SUCH_ACCOUNT = N_("Không có tài khoản này.")


@staff_only(Role.ADMIN)
def reset_password(account_id: int) -> str:
    password = new_password()
    with writing() as session:
        account = session.get(Account, account_id)
        if account is None:
            raise Missing(NO_SUCH_ACCOUNT)
        set_password(session, actor(), account, password)
        username = account.username
    return render_template("admin/password.html", username=username, password=password, is_new=False)
