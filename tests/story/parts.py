"""What each person of the story does, in the words that stand on the screen."""

from __future__ import annotations

import re
from typing import NamedTuple

from playwright.sync_api import Page, expect

from tests.support.browsing import People
from tests.support.running import System

PHONE_NUMBER = "0907 418 562"
CALLERS_NUMBER = "0939 275 118"
NAME = "Nguyễn Thị Hồng Thắm"
POTHOLE = f"Ổ gà sâu giữa đường, mặt đường hư hỏng nặng, xe máy dễ té. Cần gì xin gọi tôi số {PHONE_NUMBER}."
CALL = "Cháu tôi chiều qua bị té ở chỗ đó, đề nghị xem lại giùm."
PLACE = "Trước số 132/8 đường Mậu Thân"


class Filed(NamedTuple):
    """What a reporter is given."""

    number: str
    code: str


class Staff:
    """The people of the 1022 centre and of the ward, each at their own desk."""

    def __init__(self, people: People, system: System) -> None:
        self._people, self._accounts = people, system.accounts
        self._pages: dict[str, Page] = {}

    def __getitem__(self, username: str) -> Page:
        """Their page; they sign in when first asked for."""
        if username not in self._pages:
            self._pages[username] = self._people.staff(username, self._accounts[username])
        return self._pages[username]


def choose(page: Page, label: str, typed: str, line: str) -> None:
    """Type without marks, and take the line that is offered."""
    page.get_by_label(label).fill(typed)
    page.get_by_role("option", name=re.compile(f"^{line}")).click()


def file_report(phone: Page) -> Filed:
    """The four steps of the form."""
    phone.goto("/")
    phone.get_by_role("link", name="Gửi phản ánh").click()
    phone.get_by_label("Địa chỉ, tên đường, tên chợ").fill(PLACE)
    choose(phone, "Phường, xã (nếu biết)", "tan an", "Phường Tân An")
    step_on(phone, "Chuyện gì đang xảy ra?")
    phone.get_by_label("Kể bằng lời của bạn").fill(POTHOLE)
    step_on(phone, "Có nguy hiểm cho ai không?")
    phone.get_by_label("Không", exact=True).check()
    step_on(phone, "Báo lại cho ai?")
    phone.get_by_label("Tên thường gọi (nếu muốn)").fill(NAME)
    phone.get_by_label("Số điện thoại").fill(PHONE_NUMBER)
    phone.get_by_label("Tôi đồng ý").check()
    phone.get_by_role("button", name="Gửi phản ánh").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Chúng tôi đã nhận phản ánh của bạn")
    return Filed(phone.locator("p b.ct-num").inner_text(), phone.locator(".ct-code strong").inner_text())


def step_on(phone: Page, heading: str) -> None:
    phone.get_by_role("button", name="Tiếp tục").click()
    expect(phone.get_by_role("heading", name=heading)).to_be_focused()


def look_up(phone: Page, code: str) -> None:
    """By the code, from the first page."""
    phone.goto("/")
    phone.get_by_label("Xem phản ánh của tôi").or_(phone.get_by_label("Mã tra cứu")).fill(code)
    phone.get_by_role("button", name="Xem", exact=True).click()
    phone.wait_for_url("**/status")


def log_call(desk: Page) -> Filed:
    """Somebody rings about the same place, and says too little to know what it is."""
    desk.goto("/hotline/call")
    desk.get_by_label("Ở đâu?").fill("Gần số 132 đường Mậu Thân")
    choose(desk, "Phường, xã", "tan an", "Phường Tân An")
    desk.get_by_label("Chuyện gì?").fill(CALL)
    desk.get_by_label("Số nhận kết quả").fill(CALLERS_NUMBER)
    desk.get_by_role("button", name="Lưu và chuyển").click()
    heading = desk.get_by_role("heading", name="Đã ghi phiếu")
    expect(heading).to_be_visible()
    return Filed(heading.inner_text().removeprefix("Đã ghi phiếu "), desk.locator(".ct-code strong").inner_text())


def open_case(desk: Page, number: str) -> Page:
    desk.goto(f"/cases/{number}")
    expect(desk.locator("nav .ct-crumb")).to_contain_text(number)
    return desk


def press(desk: Page, button: str, said: str) -> None:
    """An act of one button."""
    desk.get_by_role("button", name=button).click()
    expect(desk.get_by_text(said)).to_be_visible()


def write(desk: Page, act: str, said: str, /, choice: tuple[str, str] | None = None, **words: str) -> None:
    """An act with a form: open it, choose, write, send. `words` are by the fields' names."""
    desk.get_by_role("main").get_by_role("link", name=re.compile(f"^{act}")).click()
    form = desk.locator("#viec form").last
    if choice:
        form.get_by_label(choice[0]).select_option(label=choice[1])
    for name, text in words.items():
        form.locator(f"[name={name}]").fill(text)
    form.get_by_role("button", name=act).click()
    expect(desk.get_by_text(said)).to_be_visible()
