"""Signing in and out, passwords, and pages for developers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pytest
from flask import Flask

from feedback.actions.accounts import change_account
from feedback.actions.transaction import transaction
from feedback.models import Account
from feedback.terms import Role
from feedback.web.navigation import HOME
from tests.support.pages import BrowserLike, Page, attribute
from tests.support.world import PASSWORD, World

NEW = "một câu dài dễ nhớ hơn"
AsStaff = Callable[..., BrowserLike]


def sign_in(client: BrowserLike, username: str, password: str = PASSWORD, next_page: str = "", **kwargs: Any) -> Page:
    return client.send(client.page("/account/sign-in"), username=username, password=password, next=next_page, **kwargs)


def home_of(app: Flask, role: Role) -> str:
    with app.test_request_context():
        return app.url_for(HOME[role])


class TestSignIn:
    @pytest.mark.parametrize("role", HOME)
    def test_everyone_lands_where_they_work(self, client: BrowserLike, world: World, app: Flask, role: Role) -> None:
        page = sign_in(client, world.account(role).username.upper(), follow=False)
        assert page.response.location == home_of(app, role)

    @pytest.mark.parametrize("role", HOME)
    def test_every_line_of_the_side_bar_opens(self, as_staff: AsStaff, app: Flask, role: Role) -> None:
        browser = as_staff(role, "so-xay-dung" if role in (Role.OFFICER, Role.AGENCY_LEADER) else "")
        lines = [attribute(line, "href") for line in browser.page(home_of(app, role)).all(".ct-nav a")]
        assert lines
        assert [line for line in lines if browser.get(line).status_code != 200] == []

    def test_one_text_for_everything_wrong(self, client: BrowserLike, world: World) -> None:
        known = world.account(Role.OPERATOR)
        off = world.account(Role.OPERATOR, is_active=False)
        tries = [
            (known.username, "x"),
            (off.username, PASSWORD),
            ("nobody", "x"),
            ("", ""),
            ("\x00", "x"),
            ("x" * 999, "x"),
        ]
        answers = {(p.response.status_code, p.text(".ct-errors")) for p in (sign_in(client, *pair) for pair in tries)}
        assert len(answers) == 1
        assert answers.pop()[0] == 422

    def test_the_password_never_comes_back(self, client: BrowserLike) -> None:
        assert "bi mat lam nhe" not in sign_in(client, "nobody", "bi mat lam nhe").html

    def test_guessing_is_slowed_down(self, client: BrowserLike, world: World) -> None:
        account = world.account(Role.OPERATOR)
        for _ in range(8):
            assert sign_in(client, account.username, "x").response.status_code == 422
        assert sign_in(client, account.username).response.status_code == 429
        assert sign_in(client, world.account(Role.OPERATOR).username, follow=False).response.status_code == 303

    def test_a_new_session_forgets_the_old_one(self, client: BrowserLike, world: World) -> None:
        with client.session_transaction() as cookie:
            cookie["opened"] = [1, 10**10]
        sign_in(client, world.account(Role.ADMIN).username, follow=False)
        with client.session_transaction() as cookie:
            assert "opened" not in cookie
            assert cookie.permanent

    @pytest.mark.parametrize(
        "bad", ["https://evil.example", "//evil.example/x", "/\\evil.example", "/status/rate", "x"]
    )
    def test_no_way_out_of_the_house(self, client: BrowserLike, world: World, app: Flask, bad: str) -> None:
        page = sign_in(client, world.account(Role.ADMIN).username, next_page=bad, follow=False)
        assert page.response.location == home_of(app, Role.ADMIN)

    def test_back_to_the_page_that_was_asked_for(self, client: BrowserLike, world: World) -> None:
        asked = client.get("/account/password")
        assert asked.location == "/account/sign-in?next=/account/password"
        page = client.page(asked.location)
        page = client.send(page, username=world.account(Role.ADMIN).username, password=PASSWORD, follow=False)
        assert page.response.location == "/account/password"

    def test_signing_out_ends_it(self, as_staff: AsStaff) -> None:
        browser = as_staff(Role.ADMIN)
        page = browser.page("/account/password")
        stolen = browser.get_cookie("phien")
        assert stolen is not None
        browser.send(page, 'form[action$="sign-out"]', follow=False)
        assert browser.get("/account/password").status_code == 302
        browser.set_cookie("phien", stolen.value)
        assert browser.get("/account/password").status_code == 302

    def test_disabling_ends_it_at_the_next_request(self, as_staff: AsStaff, world: World) -> None:
        browser = as_staff(Role.OFFICER)
        assert browser.get("/account/password").status_code == 200
        officer, admin = world.officer, world.actor(Role.ADMIN)
        with transaction(world.database) as session:
            found = session.get_one(Account, officer.user_id)
            change_account(
                session, admin, found,
                full_name=found.full_name, role=found.role, agency_code=found.agency_code, is_active=False,
            )  # fmt: skip
        assert browser.get("/account/password").status_code == 302


class TestPassword:
    def test_changing_keeps_this_browser_and_ends_the_others(
        self, client: BrowserLike, world: World, app: Flask
    ) -> None:
        account = world.account(Role.OPERATOR)
        other = cast(BrowserLike, app.test_client())
        for browser in (client, other):
            sign_in(browser, account.username, follow=False)
        page = client.page("/account/password")
        page = client.send(page, old=PASSWORD, new=NEW, again=NEW, follow=False)
        assert page.response.status_code == 303
        assert client.get("/account/password").status_code == 200
        assert other.get("/account/password").status_code == 302
        assert (
            sign_in(cast(BrowserLike, app.test_client()), account.username, NEW, follow=False).response.status_code
            == 303
        )

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"old": "x", "new": NEW, "again": NEW}, "đang dùng chưa đúng"),
            ({"old": PASSWORD, "new": NEW, "again": "khác"}, "chưa giống nhau"),
            ({"old": PASSWORD, "new": "ngắn", "again": "ngắn"}, "từ 12 đến 128"),
        ],
    )
    def test_mistakes_have_sentences(self, as_staff: AsStaff, fields: dict[str, Any], sentence: str) -> None:
        browser = as_staff(Role.ADMIN)
        page = browser.send(browser.page("/account/password"), **fields)
        assert page.response.status_code in (409, 422)
        assert sentence in page.text(".ct-errors")


class TestDeveloperPages:
    def test_components_and_messages(self, client: BrowserLike, as_staff: AsStaff) -> None:
        client.page("/developer/messages")
        as_staff(Role.ADMIN).page("/developer/components")
