"""An agency's leaders look after their own people: who may sign in, as what, and a new password for who lost theirs."""

from __future__ import annotations

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import BooleanField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from feedback.actions.accounts import change_account, create_account, set_password
from feedback.errors import FeedbackError
from feedback.models import Account
from feedback.queries.people import people_of, person_for
from feedback.terms import AGENCY_ROLES, Role
from feedback.web.admin.accounts import new_password
from feedback.web.admin.settings_form import Answer, Chosen, answered, drawn
from feedback.web.doors import actor, staff_only
from feedback.web.form_errors import put_on
from feedback.web.languages import language
from feedback.web.request_session import reading, writing


class PersonForm(FlaskForm):
    full_name = StringField(lazy_gettext("Họ tên"), [Length(max=120)])
    role = Chosen(lazy_gettext("Vai trò"), coerce=Role)
    phone = StringField(lazy_gettext("Điện thoại"), description=lazy_gettext("Để báo việc khẩn: tin nhắn, cuộc gọi"))
    is_deputy = BooleanField(lazy_gettext("Cấp phó: được báo việc khẩn trước lãnh đạo"))


class NewPersonForm(PersonForm):
    username = StringField(
        lazy_gettext("Tên đăng nhập"), description=lazy_gettext("Chữ không dấu, số, dấu chấm, gạch nối")
    )


class ChangePersonForm(PersonForm):
    is_active = BooleanField(lazy_gettext("Được đăng nhập"))


@staff_only(Role.AGENCY_LEADER)
def people() -> str:
    columns = [
        (_("Họ tên"), "name"), (_("Tên đăng nhập"), "words"), (_("Vai trò"), "words"), (_("Tình trạng"), "words"),
    ]  # fmt: skip
    return render_template(
        "agency/people.html",
        columns=columns,
        rows=[_row(row) for row in people_of(reading(), actor())],
        agency=current_user.agency_name,
    )


@staff_only(Role.AGENCY_LEADER)
def new_person() -> Answer:
    """The first password is made here and shown once."""
    form = NewPersonForm()
    _offer(form)
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
                agency_code=actor().agency_code,
                password=password,
                phone=form.phone.data or "",
                is_deputy=form.is_deputy.data,
            )
    except FeedbackError as error:
        status = put_on(form, error)
        return _new_page(form), status
    return _password_page(account.username, password, is_new=True)


@staff_only(Role.AGENCY_LEADER)
def person(account_id: int) -> Answer:
    held = person_for(reading(), actor(), account_id)
    name, username = held.full_name, held.username
    form = ChangePersonForm(obj=held)
    _offer(form)

    def page() -> str:
        return drawn(
            form,
            title=name,
            crumbs=[(_("Người của đơn vị"), url_for("agency.people")), (username, None)],
            verb=_("Lưu tài khoản"),
            note=_("Đổi vai trò hoặc khóa tài khoản thì các phiên đang mở kết thúc ngay. Việc đang giữ cần giao lại."),
            side="admin/reset.html",
            reset_url=url_for("agency.new_password", account_id=account_id),
        )

    def save(session: Session) -> None:
        change_account(
            session,
            actor(),
            person_for(session, actor(), account_id),
            full_name=form.full_name.data or "",
            role=form.role.data,
            agency_code=actor().agency_code,
            is_active=form.is_active.data,
            phone=form.phone.data or "",
            is_deputy=form.is_deputy.data,
        )

    return answered(form, page, save, _("Đã lưu tài khoản %(name)s.", name=username), url_for("agency.people"))


@staff_only(Role.AGENCY_LEADER)
def reset(account_id: int) -> str:
    password = new_password()
    with writing() as session:
        account = person_for(session, actor(), account_id)
        set_password(session, actor(), account, password)
        username = account.username
    return _password_page(username, password, is_new=False)


def _password_page(username: str, password: str, *, is_new: bool) -> str:
    home = url_for("agency.people")
    return render_template("admin/password.html", username=username, password=password, is_new=is_new, home=home)


def _new_page(form: NewPersonForm) -> str:
    crumbs = [(_("Người của đơn vị"), url_for("agency.people")), (_("Tạo tài khoản"), None)]
    note = _("Mật khẩu đầu tiên hiện một lần sau khi tạo.")
    order = ("full_name", "username", "role", "phone", "is_deputy")
    return drawn(form, title=_("Tạo tài khoản"), crumbs=crumbs, verb=_("Tạo tài khoản"), note=note, order=order)


def _offer(form: PersonForm) -> None:
    form.role.choices = [SelectChoice(role, role.label(language())) for role in AGENCY_ROLES]


def _row(row: Account) -> list[dict[str, str]]:
    return [
        {"words": row.full_name, "url": url_for("agency.person", account_id=row.id)},
        {"words": row.username},
        {"words": row.role.label(language())},
        {"words": _("Đang dùng") if row.is_active else _("Đã khóa")},
    ]
