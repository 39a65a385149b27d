"""People at real browsers. Whatever a page complains about is remembered, and fails the test at the end."""

from __future__ import annotations

import re
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Response,
    ViewportSize,
    expect,
    sync_playwright,
)

RESULTS = Path(__file__).parents[2] / "test-results"
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--force-color-profile=srgb")
NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE_MS = 30_000  # a laden machine draws slowly
PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1366, "height": 768}
# Bootstrap draws its arrow and tick as data: images; theme.css replaces them and the policy blocks them. A look at a
# page whose theme.css is still on its way (tests look earlier than people) makes the browser ask for them all the same.
BOOTSTRAPS_OWN = "Loading the image 'data:image/svg+xml,%3csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 "
expect.set_options(timeout=PATIENCE_MS)


@contextmanager
def chromium() -> Generator[Browser]:
    """The machine's own Chromium, without a window."""
    path = next(filter(None, map(shutil.which, NAMES)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class People:
    """Everybody who opens the system in one test, each with a browser of their own."""

    browser: Browser
    url: str
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)
    _expected: list[int] = field(default_factory=list)

    def somebody(self, size: ViewportSize = DESK, **settings: Any) -> Page:
        """A new person's page; its complaints come together with everybody's."""
        given: dict[str, Any] = {
            "viewport": size,
            "locale": "vi-VN",
            "timezone_id": "Asia/Ho_Chi_Minh",
            "reduced_motion": "reduce",
        }
        context = self.browser.new_context(base_url=self.url, **(given | settings))
        context.set_default_timeout(PATIENCE_MS)
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("response", self._see)
        return page

    def citizen(self, **settings: Any) -> Page:
        """On a small phone."""
        return self.somebody(PHONE, has_touch=True, is_mobile=True, **settings)

    def staff(self, username: str, password: str, size: ViewportSize = DESK, **settings: Any) -> Page:
        """Somebody who has signed in and stands on their first page."""
        page = self.somebody(size, **settings)
        page.goto("/account/sign-in")
        page.get_by_label("Tên đăng nhập").fill(username)
        page.get_by_label("Mật khẩu", exact=True).fill(password)
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_url(lambda address: "/sign-in" not in address)
        return page

    def expect_refusal(self, status: int) -> None:
        """Answers of this status are part of the test."""
        self._expected.append(status)

    def leave(self) -> None:
        for context in self.contexts:
            context.close()
        self.contexts.clear()

    def _hear(self, message: ConsoleMessage) -> None:
        is_expected = any(
            f"the server responded with a status of {status}" in message.text for status in self._expected
        )
        is_expected = is_expected or BOOTSTRAPS_OWN in message.text
        if message.type in ("error", "warning") and not is_expected:
            self.complaints.append(f"{message.type} on {message.location.get('url')}: {message.text}")

    def _see(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self._expected:
            self.complaints.append(f"{response.status} {response.request.method} {response.url}")


def keep_pictures(people: People, name: str) -> None:
    """What stood on every screen, in test-results/NAME."""
    folder = RESULTS / re.sub(r"[^\w.-]+", "-", name).strip("-")
    folder.mkdir(parents=True, exist_ok=True)
    for number, context in enumerate(people.contexts):
        for page in context.pages:
            page.screenshot(path=folder / f"{number}.png", full_page=True)
