"""What a change of calendars, limits, campaigns, ladders and alerts would do is shown before it can be saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from feedback.models import AlertLevel, CalendarUse, Entry, LadderStep, Limit, WorkingCalendar
from feedback.terms import Level, Role
from tests.conftest import At
from tests.support.pages import BrowserLike
from tests.support.world import ROADS, World

OFFICE = "/admin/calendars/hanh-chinh"
BASIS = "Quy chế công ty"


@pytest.fixture
def admin(as_staff: Callable[..., BrowserLike]) -> BrowserLike:
    return as_staff(Role.ADMIN)


def changes(world: World) -> list[str]:
    world.look()
    facts = world.session.scalars(select(Entry.facts).where(Entry.event == "setting.changed").order_by(Entry.seq))
    return [one["what"] for one in facts]


def test_a_day_off_says_how_many_deadlines_move_and_is_saved_only_when_sent_again(
    world: World, admin: BrowserLike
) -> None:
    case = world.in_progress()
    shown = admin.send(admin.page(OFFICE), on="2026-07-08", sort="off", name="Bão")
    told = shown.text("#tac-dong")
    assert "2 đồng hồ đang chạy dời hạn: 0 sớm hơn, 2 muộn hơn." in told
    assert f"{case.number}, hẹn với người dân: 17:00 thứ Năm 9/7 thành 17:00 thứ Sáu 10/7" in told
    assert changes(world) == []
    admin.send(shown)
    assert changes(world) == ["calendar"]


def test_another_word_after_the_preview_is_previewed_again(world: World, admin: BrowserLike) -> None:
    shown = admin.send(admin.page(OFFICE), on="2026-07-08", sort="off", name="Bão")
    again = admin.send(shown, on="2026-07-10")
    assert "Không đồng hồ đang chạy nào dời hạn." in again.text("#tac-dong")
    assert changes(world) == []


def test_a_make_up_day_says_that_deadlines_come_earlier(
    world: World, as_staff: Callable[..., BrowserLike], at: At
) -> None:
    at("2026-07-08T08:00")
    world.in_progress()
    admin = as_staff(Role.ADMIN)
    shown = admin.send(admin.page(OFFICE), on="2026-07-11", sort="work", windows="07:00-11:00; 13:00-17:00", name="Bù")
    assert "2 đồng hồ đang chạy dời hạn: 2 sớm hơn, 0 muộn hơn." in shown.text("#tac-dong")


def test_a_limit_moves_nothing_and_says_what_it_will_be(world: World, admin: BrowserLike) -> None:
    world.received()
    line = world.session.scalars(select(Limit).where(Limit.code == "resolve-giao-thong")).one()
    given: dict[str, Any] = {"amount": "2", "valid_from": "2026-07-07", "legal_basis": "Quy chế"}
    told = admin.send(admin.page(f"/admin/limits/{line.id}"), **given).text("#tac-dong")
    assert "2 ngày làm việc thay vì 3 ngày làm việc" in told
    assert "1 đồng hồ đang chạy theo bản này giữ nguyên lời hẹn cũ" in told
    assert changes(world) == []


def test_a_step_of_the_ladder_says_whom_it_will_tell(world: World, admin: BrowserLike) -> None:
    shown = admin.send(admin.page("/admin/ladder/75"), head="y")
    told = shown.text("#tac-dong")
    assert "báo cho: Người đang xử lý, Lãnh đạo đơn vị, thay vì: Người đang xử lý" in told
    assert changes(world) == []
    admin.send(shown)
    world.look()
    assert world.session.get_one(LadderStep, "75").tells == ["owner", "head"]


def test_a_level_of_alerts_says_how_all_of_them_will_be(world: World, admin: BrowserLike) -> None:
    world.forwarded(level=Level.URGENT, field_code="cay-xanh.nga-do")
    shown = admin.send(admin.page("/admin/alerts/pho"), after_minutes="7")
    assert "sau 7 phút: Cấp phó" in shown.text("#tac-dong")
    assert "1 báo khẩn đang leo" in shown.text("#tac-dong")
    world.look()
    assert world.session.get_one(AlertLevel, "pho").after_minutes == 10


def test_a_campaign_is_opened_shown_and_ended(world: World, admin: BrowserLike) -> None:
    page = admin.page("/admin/campaigns/new")
    given: dict[str, Any] = {
        "name": "15 ngày vệ sinh trước Tết",
        "field_code": "ve-sinh-moi-truong",
        "amount": "2",
        "valid_from": "2026-07-07",
        "valid_to": "2026-07-21",
        "legal_basis": "Kế hoạch 12",
    }
    changed: dict[str, Any] = {**given, "legal_basis": ""}
    assert admin.send(page, **changed).response.status_code == 422
    shown = admin.send(page, **given)
    assert "Trong đợt hẹn 2 ngày làm việc, thường ngày hẹn 3 ngày làm việc." in shown.text("#tac-dong")
    assert "đã mở đợt" in admin.send(shown).text("body").lower()
    listed = admin.page("/admin/campaigns").text("table")
    assert "15 ngày vệ sinh trước Tết" in listed
    world.look()
    line = world.session.scalars(select(Limit).where(Limit.campaign != "").order_by(Limit.id)).first()
    assert line is not None
    admin.decide(admin.page(f"/admin/campaigns/{line.id}"), last_on="2026-07-10")
    world.look()
    assert {str(one.valid_to) for one in world.session.scalars(select(Limit).where(Limit.campaign != ""))} == {
        "2026-07-10"
    }
    assert changes(world) == ["campaign", "campaign"]
    assert admin.get("/admin/campaigns/1").status_code == 404


def test_a_calendar_is_added_given_hours_and_users(world: World, as_staff: Callable[..., BrowserLike], at: At) -> None:
    at("2026-07-08T08:00")
    world.forwarded(ROADS)
    admin = as_staff(Role.ADMIN)
    admin.send(admin.page("/admin/calendars/new"), name="Giờ công ty", legal_basis=BASIS)
    assert "chưa ai dùng" in admin.page("/admin/calendars").text("table")
    week = admin.page("/admin/calendars/gio-cong-ty/week")
    assert admin.send(week, mon="7 giờ").response.status_code == 422
    admin.decide(week, sat="07:00-11:00; 13:00-17:00", legal_basis=BASIS)
    shown = admin.send(admin.page("/admin/calendars/gio-cong-ty/users"), group=ROADS)
    assert "đồng hồ đang chạy dời hạn: 1 sớm hơn" in shown.text("#tac-dong")
    assert world.session.scalars(select(CalendarUse)).all() == []
    assert "Thôi dùng" in admin.send(shown).text()
    assert "6 ngày mỗi tuần" in admin.page("/admin/calendars").text("table")
    world.look()
    [use] = world.session.scalars(select(CalendarUse))
    admin.decide(admin.page(f"/admin/calendars/uses/{use.id}/end"))
    world.look()
    assert world.session.scalars(select(CalendarUse)).all() == []
    versions = world.session.scalars(select(WorkingCalendar.version).where(WorkingCalendar.code == "gio-cong-ty"))
    assert sorted(versions) == [1, 2]
    for address in ("/admin/calendars/moon", "/admin/calendars/moon/week", "/admin/calendars/uses/99/end"):
        assert admin.get(address).status_code == 404
    assert admin.page("/admin/calendars/lien-tuc").text()
