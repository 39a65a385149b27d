"""Accounts: one wrong-pair answer, sessions that end at once, and who may change whom."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from feedback.actions import accounts
from feedback.actions.transaction import transaction
from feedback.errors import Invalid, NotYours, Refused
from feedback.models import Account, AccountSession
from feedback.rules.lifecycle import SYSTEM
from feedback.terms import Role
from tests.conftest import At
from tests.support.world import PASSWORD, ROADS, World


def sign_in(world: World, account: Account, password: str = PASSWORD) -> str:
    with world.database.reading() as session:
        account_id = accounts.verify(session, account.username, password)
    with transaction(world.database) as session:
        token = accounts.open_session(session, account_id, "Firefox")
    world.look()
    return token


def newest(world: World) -> AccountSession:
    return world.session.scalars(select(AccountSession).order_by(AccountSession.id.desc()).limit(1)).one()


def test_the_token_is_kept_hashed(world: World) -> None:
    token = sign_in(world, world.account(Role.OFFICER))
    assert newest(world).token_hash == accounts.hash_token(token) != token
    assert accounts.is_alive(newest(world))


def test_a_name_is_typed_in_any_case(world: World) -> None:
    account = world.account(Role.OFFICER)
    assert accounts.verify(world.session, f"  {account.username.upper()} ", PASSWORD) == account.id


def test_whatever_is_wrong_the_answer_is_the_same(world: World) -> None:
    account, disabled = world.account(Role.OFFICER), world.account(Role.OFFICER, is_active=False)
    said = set()
    pairs = [(account.username, "sai mat khau roi"), ("khong.co.ai", PASSWORD), (disabled.username, PASSWORD), ("", "")]
    for username, password in pairs:
        with pytest.raises(Refused) as refused:
            accounts.verify(world.session, username, password)
        said.add(str(refused.value))
    assert len(said) == 1


def test_sessions_end_with_the_shift_or_idleness(world: World, at: At) -> None:
    sign_in(world, world.account(Role.OPERATOR))
    operator = newest(world)
    sign_in(world, world.account(Role.OFFICER))
    officer = newest(world)
    at("2026-07-06T08:31")
    assert accounts.is_alive(operator)
    assert not accounts.is_alive(officer), "half an hour without a click"
    at("2026-07-06T20:00")
    assert not accounts.is_alive(operator)


def test_signing_out_ends_the_session(world: World) -> None:
    account = world.account(Role.OFFICER)
    token = sign_in(world, account)
    with transaction(world.database) as session:
        accounts.sign_out(session, accounts.actor_of(account), token)
    world.look()
    assert not accounts.is_alive(newest(world))


@pytest.mark.parametrize(
    "change",
    [{"is_active": False}, {"role": Role.AGENCY_LEADER}, {"agency_code": "cong-an"}],
    ids=["disabled", "another role", "another agency"],
)
def test_a_change_of_standing_ends_every_session(world: World, change: dict) -> None:
    account = world.account(Role.OFFICER)
    sign_in(world, account)
    standing: dict[str, Any] = {"full_name": "Tên Mới", "role": Role.OFFICER, "agency_code": ROADS, "is_active": True}
    with transaction(world.database) as session:
        accounts.change_account(
            session, world.actor(Role.ADMIN), session.get_one(Account, account.id), **(standing | change)
        )
    world.look()
    assert not accounts.is_alive(newest(world))


def test_a_new_name_ends_nothing(world: World) -> None:
    account = world.account(Role.OFFICER)
    sign_in(world, account)
    with transaction(world.database) as session:
        accounts.change_account(
            session, SYSTEM, session.get_one(Account, account.id),
            full_name="Tên Mới", role=Role.OFFICER, agency_code=ROADS, is_active=True,
        )  # fmt: skip
    world.look()
    assert account.full_name == "Tên Mới"
    assert accounts.is_alive(newest(world))


def test_a_new_password_ends_every_session(world: World) -> None:
    account = world.account(Role.OFFICER)
    sign_in(world, account)
    with transaction(world.database) as session:
        found = session.get_one(Account, account.id)
        accounts.set_password(session, accounts.actor_of(found), found, "mot mat khau moi hon")
    world.look()
    assert not accounts.is_alive(newest(world))
    sign_in(world, account, "mot mat khau moi hon")


NEW: dict[str, Any] = {
    "username": "an.nguyen",
    "full_name": "Nguyễn An",
    "role": Role.OFFICER,
    "agency_code": ROADS,
    "password": PASSWORD,
}


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("username", {"username": "an"}),
        ("username", {"username": "an nguyễn"}),
        ("username", {"username": "x" * 61}),
        ("full_name", {"full_name": " "}),
        ("role", {"role": Role.CITIZEN}),
        ("role", {"role": Role.SYSTEM}),
        ("agency_code", {"agency_code": "khong-co"}),
        ("password", {"password": "ngan qua"}),
        ("password", {"password": "x" * 129}),
    ],
)
def test_a_wrong_account_is_not_made(world: World, field: str, change: dict) -> None:
    with pytest.raises(Invalid) as refused, transaction(world.database) as session:
        accounts.create_account(session, world.actor(Role.ADMIN), **(NEW | change))
    assert refused.value.field == field


def test_a_name_is_given_once(world: World) -> None:
    for _ in range(2):
        try:
            with transaction(world.database) as session:
                accounts.create_account(session, SYSTEM, **NEW)
        except Invalid as refused:
            assert refused.field == "username"  # noqa: PT017 the first time it must work
            break
    else:
        pytest.fail("the same name twice")


MAKERS = (Role.ADMIN, Role.AGENCY_LEADER, Role.SYSTEM)  # leaders: tests/web/test_agency_people.py


@pytest.mark.parametrize("role", [role for role in Role if role not in (*MAKERS, Role.CITIZEN)])
def test_others_make_no_accounts(world: World, role: Role) -> None:
    with pytest.raises(NotYours), transaction(world.database) as session:
        accounts.create_account(session, world.actor(role), **NEW)


def test_nobody_locks_themselves_out(world: World) -> None:
    admin = world.actor(Role.ADMIN)
    with pytest.raises(Refused), transaction(world.database) as session:
        accounts.change_account(
            session, admin, session.get_one(Account, admin.user_id),
            full_name="Quản trị", role=Role.ADMIN, agency_code="tt-1022", is_active=False,
        )  # fmt: skip


@pytest.mark.parametrize("password_hash", ["", "plain", "$argon2id$broken"])
def test_a_broken_hash_opens_nothing(world: World, password_hash: str) -> None:
    account = world.account(Role.OFFICER, password_hash=password_hash)
    with pytest.raises(Refused):
        sign_in(world, account)
