"""Finding cases, and what I logged lately."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from feedback.terms import Kind, Role
from tests.support.databases import count_statements
from tests.support.pages import BrowserLike, Page
from tests.support.world import World

SignIn = Callable[..., BrowserLike]


def found(browser: BrowserLike, typed: str) -> Page:
    return Page(browser.get("/hotline/search", query_string={"q": typed}))


@pytest.mark.parametrize(
    "typed", ["number", "0907 123 456", "+84907123456", "o ga lon", "MẶT ĐƯỜNG", "duong 30 thang 4"]
)
def test_a_case_is_found_by_what_people_have_of_it(world: World, as_staff: SignIn, typed: str) -> None:
    case = world.received()
    other = world.received(text="Đèn đường hẻm 14 không sáng mấy đêm.", phone="0939 275 118", place_text="")
    page = found(as_staff(Role.OPERATOR), case.number.replace("-", " ") if typed == "number" else typed)
    assert case.number in page.text()
    assert other.number not in page.text("table")


@pytest.mark.parametrize(
    "typed", ["khong co gi nhu vay", "%", "_", "9901-0001", "0911 111 111", "'; drop table report"]
)
def test_what_is_not_there_is_not_found(world: World, as_staff: SignIn, typed: str) -> None:
    world.received()
    assert not found(as_staff(Role.OPERATOR), typed).all("table")


def test_confidential_cases_are_found_only_by_who_may_see_them(world: World, as_staff: SignIn) -> None:
    case = world.received(text="Tôi tố cáo cán bộ nhận tiền.", kind=Kind.DENUNCIATION)
    assert not found(as_staff(Role.OPERATOR), "to cao").all("table")
    assert not found(as_staff(Role.OPERATOR), case.number).all("table")
    assert case.number in found(as_staff(Role.DISPATCHER), "to cao").text("table")


def test_pages_are_walked_by_key(world: World, as_staff: SignIn) -> None:
    cases = [world.received() for _ in range(27)]
    browser = as_staff(Role.DISPATCHER)
    first = found(browser, "o ga")
    assert len(first.all("tbody tr")) == 25
    second = browser.page(first.one("a[rel=next]").attrs["href"] or "")
    assert len(second.all("tbody tr")) == 2
    assert cases[0].number in second.text("table")
    assert not second.all("a[rel=next]")
    with count_statements(world.database) as seen:
        found(browser, "o ga")
    assert len(seen) <= 10, seen


def test_my_calls_are_mine(world: World, as_staff: SignIn) -> None:
    browser = as_staff(Role.OPERATOR)
    page = browser.page("/hotline/call")
    browser.send(page, "#phieu", text="Hỏi giờ làm việc một cửa phường", outcome="answered", phone="0907 418 562")
    browser.send(browser.page("/hotline/call"), "#phieu", text="Đèn đường trước nhà không sáng.", outcome="reported")
    mine = browser.page("/hotline/recent")
    assert len(mine.all("tbody tr")) == 2
    assert "0907 418 562" in mine.text("table")
    assert "Phiếu của tôi 1" in mine.text(".ct-nav")
    assert not as_staff(Role.DISPATCHER).page("/hotline/recent").all("tbody tr")
