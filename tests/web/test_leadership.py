"""The leaders' page: the numbers of a month worked out by hand, each a way to exactly its rows."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest

from feedback.models import Case
from feedback.terms import Role
from tests.conftest import At
from tests.support.databases import count_statements
from tests.support.july import LATE, build
from tests.support.pages import BrowserLike, Page, attribute, inside, words
from tests.support.world import ROADS, WATER, World

AsStaff = Callable[..., BrowserLike]
VIEWERS = (Role.CITY_LEADER, Role.AUDITOR, Role.DISPATCHER, Role.OFFICER, Role.AGENCY_LEADER)


@pytest.fixture
def july(world: World, at: At) -> dict[str, Case]:
    return build(world, at)


def numbers(page: Page) -> set[str]:
    """The case numbers of a list."""
    return {words(inside(row, "td")[0]) for row in page.all("table.ct-cases tbody tr")}


def test_the_page_says_july(july: dict[str, Case], as_staff: AsStaff) -> None:
    page = as_staff(Role.CITY_LEADER).page("/leadership/?period=2026-07")
    tiles = [words(tile) for tile in page.all(".ct-tile")]
    assert "58,33%" in tiles[0]
    assert "3,5/6 điểm" in tiles[0]
    assert "7/12 vụ việc" in tiles[0]
    assert "50%" in tiles[1]
    assert "3 trong 5 việc đang mở" in tiles[3]
    assert "Sở Xây dựng" in page.text(".b-table table")
    assert "Quyết định 766/QĐ-TTg" in page.text()


def test_every_count_opens_to_as_many_rows(july: dict[str, Case], as_staff: AsStaff) -> None:
    browser = as_staff(Role.CITY_LEADER)
    page = browser.page("/leadership/?period=2026-07")
    seen = 0
    for link in page.all(".ct-queues a"):
        count = words(inside(link, ".ct-count")[0])
        assert len(numbers(browser.page(attribute(link, "href")))) == int(count), words(link)
        seen += 1
    for link in page.all("td.n a"):
        address = attribute(link, "href")
        if parse_qs(urlsplit(address).query)["figure"][0] != "promise":
            assert len(numbers(browser.page(address))) == int(words(link)), address
            seen += 1
    assert seen > 8


def test_the_late_ones_by_name(july: dict[str, Case], as_staff: AsStaff) -> None:
    browser = as_staff(Role.AUDITOR)
    page = browser.page("/leadership/rows?figure=on-time&part=late&period=2026-07")
    assert numbers(page) == {july[name].number for name in LATE}
    assert browser.get("/leadership/rows?figure=nothing&period=2026-07").status_code == 404
    assert browser.get("/leadership/rows?figure=on-time&part=half").status_code == 404
    assert browser.get("/leadership/?period=2026-13").status_code == 422


@pytest.mark.parametrize("role", [Role.AGENCY_LEADER, Role.OFFICER])
def test_agency_people_see_only_their_own(july: dict[str, Case], as_staff: AsStaff, role: Role) -> None:
    browser = as_staff(role, WATER)
    page = browser.page("/leadership/?period=2026-07")
    assert "2/3 vụ việc" in page.text()
    assert "Theo cơ quan" not in page.text()
    assert browser.get(f"/leadership/?agency={ROADS}").status_code == 404
    assert browser.get(f"/leadership/rows?figure=on-time&agency={ROADS}").status_code == 404
    rows = numbers(browser.page("/leadership/rows?figure=received&period=2026-07"))
    assert rows == {july[name].number for name in ("too_late", "last_day", "passed_on")}


@pytest.mark.parametrize("role", VIEWERS)
def test_who_may_look(world: World, as_staff: AsStaff, role: Role) -> None:
    browser = as_staff(role)
    assert "–" in browser.page("/leadership/").text(".ct-tile")
    assert browser.page("/leadership/rows?figure=open").text("main")


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.ADMIN])
def test_who_may_not(world: World, as_staff: AsStaff, role: Role) -> None:
    assert as_staff(role).get("/leadership/").status_code == 403
    assert as_staff(role).get("/leadership/rows?figure=open").status_code == 403


def test_six_months_and_the_change_since_last_month(world: World, july: dict[str, Case], as_staff: AsStaff) -> None:
    page = as_staff(Role.CITY_LEADER).page("/leadership/?period=2026-07")
    assert "tăng 58,33" in words(page.all(".ct-tile")[0]), "June's only case is late"
    assert "58,33%" in page.text()
    assert page.text().count("Tháng 6/2026") >= 1
    assert as_staff(Role.CITY_LEADER).page("/leadership/?period=2026-Q3").text("h1") == "Toàn thành phố, quý 3/2026"


def test_statements_do_not_grow_with_the_rows(world: World, july: dict[str, Case], as_staff: AsStaff) -> None:
    browser = as_staff(Role.CITY_LEADER)
    for address, most in (
        ("/leadership/?period=2026-07", 12),
        ("/leadership/rows?figure=on-time&period=2026-07", 10),
        ("/leadership/rows?figure=open", 10),
    ):
        browser.page(address)
        with count_statements(world.database) as statements:
            browser.page(address)
        assert len(statements) <= most, (address, statements)
