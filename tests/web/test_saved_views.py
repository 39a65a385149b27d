"""Views that leaders keep: an address of theirs under a name, shared, and its report by mail when its hour comes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from feedback.actions.saved_views import owe_reports
from feedback.actions.send_view import prepare
from feedback.actions.transaction import transaction
from feedback.clock import HO_CHI_MINH
from feedback.errors import Invalid
from feedback.models import SavedView, Task
from feedback.rules.view_report import next_at, seen, tidy_address
from feedback.terms import Role
from tests.conftest import At
from tests.support.july import build
from tests.support.pages import BrowserLike
from tests.support.world import ROADS, WATER, World

AsStaff = Callable[..., BrowserLike]
PAGE = f"/leadership/agencies/{ROADS}?period=2026-07"


def keep(browser: BrowserLike, **values: str) -> int:
    """The status of the answer to a filled-in form."""
    form = browser.page(f"/leadership/views?keep={PAGE}").form()
    return browser.post(form.action, data=form.values | values).status_code


def test_a_kept_view_is_shared_mailed_once_and_let_go(world: World, at: At, as_staff: AsStaff) -> None:
    build(world, at)
    leader, other = as_staff(Role.CITY_LEADER), as_staff(Role.AUDITOR)
    assert keep(leader, name="Sở Xây dựng", schedule="daily", mail_to="") == 422, "no address to send it to"
    assert keep(leader, name="Sở Xây dựng", schedule="daily", mail_to="leader@example.vn", is_shared="y") == 302
    assert keep(leader, name="Sở Xây dựng", schedule="", mail_to="") == 422, "the name is taken"
    assert "leader@example.vn" in leader.page("/leadership/views").text()
    shared = other.page("/leadership/views").text()
    assert "Sở Xây dựng" in shared
    assert "leader@example.vn" not in shared, "the address is its owner's"
    world.look()
    view_id = world.session.scalars(select(SavedView.id)).one()
    assert other.post(f"/leadership/views/{view_id}/delete").status_code in (400, 403)

    sent = []
    for moment in ("2026-07-29T07:01", "2026-07-29T07:20", "2026-07-29T12:00"):
        at(moment)
        with transaction(world.database) as session:
            sent.append(owe_reports(session))
    assert sent == [1, 0, 0], "one report a day, however often somebody looks"
    world.look()
    owed = select(func.count()).select_from(Task).where(Task.kind == "send_view")
    assert world.session.scalar(owed) == 1
    message = prepare(world.session, view_id, "https://1022.example.vn")
    assert message is not None
    assert message == prepare(world.session, view_id, "https://1022.example.vn"), "every attempt has the same key"
    assert message.address == "leader@example.vn"
    assert f"https://1022.example.vn{PAGE}" in message.body
    assert "Đúng hạn (766): 62,5% (5/8). Bị mở lại: 0%" in message.body
    assert message.unsubscribe in message.body
    with transaction(world.database) as session:
        session.get_one(SavedView, view_id).language = "en"
    world.look()
    message = prepare(world.session, view_id, "https://1022.example.vn")
    assert message is not None
    assert "On time (766): 62.5% (5/8). Opened again: 0%" in message.body
    assert "Figures up to" in message.body
    assert "ổ gà" not in message.body.lower(), "figures only, nothing that a citizen wrote"

    leader = as_staff(Role.CITY_LEADER)  # the first sitting ended long ago
    form = leader.page("/leadership/views").form(f'form[action$="/{view_id}/delete"]')
    assert leader.post(form.action, data=form.values).status_code == 302
    world.look()
    assert prepare(world.session, view_id, "") is None
    assert as_staff(Role.AGENCY_LEADER, WATER).get("/leadership/views").status_code == 403


def test_the_link_in_the_mail_ends_it_with_one_post_and_nothing_else(
    world: World, at: At, as_staff: AsStaff, app: Flask
) -> None:
    build(world, at)
    leader = as_staff(Role.CITY_LEADER)
    assert keep(leader, name="Mỗi sáng", schedule="daily", mail_to="a@example.vn", language="en") == 302
    at("2026-07-29T07:01")
    with transaction(world.database) as session:
        owe_reports(session)
    world.look()
    view = world.session.scalars(select(SavedView)).one()
    assert view.language == "en"
    message = prepare(world.session, view.id, "")
    assert message is not None
    anybody = cast("BrowserLike", app.test_client())
    for wrong in (f"{message.unsubscribe[:-1]}x", "/unsubscribe/1", f"{message.unsubscribe[:-4]}0000"):
        assert anybody.get(wrong).status_code == 404
        assert anybody.post(wrong).status_code == 404
    page = anybody.page(message.unsubscribe)
    assert "Mỗi sáng" in page.text()
    assert page.response.headers["Cache-Control"] == "no-store"
    world.look()
    assert world.session.get_one(SavedView, view.id).schedule == "daily", "looking at the page ends nothing"
    one_click = app.test_client().post(message.unsubscribe, data={"List-Unsubscribe": "One-Click"})
    assert one_click.status_code == 200
    world.look()
    kept = world.session.get_one(SavedView, view.id)
    assert (kept.schedule, kept.mail_to, kept.next_at, kept.name) == ("", "", None, "Mỗi sáng")
    assert prepare(world.session, view.id, "") is None, "what was owed already is not sent"
    assert anybody.get(message.unsubscribe).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.vn/leadership/",
        "//elsewhere.vn/leadership/",
        "/admin/",
        "/leadership/../admin",
        "javascript:1",
    ],
)
def test_only_the_leaders_own_pages_can_be_kept(address: str) -> None:
    with pytest.raises(Invalid):
        tidy_address(address)


def test_an_address_keeps_what_pages_know() -> None:
    kept = tidy_address("/leadership/wards/31135?period=2026-Q3&mode=present&page=4")
    assert kept == "/leadership/wards/31135?period=2026-Q3"
    assert seen(kept).ward == "31135"
    assert seen(kept).period == "2026-Q3"


@given(st.integers(0, 2 * 365 * 24 * 60), st.sampled_from(("daily", "weekly", "monthly")))
def test_reports_go_out_at_seven_in_the_morning_of_their_day(minutes: int, schedule: str) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    found = next_at(schedule, now)
    assert found is not None
    assert timedelta(0) < found - now <= timedelta(days=32)
    local = found.astimezone(HO_CHI_MINH)
    assert (local.hour, local.minute) == (7, 0)
    assert schedule != "weekly" or local.weekday() == 0
    assert schedule != "monthly" or local.day == 1
