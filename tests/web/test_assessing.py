"""Assessments on screen: claimed, approved, appraised, closed; tried with other values; live rows and their cases."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
import python_calamine
from sqlalchemy import func, select

from feedback.models import Assessment, AssessmentRow
from feedback.terms import Role
from tests.conftest import At
from tests.support.databases import count_statements
from tests.support.july import build
from tests.support.pages import BrowserLike, Element, Page, attribute, inside, words
from tests.support.world import ROADS, WATER, World

AsStaff = Callable[..., BrowserLike]
COMMUNE = "ubnd-31120"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def opened(world: World, browser: BrowserLike, catalogue: str, period: str, agency: str) -> str:
    """The address of a new assessment."""
    page = browser.page("/leadership/assessments/")
    given: dict[str, Any] = {"mo-catalogue_code": catalogue, "mo-period": period, "mo-agency_code": agency}
    assert browser.send(page, "#mo form", **given).response.status_code == 200
    world.look()
    return f"/leadership/assessments/{world.session.scalar(select(func.max(Assessment.id)))}"


def row_of(world: World, home: str, code: str) -> str:
    rows = world.session.get_one(Assessment, int(home.rpartition("/")[2])).rows
    return f"{home}/{next(line.id for line in rows if line.row.code == code)}"


def tiles(page: Page) -> list[str]:
    return [words(tile) for tile in page.all(".ct-tile")]


def test_from_claim_to_seal(world: World, as_staff: AsStaff) -> None:
    officer, leader = as_staff(Role.OFFICER, COMMUNE), as_staff(Role.AGENCY_LEADER, COMMUNE)
    city, dispatcher = as_staff(Role.CITY_LEADER), as_staff(Role.DISPATCHER)
    assert "Chưa có phiếu chấm điểm nào" in officer.page("/leadership/assessments/").text()
    home = opened(world, officer, "dti-xa-2025", "2026", COMMUNE)
    address = row_of(world, home, "1.1")
    page = officer.send(officer.page(address), "#nhap form", **{"nhap-numerator": "9", "nhap-denominator": "8"})
    assert page.response.status_code == 422
    assert "từ 0 đến mẫu số" in page.text(".ct-error")
    page = officer.send(page, "#nhap form", **{"nhap-numerator": "1.704,5", "nhap-denominator": "3.409"})
    assert tiles(page)[0].startswith("Tự chấm 5 trên 10")
    assert not page.all("#duyet"), "whoever entered does not approve"
    proof: dict[str, Any] = {
        "minh-chung-number": "12/BC-UBND",
        "minh-chung-on": "2026-07-01",
        "minh-chung-abstract": "Băng rộng",
    }
    page = officer.send(page, "#minh-chung form", **proof, **{"minh-chung-files": (io.BytesIO(PDF), "bao cao.pdf")})
    assert "12/BC-UBND – 1/7/2026: Băng rộng" in page.text("#minh-chung")
    file = attribute(page.one("#minh-chung a[download]"), "href")
    assert city.get(file).data == PDF
    assert as_staff(Role.OFFICER, ROADS).get(file).status_code == 404
    plan: dict[str, Any] = {
        "ke-hoach-owner": "Nguyễn Văn An",
        "ke-hoach-due_on": "2026-08-01",
        "ke-hoach-state": "done",
    }
    assert "Nguyễn Văn An" in officer.send(page, "#ke-hoach form", **plan).text()
    refused = leader.send(leader.page(home), "form.ct-one")
    assert "chưa được duyệt" in refused.text(".ct-toast")
    assert "1.1" in leader.send(leader.page(address), "#duyet form").text("h1")
    assert "Chờ thẩm định" in leader.send(leader.page(home), "form.ct-one").text()
    assert not officer.page(address).all("#nhap")
    page = dispatcher.send(
        dispatcher.page(address),
        "#tham-dinh form",
        **{"tham-dinh-agrees": "n", "tham-dinh-points": "4,25", "tham-dinh-explanation": "Số liệu nhà mạng khác."},
    )
    assert tiles(page)[1].startswith("Thẩm định 4,25")
    assert "Số liệu nhà mạng khác." in page.text()
    city.send(city.page(address), "#cuoi form", **{"cuoi-points": "4,5", "cuoi-note": "Tính lại theo biên bản."})
    page = city.send(city.page(home), "form.ct-one")
    assert "vẫn đúng như lúc chốt" in page.text()
    assert tiles(page)[2].startswith("Cuối cùng 4,5 trên 960")
    listed = [words(cell) for cell in page_row(officer.page("/leadership/assessments/"))]
    assert listed[3:] == ["Đã chốt", "5", "4,25", "4,5", "960", "955,5"]
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(officer.get(f"{home}.xlsx").data))
    lines = book.get_sheet_by_index(0).to_python()
    row = next(line for line in lines if line[0] == "1.1")
    assert row[2:9] == [10.0, 5.0, 4.25, 4.5, 5.5, 1704.5, 3409.0]
    assert row[10] == "12/BC-UBND – 01/07/2026: Băng rộng"
    assert lines[-1][2:6] == [960.0, 5.0, 4.25, 4.5]


def page_row(page: Page) -> list[Element]:
    return inside(page.one("table.ct-table tbody tr"), "th, td")


def test_what_if_and_statements(world: World, as_staff: AsStaff) -> None:
    officer = as_staff(Role.OFFICER, COMMUNE)
    home = opened(world, officer, "dti-xa-2025", "2026", COMMUNE)
    page = officer.page(f"{home}/what-if")
    assert "0 trên 960 điểm, mất 960" in page.text()
    first = page.all("table.ct-table tbody tr")[0]
    assert words(first).startswith("2.1"), "30 points: the most that one row can lose"
    line = world.session.scalars(select(AssessmentRow.id).where(AssessmentRow.row.has(code="1.1"))).one()
    tried = officer.page(f"{home}/what-if?row={line}&numerator=3&denominator=4")
    assert "0 thành 7,5 trên 10 điểm" in tried.text("#thu").replace("– thành", "0 thành")
    assert "Cả bộ: 0 thành 7,5 điểm" in tried.text("#thu")
    assert officer.get(f"{home}/what-if?row={line}&numerator=5&denominator=4").status_code == 422
    assert world.session.scalars(select(AssessmentRow).where(AssessmentRow.id == line)).one().self_points is None
    for address in (home, f"{home}/what-if", f"{home}/{line}", "/leadership/assessments/"):
        officer.page(address)
        with count_statements(world.database) as statements:
            officer.page(address)
        assert len(statements) <= 12, (address, len(statements), statements)


def test_live_rows_open_to_their_cases(world: World, at: At, as_staff: AsStaff) -> None:
    cases = build(world, at)
    leader, stranger = as_staff(Role.AGENCY_LEADER, WATER), as_staff(Role.AGENCY_LEADER, ROADS)
    home = opened(world, leader, "766", "2026-07", WATER)
    page = leader.page(home)
    assert "66,67%" in page.text()
    assert "tự tính" in page.text()
    link = next(node for node in page.all("td a, th a") if words(node) == "66,67%")
    behind = attribute(link, "href")
    assert numbers(leader.page(behind)) == {cases[name].number for name in ("too_late", "last_day", "passed_on")}
    assert numbers(leader.page(behind.replace("part=population", "part=rest"))) == {cases["too_late"].number}
    for address in (home, behind, f"{home}.xlsx"):
        assert stranger.get(address).status_code == 404, address
    row = row_of(world, home, "PETITION_PROCESSING_ON_TIME")
    assert "2 trong 3, 4 điểm" in leader.page(row).text()
    leader.send(leader.page(home), "form.ct-one")
    at("2026-09-01T09:00")
    world.refresh()
    leader = as_staff(Role.AGENCY_LEADER, WATER)
    frozen = leader.page(row)
    assert "2 trong 3, 4 điểm" in frozen.text()
    kept = next(attribute(node, "href") for node in frozen.all("a") if "as_of=" in attribute(node, "href"))
    assert "như đã biết lúc 16:00" in leader.page(kept).text()
    assert leader.get(kept.partition("&as_of=")[0] + "&as_of=xưa").status_code == 422


def numbers(page: Page) -> set[str]:
    return {words(inside(row, "td")[0]) for row in page.all("table.ct-cases tbody tr")}


def test_all_communes_side_by_side(world: World, as_staff: AsStaff) -> None:
    case = world.in_progress("ubnd-31135")
    world.refresh()
    city = as_staff(Role.CITY_LEADER)
    page = city.page("/leadership/assessments/communes?period=2026-07")
    rows = page.all("table.ct-table tbody tr")
    assert len(rows) == 104, "103 wards and communes and the whole city"
    assert case.number
    for sort in ("name", "1.2", "1022.satisfaction_all"):
        assert len(city.page(f"/leadership/assessments/communes?sort={sort}").all("tbody tr")) == 104
    with count_statements(world.database) as statements:
        city.page("/leadership/assessments/communes")
    assert len(statements) <= 10
    assert as_staff(Role.OFFICER).get("/leadership/assessments/communes").status_code == 403


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.ADMIN])
def test_who_may_not(world: World, as_staff: AsStaff, role: Role) -> None:
    assert as_staff(role).get("/leadership/assessments/").status_code == 403
