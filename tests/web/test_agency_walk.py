"""Working through a list: the next case follows, also when an act has taken this one out of the list."""

from __future__ import annotations

from collections.abc import Callable

from feedback.actions.accept import accept
from feedback.terms import Role
from tests.conftest import At
from tests.support.pages import BrowserLike, attribute
from tests.support.world import WATER, World

SignIn = Callable[..., BrowserLike]


def after(browser: BrowserLike, number: str) -> str:
    return browser.get(f"/cases/{number}/next").location or ""


def test_the_next_case_is_the_one_below_in_the_list_last_looked_at(world: World, as_staff: SignIn, at: At) -> None:
    first = world.forwarded()
    at("2026-07-06T09:00")
    second = world.forwarded()
    officer = as_staff(Role.OFFICER)
    officer.page("/agency/")
    assert after(officer, first.number) == f"/cases/{second.number}"
    assert after(officer, second.number) == "/agency/"
    officer.page("/agency/?sort=received")
    assert after(officer, second.number) == f"/cases/{first.number}"


def test_a_case_that_left_the_list_still_leads_on(world: World, as_staff: SignIn, at: At) -> None:
    first = world.forwarded()
    at("2026-07-06T09:00")
    second = world.forwarded()
    officer = as_staff(Role.OFFICER)
    officer.page("/agency/?state=forwarded")
    at("2026-07-06T09:10")
    world.act(accept, world.officer, first)
    assert after(officer, first.number) == f"/cases/{second.number}"


def test_the_way_back_keeps_filter_and_queue(world: World, as_staff: SignIn) -> None:
    case, officer = world.in_progress(), as_staff(Role.OFFICER)
    officer.page("/agency/?queue=unassigned&q=ổ gà")
    crumb = officer.page(f"/cases/{case.number}").one(".ct-crumb a")
    assert attribute(crumb, "href") == "/agency/?queue=unassigned&q=%E1%BB%95+g%C3%A0"


def test_the_end_of_a_list_says_so(world: World, as_staff: SignIn) -> None:
    case, officer = world.in_progress(), as_staff(Role.OFFICER)
    assert "Đã đến cuối danh sách." in officer.get(f"/cases/{case.number}/next", follow_redirects=True).text


def test_nobody_walks_from_a_case_of_another_agency(world: World, as_staff: SignIn) -> None:
    case = world.in_progress()
    assert as_staff(Role.OFFICER, WATER).get(f"/cases/{case.number}/next").status_code == 404
