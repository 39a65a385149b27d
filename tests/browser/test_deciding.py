"""In a real browser: a line of the matrix is tried before it holds, and the desk proposes while somebody types."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.support.browsing import People
from tests.support.running import System

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def test_a_line_is_tried_on_past_reports_before_it_may_hold(people: People, system: System) -> None:
    page = people.staff("quantri", system.accounts["quantri"])
    page.goto("/admin/responsibilities/new")
    for label, typed, chosen in (
        ("Lĩnh vực", "mat duong hu", "Mặt đường hư hỏng"),
        ("Cơ quan chủ trì", "so xay dung", "Sở Xây dựng"),
    ):
        page.get_by_label(label, exact=True).fill(typed)
        page.get_by_role("option", name=chosen).first.click()
    page.get_by_label("Thứ tự").fill("88")
    page.get_by_label("Căn cứ").fill("Quyết định thử")
    page.get_by_role("button", name="Lưu bản nháp").click()
    expect(page.get_by_role("button", name="Áp dụng")).to_have_count(0)
    page.get_by_role("button", name="Chạy thử trên").click()
    expect(page.locator("#chay-thu")).to_contain_text(re.compile(r"trong \d+ phản ánh gần nhất sẽ đi nơi khác"))
    expect(page.get_by_role("button", name="Áp dụng")).to_be_visible()
    page.get_by_role("button", name="Bỏ bản nháp").click()
    expect(page.get_by_text("Không có bản nháp nào")).to_be_visible()


def test_the_desk_proposes_while_somebody_types(people: People, system: System) -> None:
    page = people.staff("dienthoai", system.accounts["dienthoai"])
    page.goto("/hotline/call")
    page.locator("#text").press_sequentially("Đèn đường tắt cả đoạn, tối om", delay=10)
    expect(page.locator("#de-xuat")).to_contain_text("Chiếu sáng")
