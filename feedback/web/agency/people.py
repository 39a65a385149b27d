"""An agency's leaders look after their own people: who may sign in, as what, in which division."""

from __future__ import annotations

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user
from sqlalchemy.orm import Session

from feedback.models import Account
from feedback.queries.people import people_of, person_for
from feedback.terms import AGENCY_ROLES, Role
from feedback.web.admin.settings_form import Answer
from feedback.web.doors import actor, staff_only
from feedback.web.languages import language
from feedback.web.people_desk import Desk
from feedback.web.request_session import reading


def _ours(session: Session, account_id: int) -> Account:
    return person_for(session, actor(), account_id)


DESK = Desk(
    lazy_gettext("Người của đơn vị"),
    home="agency.people",
    person="agency.person",
    new_password="agency.new_password",  # noqa: S106 - an endpoint
    roles=AGENCY_ROLES,
    find=_ours,
)


@staff_only(Role.AGENCY_LEADER)
def people() -> str:
    columns = [
        (_("Họ tên"), "name"), (_("Tên đăng nhập"), "words"), (_("Vai trò"), "words"), (_("Phòng, đội"), "words"),
        (_("Tình trạng"), "words"),
    ]  # fmt: skip
    return render_template(
        "agency/table.html",
        title=_("Người của đơn vị"),
        note=current_user.agency_name,
        add=(_("Tạo tài khoản"), url_for("agency.new_person")),
        columns=columns,
        rows=[_row(row) for row in people_of(reading(), actor())],
    )


@staff_only(Role.AGENCY_LEADER)
def new_person() -> Answer:
    return DESK.new_person()


@staff_only(Role.AGENCY_LEADER)
def person(account_id: int) -> Answer:
    return DESK.show_person(account_id)


@staff_only(Role.AGENCY_LEADER)
def reset(account_id: int) -> str:
    return DESK.reset_password(account_id)


def _row(row: Account) -> list[dict[str, str]]:
    return [
        {"words": row.full_name, "url": url_for("agency.person", account_id=row.id)},
        {"words": row.username},
        {"words": row.role.label(language())},
        {"words": _division(row)},
        {"words": _("Đang dùng") if row.is_active else _("Đã khóa")},
    ]


def _division(row: Account) -> str:
    if row.division is None:
        return "–"
    return _("%(division)s (phụ trách)", division=row.division.name) if row.is_division_head else row.division.name
