"""The index of a merged province on screen: averages of what is typed, wrong values named, nothing invented."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from feedback.terms import Role
from tests.support.databases import count_statements
from tests.support.pages import BrowserLike, Page, attribute, words
from tests.support.world import ROADS, World

AsStaff = Callable[..., BrowserLike]
HOME = "/leadership/assessments/merged"
CODES = ("1", "2", "3", "4", "5", "7", "8", "9")  # of dti-922: what brings points
CAN_THO = ["0,9000", "0,8000", "0,7233", "0,7376", "0,7226", "0,7325", "0,7556", "0,2947"]  # in 2022: 0,6924
DA_NANG = ["1.0000", ".9000", ".8253", ".8487", ".7578", ".8575", ".7836", ".5197"]  # in 2022: 0,8002


def given(*provinces: list[str], **more: str) -> str:
    typed = {"catalogue": "dti-922", "count": str(len(provinces)), **more}
    for place, values in enumerate(provinces, 1):
        typed.setdefault(f"ten-{place}", f"Tỉnh {place}")
        typed |= {f"gia-tri-{place}-{code}": value for code, value in zip(CODES, values, strict=True)}
    return f"{HOME}?{urlencode(typed)}"


def row(page: Page, number: int) -> str:
    return words(page.all("#ket-qua tbody tr")[number])


def inputs(page: Page) -> dict[str, str]:
    return {attribute(one, "name"): attribute(one, "value") for one in page.all("#nhap input")}


def test_old_provinces_are_averaged_by_main_index(world: World, as_staff: AsStaff) -> None:
    city = as_staff(Role.CITY_LEADER)
    page = city.page(given(CAN_THO, DA_NANG))
    assert row(page, 0) == "Nhận thức số 0,9000 1,0000 0,9500 100 95"
    assert row(page, 5) == "Hoạt động chính quyền số 0,7325 0,8575 0,7950 200 159"
    assert row(page, 3) == "Nhân lực số 0,7376 0,8487 0,7932 100 79,32", "half up, at four decimals"
    assert row(page, -1) == "DTI 0,6924 0,8002 0,7463 1.000 746,29", "the published indices of both stand beside"
    assert "trung bình cộng giá trị của các tỉnh cũ" in page.text()
    assert "Quyết định 922/QĐ-BTTTT ngày 20/5/2022" in page.text()
    assert inputs(page)["gia-tri-2-9"] == ".5197", "what was typed stays"
    with count_statements(world.database) as statements:
        city.page(given(CAN_THO, DA_NANG))
    assert len(statements) <= 10, statements


def test_a_wrong_value_is_named_with_its_index_and_province(as_staff: AsStaff) -> None:
    auditor = as_staff(Role.AUDITOR)
    page = Page(auditor.get(given(["1,2", "bảy", "", *CAN_THO[3:]], DA_NANG)))
    assert page.response.status_code == 422
    told = [words(one) for one in page.all(".ct-errors li")]
    assert told == [
        f"{index}, Tỉnh 1: hãy ghi số từ 0 đến 1, ví dụ 0,7325."
        for index in ("Nhận thức số", "Thể chế số", "Hạ tầng số")
    ]
    assert not page.all("#ket-qua")
    kept = inputs(page)
    assert (kept["gia-tri-1-1"], kept["gia-tri-1-2"], kept["gia-tri-1-4"]) == ("1,2", "bảy", "0,7376")


def test_the_table_begins_empty_with_the_names_the_city_knows(as_staff: AsStaff) -> None:
    city = as_staff(Role.CITY_LEADER)
    page = city.page(HOME)
    names = [value for name, value in inputs(page).items() if name.startswith("ten-")]
    assert names == ["Cần Thơ", "Hậu Giang", "Sóc Trăng"]
    assert not any(value for name, value in inputs(page).items() if name.startswith("gia-tri-"))
    wider = city.page(given(CAN_THO, DA_NANG, count="3"))
    assert not wider.all(".ct-errors"), "one more province is no mistake yet"
    assert inputs(wider)["gia-tri-1-1"] == "0,9000"
    assert len(city.page(f"{HOME}?count=99").all("#nhap fieldset")) == 5


def test_a_set_without_known_points_says_so(as_staff: AsStaff) -> None:
    city = as_staff(Role.CITY_LEADER)
    assert "Bộ này chưa tính được" in city.page(f"{HOME}?catalogue=dti-405").text()
    assert city.get(f"{HOME}?catalogue=dti-xa-2025").status_code == 404
    assert HOME in [attribute(one, "href") for one in city.page("/leadership/assessments/").all("main a")]
    assert as_staff(Role.OFFICER, ROADS).get(HOME).status_code == 403
