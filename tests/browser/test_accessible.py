"""Key pages for everybody: WCAG 2.2 AA as far as a machine can see, light and dark, on a phone and on a desk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.support.browsing import DESK, PHONE, People
from tests.support.running import System

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

AXE = Path(__file__).parents[1] / "vendor" / "axe-core-4.14.1" / "axe.min.js"
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
NARROWEST: ViewportSize = {"width": 320, "height": 640}  # WCAG 1.4.10: nothing is read by scrolling sideways
PUBLIC = ("/", "/report", "/lookup", "/published", "/privacy", "/account/sign-in")
STAFF = (
    ("dienthoai", "/hotline/call"),
    ("dieuphoi", "/hotline/tray"),
    ("dieuphoi", "/hotline/search?q=duong"),
    ("canbo", "/agency/"),
    ("canbo", "a case"),
    ("lanhdao", "/leadership/"),
    ("lanhdao", "/leadership/today"),
    ("lanhdao", "/leadership/agencies/so-xay-dung"),
    ("lanhdao", "/leadership/wards"),
    ("lanhdao", "/leadership/programme"),
    ("quantri", "/admin/"),
    ("quantri", "/admin/tasks"),
    ("quantri", "/admin/codes"),
    ("quantri", "/texts/new"),
)


def look_over(page: Page) -> list[str]:
    """What axe finds in both themes at both widths, and whether the narrowest screen must scroll sideways."""
    found: list[str] = []
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    for theme in ("light", "dark"):
        page.evaluate("theme => { document.documentElement.dataset.bsTheme = theme }", theme)
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            seen: dict[str, Any] = page.evaluate("options => axe.run(document, options)", OPTIONS)
            found += [f"{theme} {size['width']}: {_said(one)}" for one in seen["violations"]]
    page.set_viewport_size(NARROWEST)
    width = page.evaluate("document.documentElement.scrollWidth")
    return found + ([f"{width} px wide on a screen of 320"] if width > NARROWEST["width"] else [])


def _said(violation: dict[str, Any]) -> str:
    nodes = [f"{node['html'][:160]} ({node['failureSummary'][:240]})" for node in violation["nodes"][:3]]
    return f"{violation['id']}: {'; '.join(nodes)}"


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_page_is_for_everybody(people: People, address: str) -> None:
    page = people.somebody()
    page.goto(address)
    assert look_over(page) == []


@pytest.mark.parametrize(("username", "address"), STAFF)
def test_a_staff_page_is_for_everybody(people: People, system: System, username: str, address: str) -> None:
    page = people.staff(username, system.accounts[username])
    if address == "a case":
        page.goto("/agency/")
        page.locator("a.ct-title").first.click()
        expect(page.locator(".ct-crumb")).to_be_visible()
    else:
        page.goto(address)
    assert look_over(page) == []


def test_a_report_and_its_status_are_for_everybody(people: People) -> None:
    page = people.somebody(java_script_enabled=True)
    page.goto("/report")
    page.get_by_role("button", name="Tiếp tục").click()
    page.get_by_label("Kể bằng lời của bạn").fill("ngắn")
    for _step in range(2):
        page.get_by_role("button", name="Tiếp tục").click()
    people.expect_refusal(422)
    page.get_by_role("button", name="Gửi phản ánh").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert look_over(page) == []
    page.get_by_label("Kể bằng lời của bạn").fill("Đèn đường tắt cả đoạn, tối om, người đi bộ không thấy lối.")
    for _step in range(2):
        page.get_by_role("button", name="Tiếp tục").click()
    page.get_by_role("button", name="Gửi phản ánh").click()
    expect(page.locator(".ct-code")).to_be_visible()
    assert look_over(page) == []
    page.get_by_role("link", name="Xem phản ánh này").click()
    page.wait_for_url("**/status")
    assert look_over(page) == []
