"""An agency's leader and the accounts of that agency: those, and no others, and never above a leader."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from feedback.actions.accounts import change_account, create_account, set_password, verify
from feedback.actions.transaction import transaction
from feedback.errors import NotYours, Refused
from feedback.models import Account, AccountSession
from feedback.terms import Role
from tests.support.pages import BrowserLike
from tests.support.world import PASSWORD, ROADS, WATER, World

SignIn = Callable[..., BrowserLike]
LEADER, OFFICER = Role.AGENCY_LEADER, Role.OFFICER


def test_leader_makes_an_account_that_can_sign_in(world: World, as_staff: SignIn) -> None:
    leader = as_staff(LEADER)
    page = leader.send(leader.page("/agency/people/new"), full_name="Trần Thị Mới", username="moi.tt", role="officer")
    assert "Đã tạo tài khoản" in page.text("h1")
    password = page.text("dl.ct-kv").split()[-1]
    world.look()
    account = world.session.get_one(Account, verify(world.session, "moi.tt", password))
    assert (account.agency_code, account.role) == (ROADS, OFFICER)
    assert "Trần Thị Mới" in leader.page("/agency/people").text("table")
    page = leader.send(leader.page("/agency/people/new"), full_name="Người Khác", username="moi.tt", role="officer")
    assert page.response.status_code == 422
    assert "Tên đăng nhập này đã có người dùng." in page.text()
    page = leader.send(leader.page("/agency/people/new"), full_name="Quá Quyền", username="qua.quyen", role="admin")
    assert page.response.status_code == 422
    assert as_staff(OFFICER).get("/agency/people").status_code == 403


def test_leader_locks_and_gives_a_new_password(world: World, as_staff: SignIn) -> None:
    account = world.account(OFFICER)
    leader = as_staff(LEADER)
    address = f"/agency/people/{account.id}"
    page = leader.send(leader.page(address), 'form[action$="/password"]')
    password = page.text("dl.ct-kv").split()[-1]
    world.look()
    assert verify(world.session, account.username, password) == account.id
    leader.send(leader.page(address), is_active=None)
    world.look()
    with pytest.raises(Refused):
        verify(world.session, account.username, password)
    assert "Đã khóa" in leader.page("/agency/people").text("table")
    own = leader.page(f"/agency/people/{world.leader.user_id}")
    assert leader.send(own, is_active=None).response.status_code == 409


def test_people_of_other_agencies_are_not_there(world: World, as_staff: SignIn) -> None:
    stranger, operator = world.account(OFFICER, WATER), world.account(Role.OPERATOR)
    leader = as_staff(LEADER)
    token = leader.page("/agency/people/new").form().values["csrf_token"]
    for account in (stranger, operator):
        assert leader.get(f"/agency/people/{account.id}").status_code == 404
        sent = leader.post(f"/agency/people/{account.id}/password", data={"csrf_token": token})
        assert sent.status_code == 404
    assert stranger.full_name not in leader.page("/agency/people").text("table")


@pytest.mark.parametrize("role", [Role.ADMIN, Role.CITY_LEADER, Role.DISPATCHER, Role.OPERATOR, Role.AUDITOR])
def test_nobody_is_raised_above_a_leader(world: World, role: Role) -> None:
    leader, account = world.leader, world.account(OFFICER)
    given: dict[str, Any] = {"full_name": "Một Người", "is_active": True}
    with transaction(world.database) as session:
        held = session.get_one(Account, account.id)
        with pytest.raises(NotYours):
            create_account(
                session, leader, username="mot.nguoi", full_name="Một Người", role=role, agency_code=ROADS,
                password=PASSWORD,
            )  # fmt: skip
        with pytest.raises(NotYours):
            change_account(session, leader, held, role=role, agency_code=ROADS, **given)
        with pytest.raises(NotYours):
            change_account(session, leader, held, role=OFFICER, agency_code=WATER, **given)


def test_actions_refuse_officers_and_other_leaders(world: World) -> None:
    account, officer, stranger = world.account(OFFICER), world.officer, world.actor(LEADER, WATER)
    with transaction(world.database) as session:
        held = session.get_one(Account, account.id)
        for actor in (officer, stranger):
            with pytest.raises(NotYours):
                set_password(session, actor, held, PASSWORD)
            with pytest.raises(NotYours):
                create_account(
                    session, actor, username="khong.duoc", full_name="Không", role=OFFICER, agency_code=ROADS,
                    password=PASSWORD,
                )  # fmt: skip


def test_a_locked_persons_browser_is_signed_out(world: World, as_staff: SignIn) -> None:
    officer, leader = as_staff(OFFICER), as_staff(LEADER)
    assert officer.get("/agency/").status_code == 200
    leader.send(leader.page(f"/agency/people/{world.officer.user_id}"), is_active=None)
    assert officer.get("/agency/", follow_redirects=True).request.path == "/account/sign-in"
    world.look()
    open_ones = [one for one in world.session.query(AccountSession) if one.account_id == world.officer.user_id]
    assert all(one.ended_at is not None for one in open_ones)
