"""Accounts: finding, creating, changing role and agency, locking."""

from __future__ import annotations

import secrets

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import BooleanField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from feedback.actions.accounts import change_account, create_account
from feedback.errors import FeedbackError
from feedback.models import Account
from feedback.queries import admin_lists
from feedback.terms import STAFF_ROLES, Role
from feedback.web.admin.listing import page_number, pages, query
from feedback.web.admin.settings_form import Answer, Chosen, answered, drawn
from feedback.web.doors import actor, staff_only
from feedback.web.form_errors import put_on
from feedback.web.languages import language
from feedback.web.request_session import reading, writing

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are mistaken for another when read aloud
GROUPS, GROUP = 4, 5


class AccountForm(FlaskForm):
    full_name = StringField(lazy_gettext("Họ tên"), [Length(max=120)])
    role = Chosen(lazy_gettext("Vai trò"), coerce=Role)
    agency_code = Chosen(lazy_gettext("Cơ quan"))
    phone = StringField(lazy_gettext("Điện thoại"), description=lazy_gettext("Để báo việc khẩn: tin nhắn, cuộc gọi"))
    is_deputy = BooleanField(lazy_gettext("Cấp phó: được báo việc khẩn trước lãnh đạo"))


class NewAccountForm(AccountForm):
    username = StringField(
        lazy_gettext("Tên đăng nhập"), description=lazy_gettext("Chữ không dấu, số, dấu chấm, gạch nối")
    )


class ChangeAccountForm(AccountForm):
    is_active = BooleanField(lazy_gettext("Được đăng nhập"))


@staff_only(Role.ADMIN)
def accounts() -> str:
    session, role = reading(), request.args.get("role", "")
    found = admin_lists.accounts(session, query(), role, page_number())
    return render_template(
        "admin/list.html",
        title=_("Tài khoản"),
        action=url_for("admin.accounts"),
        query=query(),
        hint=_("Tên, tên đăng nhập, cơ quan"),
        filters=[{"name": "role", "label": _("Vai trò"), "options": _roles(_("Mọi vai trò")), "value": role}],
        add=(_("Tạo tài khoản"), url_for("admin.new_account")),
        columns=[
            (_("Họ tên"), "name"), (_("Tên đăng nhập"), "words"), (_("Vai trò"), "words"),
            (_("Cơ quan"), "words"), (_("Tình trạng"), "words"),
        ],
        rows=[_row(row) for row in found.rows],
        pages=pages(found, "admin.accounts", role=role),
    )  # fmt: skip


@staff_only(Role.ADMIN)
def new_account() -> Answer:
    """The first password is made here and shown once; the person changes it after signing in."""
    form = NewAccountForm()
    _offer(form, reading())
    if not form.is_submitted() or not form.validate():
        return _new_page(form), 422 if form.is_submitted() else 200
    password = new_password()
    try:
        with writing() as session:
            account = create_account(
                session,
                actor(),
                username=form.username.data or "",
                full_name=form.full_name.data or "",
                role=form.role.data,
                agency_code=form.agency_code.data,
                password=password,
                phone=form.phone.data or "",
                is_deputy=form.is_deputy.data,
            )
    except FeedbackError as error:
        status = put_on(form, error)
        return _new_page(form), status
    return render_template("admin/password.html", username=account.username, password=password, is_new=True)


@staff_only(Role.ADMIN)
def account(account_id: int) -> Answer:
    held = reading().get(Account, account_id)
    if held is None:
        abort(404)
    form = ChangeAccountForm(obj=held)
    _offer(form, reading())
    username = held.username
    reset_url = url_for("admin.reset_password", account_id=account_id)

    def page() -> str:
        return drawn(
            form,
            title=held_name,
            crumbs=[(_("Tài khoản"), url_for("admin.accounts")), (username, None)],
            verb=_("Lưu tài khoản"),
            note=_("Đổi vai trò, cơ quan hoặc khóa tài khoản thì các phiên đang mở kết thúc ngay."),
            side="admin/reset.html",
            reset_url=reset_url,
        )

    def save(session: Session) -> None:
        change_account(
            session,
            actor(),
            session.get_one(Account, account_id),
            full_name=form.full_name.data or "",
            role=form.role.data,
            agency_code=form.agency_code.data,
            is_active=form.is_active.data,
            phone=form.phone.data or "",
            is_deputy=form.is_deputy.data,
        )

    held_name = held.full_name
    return answered(form, page, save, _("Đã lưu tài khoản %(name)s.", name=username), url_for("admin.accounts"))


def new_password() -> str:
    """Easy to read aloud, 98 bits: "k7m2p-…"."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))


def _new_page(form: NewAccountForm) -> str:
    crumbs = [(_("Tài khoản"), url_for("admin.accounts")), (_("Tạo tài khoản"), None)]
    note = _("Mật khẩu đầu tiên hiện một lần sau khi tạo.")
    order = ("full_name", "username", "role", "agency_code", "phone", "is_deputy")
    return drawn(form, title=_("Tạo tài khoản"), crumbs=crumbs, verb=_("Tạo tài khoản"), note=note, order=order)


def _offer(form: AccountForm, session: Session) -> None:
    known = admin_lists.names(session).agencies
    form.role.choices = [SelectChoice(role, role.label(language())) for role in STAFF_ROLES]
    form.agency_code.choices = [SelectChoice(code, name) for code, name in known.items()]


def _roles(everybody: str) -> list[tuple[str, str]]:
    return [("", everybody), *((role.value, role.label(language())) for role in STAFF_ROLES)]


def _row(row: Account) -> list[dict[str, str | None]]:
    return [
        {"words": row.full_name, "url": url_for("admin.account", account_id=row.id)},
        {"words": row.username},
        {"words": row.role.label(language())},
        {"words": row.agency.short_name},
        {"words": _("Đang dùng") if row.is_active else _("Đã khóa")},
    ]
