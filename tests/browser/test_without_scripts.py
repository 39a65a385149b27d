"""Everything works where scripts do not run: an old phone, a careful office, a broken download."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.browsing import People
from tests.support.running import System

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

TEXT = "Nhánh cây gãy chắn nửa đường trước chợ, xe phải đi sang làn ngược chiều."


def test_a_report_is_filed_looked_up_and_answered_without_scripts(people: People) -> None:
    phone = people.citizen(java_script_enabled=False)
    phone.goto("/report")
    phone.get_by_label("Kể bằng lời của bạn").fill(TEXT)
    phone.get_by_label("Phường, xã (nếu biết)").select_option(label="Phường Tân An")
    phone.get_by_label("Không", exact=True).check()
    phone.get_by_role("button", name="Gửi phản ánh").click()
    code = phone.locator(".ct-code strong").inner_text()
    phone.context.clear_cookies()
    phone.goto("/lookup")
    phone.get_by_label("Mã tra cứu").fill(code)
    phone.get_by_role("button", name="Xem").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text(TEXT)


def test_a_mistake_keeps_what_was_typed(people: People) -> None:
    phone = people.citizen(java_script_enabled=False)
    phone.goto("/report")
    phone.get_by_label("Kể bằng lời của bạn").fill(TEXT)
    phone.get_by_label("Số điện thoại").fill("0907")
    people.expect_refusal(422)
    phone.get_by_role("button", name="Gửi phản ánh").click()
    expect(phone.get_by_role("alert")).to_contain_text("Cần sửa")
    expect(phone.get_by_label("Kể bằng lời của bạn")).to_have_value(TEXT)


def test_a_call_is_logged_and_sent_without_scripts(people: People, system: System) -> None:
    desk = signed_in(people, system, "dienthoai")
    desk.goto("/hotline/call")
    desk.get_by_label("Chuyện gì?").fill("Loa kẹo kéo mở tới nửa đêm, cả xóm không ngủ được.")
    desk.get_by_role("button", name="Lưu và chuyển").click()
    expect(desk.locator(".ct-code strong")).to_be_visible()


def test_an_officer_writes_a_note_without_scripts(people: People, system: System) -> None:
    desk = signed_in(people, system, "canbo")
    desk.goto("/agency/")
    desk.locator("a.ct-title").first.click()
    desk.get_by_role("link", name="Ghi chú nội bộ").click()
    desk.get_by_label("Ghi chú", exact=True).fill("Đã gọi tổ trưởng khu vực, hẹn chiều ra xem.")
    desk.get_by_role("button", name="Ghi chú nội bộ").click()
    expect(desk.get_by_text("Đã lưu ghi chú.")).to_be_visible()


def signed_in(people: People, system: System, username: str) -> Page:
    return people.staff(username, system.accounts[username], java_script_enabled=False)
