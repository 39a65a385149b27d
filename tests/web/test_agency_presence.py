"""Colleagues on the same case file: seen while they are there, gone when they leave, silent without Redis."""

from __future__ import annotations

from collections.abc import Callable, Generator

import pytest
from flask import Flask

from feedback.models import Account
from feedback.terms import Role
from feedback.web.agency.presence import Presence
from tests.conftest import At
from tests.support.pages import BrowserLike
from tests.support.world import World

SignIn = Callable[..., BrowserLike]


@pytest.fixture
def with_redis(app: Flask, redis_url: str) -> Generator[None]:
    made = app.extensions["presence"] = Presence(redis_url)
    made.connection.flushdb()
    yield
    made.connection.close()
    app.extensions.pop("presence")


@pytest.mark.usefixtures("with_redis")
def test_colleagues_see_each_other_and_strangers_do_not(world: World, as_staff: SignIn, at: At) -> None:
    case = world.in_progress()
    address = f"/cases/{case.number}"
    officer, leader, dispatcher = as_staff(Role.OFFICER), as_staff(Role.AGENCY_LEADER), as_staff(Role.DISPATCHER)
    name = world.session.get_one(Account, world.officer.user_id).full_name
    assert officer.page(address).text("#dang-xem") == ""
    assert leader.page(address).text("#dang-xem") == f"{name} cũng đang mở vụ này"
    assert dispatcher.page(address).text("#dang-xem") == ""
    asked = leader.get(f"{address}/here")
    assert name in asked.get_data(as_text=True)
    again = leader.get(f"{address}/here", headers={"If-None-Match": asked.headers["ETag"]})
    assert again.status_code == 304
    at("2026-07-06T08:01")
    gone = leader.get(f"{address}/here", headers={"If-None-Match": asked.headers["ETag"]})
    assert gone.status_code == 200
    assert name not in gone.get_data(as_text=True)


def test_without_redis_the_file_opens_all_the_same(world: World, as_staff: SignIn) -> None:
    case = world.in_progress()
    as_staff(Role.OFFICER).page(f"/cases/{case.number}")
    assert as_staff(Role.AGENCY_LEADER).page(f"/cases/{case.number}").text("#dang-xem") == ""
    assert as_staff(Role.AGENCY_LEADER).get(f"/cases/{case.number}/here").status_code == 200
    assert as_staff(Role.OFFICER, "thoat-nuoc").get(f"/cases/{case.number}/here").status_code == 404
