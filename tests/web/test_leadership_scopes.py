"""Today, the coming week, and the page of one agency, ward or field: each number opens to exactly its rows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from feedback.models import Case
from feedback.terms import Role
from tests.conftest import At
from tests.support.databases import count_statements
from tests.support.july import build
from tests.support.pages import BrowserLike, Page, attribute, words
from tests.support.world import ROADS, WATER, World

AsStaff = Callable[..., BrowserLike]


@pytest.fixture
def july(world: World, at: At) -> dict[str, Case]:
    return build(world, at)


def rows_of(page: Page) -> int:
    return len(page.all("table.ct-cases tbody tr"))


def counted(page: Page) -> list[tuple[str, int]]:
    """Every number of a page's tables that opens to rows, with how many it promises."""
    links = [link for link in page.all("main td.n a") if "/rows?" in attribute(link, "href")]
    return [(attribute(link, "href"), int(words(link))) for link in links if "%" not in words(link)]


def test_numbers_open_to_as_many_rows_on_every_page(world: World, july: dict[str, Case], as_staff: AsStaff) -> None:
    leader = as_staff(Role.CITY_LEADER)
    field = world.session.scalars(select(Case.field_code).where(Case.field_code.is_not(None))).first()
    pages = (
        "/leadership/today",
        f"/leadership/agencies/{ROADS}?period=2026-07",
        f"/leadership/fields/{field}?period=2026-07",
    )
    seen: dict[str, int] = {}
    for address in pages:
        seen |= dict(counted(leader.page(address)))
    for address, count in seen.items():
        assert rows_of(leader.page(address)) == count, address
    assert len(seen) > 25
    page = leader.page(f"/leadership/agencies/{ROADS}?period=2026-07")
    tiles = [words(tile) for tile in page.all(".ct-tile")]
    assert "62,5%" in tiles[0], "5 of 8"
    assert "Bị mở lại" in tiles[1], "the reopen rate stands beside the on-time rate"
    assert "Tháng 6/2026" in page.text(".b-table"), "the period before"
    assert "Tháng 7/2025" in page.text(".b-table"), "and the same a year ago"
    chart = page.all("svg.ct-chart[role]")[0]
    assert "Đúng hạn" in attribute(chart, "aria-label")
    table = leader.page("/leadership/league?period=2026-07").text(".b-table table")
    assert table.count("chưa đủ mẫu") == 3, "roads, water and the centre have fewer than thirty cases"
    assert "62,5% 5/8 30,6% đến 86,3%" in table, "with Wilson's interval"
    for address in (*pages, "/leadership/week", "/leadership/league", "/leadership/wards?show=on-time"):
        leader.page(address)
        with count_statements(world.database) as statements:
            leader.page(address)
        assert len(statements) <= 12, (address, statements)


def test_from_a_red_number_to_the_case_in_three_clicks(july: dict[str, Case], as_staff: AsStaff) -> None:
    leader = as_staff(Role.CITY_LEADER)
    page = leader.page("/leadership/today")
    red = next(link for link in page.all("td.is-late a") if f"agency={ROADS}" in attribute(link, "href"))
    assert words(red) == "3"
    rows = leader.page(attribute(red, "href"))
    case = rows.all("a.ct-title")[0]
    assert words(case) in leader.page(attribute(case, "href")).text()


def test_pages_without_anything_say_so(world: World, as_staff: AsStaff) -> None:
    leader = as_staff(Role.CITY_LEADER)
    for address in (
        "/leadership/today",
        "/leadership/week",
        f"/leadership/agencies/{ROADS}",
        "/leadership/wards/31135",
    ):
        page = leader.page(address)
        assert "Không có" in page.text() or "chưa nhận" in page.text(), address
        assert leader.page(address + "?mode=present").all("body.is-presenting")
    assert leader.get("/leadership/wards/none").status_code == 404
    assert leader.get("/leadership/fields/none").status_code == 404
    assert leader.get("/leadership/agencies/none").status_code == 404
    assert leader.get("/leadership/rows?figure=times&part=99").status_code == 404
    assert leader.get("/leadership/rows?figure=age&part=99").status_code == 404


def test_agency_people_see_their_own_agency_only(world: World, as_staff: AsStaff) -> None:
    own = as_staff(Role.AGENCY_LEADER, WATER)
    assert "Thoát nước" in own.page(f"/leadership/agencies/{WATER}").text("h1")
    assert own.get(f"/leadership/agencies/{ROADS}").status_code == 404
    assert own.get("/leadership/wards/31135").status_code == 403
    assert own.get("/leadership/today").status_code == 403
    assert own.get("/leadership/week").status_code == 200
