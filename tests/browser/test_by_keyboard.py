"""A case from the tray to its answer without a mouse: dispatcher, officer, leader."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.browsing import People
from tests.support.files import picture
from tests.support.running import System

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

ANSWER = "Tổ trật tự của phường đã lập biên bản và buộc tháo dỡ lúc 9 giờ sáng nay, có chủ tiệm ký nhận."


def press(page: Page, *keys: str) -> None:
    page.wait_for_load_state()  # before its script is there a page hears no key
    for key in keys:
        page.keyboard.press(key)


def look_for(page: Page, number: str) -> None:
    """Search the inbox, go down to the row and open it."""
    page.goto("/agency/")
    press(page, "/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type(number)
    press(page, "Enter")
    page.wait_for_url(re.compile(r"q="))
    expect(page.locator("table.ct-cases")).to_contain_text(number)
    press(page, "j")
    expect(page.locator("a.ct-title").first).to_be_focused()
    press(page, "Enter")
    page.wait_for_url(f"**/cases/{number}")


def forward_to_the_ward(desk: Page) -> str:
    """The dispatcher walks the tray, opens a case and gives it to an agency that was not proposed."""
    walked = desk.locator("#khay a")
    press(desk, "j")
    expect(walked.nth(1)).to_be_focused()
    press(desk, "k")
    expect(walked.first).to_be_focused()
    number = walked.first.locator(".ct-num").inner_text()[:9]
    press(desk, "Enter")
    desk.wait_for_url(f"**case={number}*")
    press(desk, "4")
    expect(desk.get_by_label("Nơi khác")).to_be_focused()
    desk.keyboard.type("ubnd phuong tan an")
    desk.get_by_role("option", name=re.compile("^UBND phường Tân An")).wait_for()
    press(desk, "Enter", "Tab")
    desk.keyboard.type("Phường sở tại quản lý cơ sở này.")
    press(desk, "Enter")
    expect(desk.get_by_text(f"Đã chuyển {number} đến UBND phường Tân An.")).to_be_visible()
    return number


def hand_in(desk: Page) -> None:
    """The form opened by R has the focus; a picture is added, Ctrl and Enter send it."""
    press(desk, "r")
    expect(desk.get_by_label("Kết quả", exact=True)).to_be_focused()
    press(desk, "ArrowDown")
    press(desk, "Tab")
    desk.keyboard.type(ANSWER)
    press(desk, "Tab")
    files = desk.get_by_label("Ảnh, văn bản làm bằng chứng")  # what opens belongs to the machine, not to the page
    files.set_input_files([{"name": "sau.jpg", "mimeType": "image/jpeg", "buffer": picture().getvalue()}])
    press(desk, "Control+Enter")
    expect(desk.get_by_text("Đã trình kết quả, chờ lãnh đạo duyệt.")).to_be_visible()


def test_from_the_tray_to_the_answer(people: People, system: System) -> None:
    number = forward_to_the_ward(people.staff("dieuphoi", system.accounts["dieuphoi"]))
    officer = people.staff("canbo", system.accounts["canbo"])
    look_for(officer, number)
    press(officer, "a")
    expect(officer.get_by_text("Đã tiếp nhận vụ việc.")).to_be_visible()
    hand_in(officer)
    leader = people.staff("lanhdaodonvi", system.accounts["lanhdaodonvi"])
    look_for(leader, number)
    press(leader, "d")
    expect(leader.get_by_text("Đã duyệt. Người dân nhận được câu trả lời.")).to_be_visible()


def test_the_list_of_keys_names_what_the_page_offers(people: People, system: System) -> None:
    desk = people.staff("canbo", system.accounts["canbo"])
    press(desk, "j", "x", "?")
    listed = desk.get_by_role("dialog", name="Phím tắt của trang này")
    expect(listed).to_contain_text("đánh dấu dòng")
    expect(listed).to_contain_text("Tìm phản ánh")
    press(desk, "Escape")
    expect(desk.locator("[data-tick-count]")).to_have_text(" (1)")
    expect(desk.locator("a.ct-title").first).to_be_focused()
