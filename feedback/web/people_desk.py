"""Looking after accounts: one piece of code for the administrators, who see all, and for an agency's own leaders."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import BooleanField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from feedback.actions.accounts import change_account, create_account, set_password
from feedback.errors import FeedbackError
from feedback.models import Account
from feedback.queries import divisions
from feedback.terms import Role
from feedback.web.admin.settings_form import Answer, Chosen, answered, drawn
from feedback.web.doors import actor
from feedback.web.form_errors import put_on
from feedback.web.languages import language
from feedback.web.request_session import reading, writing

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are mistaken for another when read aloud
GROUPS, GROUP = 4, 5


class PersonForm(FlaskForm):
    """Every field that either desk shows; `Desk.form` takes out what does not apply."""

    full_name = StringField(lazy_gettext("Họ tên"), [Length(max=120)])
    username = StringField(
        lazy_gettext("Tên đăng nhập"), description=lazy_gettext("Chữ không dấu, số, dấu chấm, gạch nối")
    )
    role = Chosen(lazy_gettext("Vai trò"), coerce=Role)
    agency_code = Chosen(lazy_gettext("Cơ quan"))
    phone = StringField(lazy_gettext("Điện thoại"), description=lazy_gettext("Để báo việc khẩn: tin nhắn, cuộc gọi"))
    is_deputy = BooleanField(lazy_gettext("Cấp phó: được báo việc khẩn trước lãnh đạo"))
    division_id = Chosen(
        lazy_gettext("Phòng, đội"),
        [Optional()],
        description=lazy_gettext("Cán bộ của phòng, đội chỉ thấy việc của phòng, đội mình"),
    )
    is_division_head = BooleanField(lazy_gettext("Phụ trách phòng, đội: giao việc cho người trong đó"))
    is_active = BooleanField(lazy_gettext("Được đăng nhập"))


@dataclass(frozen=True)
class Desk:
    """Who looks after whom: the addresses of the pages (endpoints), the roles they give, how an account is found.

    `agencies` lists where people can be put; None: only in the agency of whoever sits at the desk.
    """

    title: Any
    home: str
    person: str
    new_password: str
    roles: tuple[Role, ...]
    find: Callable[[Session, int], Account]
    agencies: Callable[[Session], list[SelectChoice]] | None = None

    def new_person(self) -> Answer:
        """The first password is made here and shown once; the person changes it after signing in."""
        form = self.form(None)
        if not form.is_submitted() or not form.validate():
            return self._new_page(form), 422 if form.is_submitted() else 200
        password = new_password()
        try:
            with writing() as session:
                username = create_account(
                    session, actor(), username=form.username.data or "", password=password, **self._given(form)
                ).username
        except FeedbackError as error:
            status = put_on(form, error)
            return self._new_page(form), status
        return self._password_page(username, password, is_new=True)

    def show_person(self, account_id: int) -> Answer:
        held = self.find(reading(), account_id)
        name, username, agency_code = held.full_name, held.username, held.agency_code
        form = self.form(held)

        def page() -> str:
            return drawn(
                form,
                title=name,
                crumbs=[(self.title, url_for(self.home)), (username, None)],
                verb=_("Lưu tài khoản"),
                note=_(
                    "Đổi vai trò, cơ quan hoặc khóa tài khoản thì các phiên đang mở kết thúc ngay. Việc đang giữ cần "
                    "giao lại."
                ),
                side="admin/reset.html",
                reset_url=url_for(self.new_password, account_id=account_id),
            )

        def save(session: Session) -> None:
            given = self._given(form)
            if given["agency_code"] != agency_code:  # the divisions on the form are those of the agency left
                given |= {"division_id": None, "is_division_head": False}
            found = self.find(session, account_id)
            change_account(session, actor(), found, is_active=form.is_active.data, **given)

        return answered(form, page, save, _("Đã lưu tài khoản %(name)s.", name=username), url_for(self.home))

    def reset_password(self, account_id: int) -> str:
        """A new password for somebody who lost theirs: shown once, and every open session of theirs ends."""
        password = new_password()
        with writing() as session:
            account = self.find(session, account_id)
            set_password(session, actor(), account, password)
            username = account.username
        return self._password_page(username, password, is_new=False)

    def form(self, held: Account | None) -> PersonForm:
        form = PersonForm(obj=held)
        form.role.choices = [SelectChoice(role, role.label(language())) for role in self.roles]
        if self.agencies is None:
            del form.agency_code
        else:
            form.agency_code.choices = self.agencies(reading())
        self._offer_divisions(form, held)
        if held is None:
            del form.is_active
        else:
            del form.username
        return form

    def _offer_divisions(self, form: PersonForm, held: Account | None) -> None:
        """The administrators' desk puts people in an agency first, in one of its divisions afterwards."""
        agency_code = held.agency_code if held is not None else "" if self.agencies else actor().agency_code
        found = divisions.active(reading(), agency_code) if agency_code else []
        if not found:
            del form.division_id, form.is_division_head
            return
        lines = [SelectChoice(str(one.id), one.name) for one in found]
        form.division_id.choices = [SelectChoice("", _("Không thuộc phòng, đội nào")), *lines]
        if not form.is_submitted() and held is not None:
            form.division_id.data = str(held.division_id or "")

    def _given(self, form: PersonForm) -> dict[str, Any]:
        division = form.division_id.data if form.division_id else ""
        return {
            "full_name": form.full_name.data or "",
            "role": form.role.data,
            "phone": form.phone.data or "",
            "is_deputy": bool(form.is_deputy.data),
            "agency_code": form.agency_code.data if form.agency_code else actor().agency_code,
            "division_id": int(division) if division else None,
            "is_division_head": bool(form.is_division_head and form.is_division_head.data),
        }

    def _new_page(self, form: PersonForm) -> str:
        crumbs = [(self.title, url_for(self.home)), (_("Tạo tài khoản"), None)]
        note = _("Mật khẩu đầu tiên hiện một lần sau khi tạo.")
        return drawn(form, title=_("Tạo tài khoản"), crumbs=crumbs, verb=_("Tạo tài khoản"), note=note)

    def _password_page(self, username: str, password: str, *, is_new: bool) -> str:
        return render_template(
            "admin/password.html",
            username=username,
            password=password,
            is_new=is_new,
            home=url_for(self.home),
            list_name=self.title,
        )


def new_password() -> str:
    """Easy to read aloud, 98 bits: "k7m2p-…"."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))
