"""Accounts: finding anybody's, creating, changing role and agency, locking, a new password."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session
from wtforms.fields.choices import SelectChoice

from feedback.errors import Missing
from feedback.models import Account
from feedback.queries import admin_lists
from feedback.queries.people import NO_SUCH_PERSON
from feedback.terms import STAFF_ROLES, Role
from feedback.web.admin.listing import page_number, pages, query
from feedback.web.admin.settings_form import Answer
from feedback.web.doors import staff_only
from feedback.web.languages import language
from feedback.web.people_desk import Desk
from feedback.web.request_session import reading


def _anybody(session: Session, account_id: int) -> Account:
    found = session.get(Account, account_id)
    if found is None:
        raise Missing(NO_SUCH_PERSON)
    return found


def _everywhere(session: Session) -> list[SelectChoice]:
    return [SelectChoice(code, name) for code, name in admin_lists.names(session).agencies.items()]


DESK = Desk(
    lazy_gettext("Tài khoản"),
    home="admin.accounts",
    person="admin.account",
    new_password="admin.reset_password",  # noqa: S106 - an endpoint
    roles=STAFF_ROLES,
    find=_anybody,
    agencies=_everywhere,
)


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
    return DESK.new_person()


@staff_only(Role.ADMIN)
def account(account_id: int) -> Answer:
    return DESK.show_person(account_id)


@staff_only(Role.ADMIN)
def reset_password(account_id: int) -> str:
    return DESK.reset_password(account_id)


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
