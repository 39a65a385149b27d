"""A leader with a mouse: from a red number to the case behind it in three clicks, with what is drawn on the way."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.support.browsing import People
from tests.support.running import System

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def test_from_a_red_number_to_the_case_in_three_clicks(people: People, system: System) -> None:
    page = people.staff("lanhdao", system.accounts["lanhdao"])
    page.goto("/leadership/today")
    page.locator("td.is-late a").first.click()
    title = page.locator("a.ct-title").first
    words = title.inner_text()
    title.click()
    expect(page.locator("main")).to_contain_text(words)
    assert "/leadership/" not in page.url
