"""Urgent alerts on the screens: on top of the pages, one tap, and the whole story in the case file."""

from __future__ import annotations

from collections.abc import Callable

from feedback.actions.alerts import climb
from feedback.actions.transaction import transaction
from feedback.models import Account, Alert, AlertLevel, Case
from feedback.terms import Level, Role
from tests.conftest import At
from tests.support.pages import BrowserLike, Page
from tests.support.world import WATER, World

URGENT = {"level": Level.URGENT, "field_code": "cay-xanh.nga-do"}
SignIn = Callable[..., BrowserLike]


def tell(world: World, code: str) -> None:
    with transaction(world.database) as session:
        climb(session, session.get_one(Alert, 1), code)
    world.look()


def take(browser: BrowserLike, case: Case) -> Page:
    """Say it without the strip, as an old page does."""
    token = browser.page("/mine").form("form[data-forgets-drafts]").values["csrf_token"]
    return Page(browser.post(f"/alerts/{case.number}/take", data={"csrf_token": token}, follow_redirects=True))


def test_an_officer_takes_an_alert_with_one_tap_from_the_inbox(world: World, as_staff: SignIn, at: At) -> None:
    officer = as_staff(Role.OFFICER)
    case = world.forwarded(**URGENT)
    page = officer.page("/agency/")
    assert "chưa ai nhận" in page.text("#bao-khan")
    assert case.number in page.text("#bao-khan")
    at("2026-07-06T08:03")
    told = officer.send(page, "#bao-khan form").text()
    assert "Đã ghi bạn nhận báo khẩn" in told
    assert "nhận lúc 08:03" in told
    assert officer.page("/agency/").text("#bao-khan").strip() == ""


def test_the_file_shows_who_was_told_what(world: World, as_staff: SignIn) -> None:
    world.account(Role.OFFICER, phone="0907000001", full_name="Cán bộ Trực")
    case = world.forwarded(**URGENT)
    tell(world, "ngay")
    text = as_staff(Role.DISPATCHER).page(f"/cases/{case.number}").text()
    assert "báo ngay cho cán bộ: Cán bộ Trực (tin nhắn chờ gửi)" in text
    assert "Báo khẩn sau 0 phút: báo 1 người" in text


def test_the_centre_sees_whom_to_telephone_and_notes_that_somebody_has_it(
    world: World, as_staff: SignIn, at: At
) -> None:
    world.account(Role.OFFICER, phone="0907000001", full_name="Cán bộ Trực")
    world.forwarded(**URGENT)
    operator = as_staff(Role.OPERATOR)
    assert "Gọi ngay" not in operator.page("/alerts").text("#bao-khan")
    at("2026-07-06T08:05")
    shown = operator.page("/alerts").text("#bao-khan")
    assert "Gọi ngay: Cán bộ Trực 0907 000 001" in shown
    assert "Đã có người nhận" in shown
    operator.send(operator.page("/alerts"), "#bao-khan form")
    assert "Gọi ngay" not in operator.page("/alerts").text("#bao-khan")


def test_another_agency_sees_nothing_and_may_take_nothing(world: World, as_staff: SignIn) -> None:
    case = world.forwarded(**URGENT)
    stranger = as_staff(Role.OFFICER, WATER)
    assert stranger.page("/alerts").text("#bao-khan").strip() == ""
    assert take(stranger, case).response.status_code == 404


def test_the_second_one_is_told_who_was_first(world: World, as_staff: SignIn) -> None:
    case = world.forwarded(**URGENT)
    take(as_staff(Role.OFFICER), case)
    assert "đã nhận báo khẩn này rồi" in take(as_staff(Role.DISPATCHER), case).text("body")


def test_an_administrator_sets_the_levels(world: World, as_staff: SignIn) -> None:
    admin = as_staff(Role.ADMIN)
    assert "ngay khi việc khẩn đến" in admin.page("/admin/alerts").text("table")
    admin.decide(admin.page("/admin/alerts/pho"), after_minutes="7", sms=None)
    world.look()
    assert world.session.get_one(AlertLevel, "pho").after_minutes == 7
    page = admin.decide(admin.page("/admin/alerts/ngay"), after_minutes="2")
    assert "Phải còn một nấc báo ngay" in page.text()
    assert admin.get("/admin/alerts/khong").status_code == 404


def test_phones_of_staff_are_kept_with_their_accounts(world: World, as_staff: SignIn) -> None:
    person = world.another(Role.OFFICER)
    admin = as_staff(Role.ADMIN)
    admin.send(
        admin.page(f"/admin/accounts/{person.user_id}"), phone="0907 000 111", role="agency_leader", is_deputy="y"
    )
    world.look()
    account = world.session.get_one(Account, person.user_id)
    assert (account.phone, account.is_deputy) == ("+84907000111", True)
