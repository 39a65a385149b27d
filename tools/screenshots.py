"""Take the pictures in docs/images: a scratch system with the demonstration's week, as the people who use it see it.

    .venv-test/bin/python -m tools.screenshots

Needs what ./test installs, and Chromium. Takes a minute or two; the scratch system is gone afterwards.
"""

from __future__ import annotations

import io
import re
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

from config import ROOT
from tests.support.browsing import People, chromium
from tests.support.running import System

IMAGES = ROOT / "docs" / "images"
LARGEST = 250_000  # bytes; a reader on a phone opens the page, too
COLOURS = 192  # of a screen without photographs
CODE = re.compile(r"Đã nhận phản ánh (\S+)\. Mã tra cứu: ([\d ]+)\.")
ANSWERED = re.compile(r"đã trả lời phản ánh (\S+)\.")


def keep(page: Page, name: str) -> None:
    """The window as it stands, with few colours. Raises SystemExit when the file would be too large."""
    with Image.open(io.BytesIO(page.screenshot())) as picture:
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    path = IMAGES / f"{name}.png"
    few.save(path, optimize=True)
    size = path.stat().st_size
    if size > LARGEST:
        raise SystemExit(f"{path} has {size} bytes, more than {LARGEST}")
    sys.stdout.write(f"{path.relative_to(ROOT)}  {size // 1000} kB\n")


def public_pages(people: People) -> None:
    phone = people.citizen(device_scale_factor=2)
    phone.goto("/")
    keep(phone, "public-home")
    phone.goto("/lookup")
    phone.get_by_label("Mã tra cứu").fill(answered_code(people))
    phone.get_by_role("button", name="Xem", exact=True).click()
    phone.wait_for_url("**/status")
    keep(phone, "public-status")


def answered_code(people: People) -> str:
    """The lookup code of a report that was answered, as its reporter was told."""
    desk = people.somebody()
    desk.goto("/developer/messages")
    told = desk.get_by_role("main").inner_text()
    codes = dict(CODE.findall(told))
    return next(codes[number] for number in ANSWERED.findall(told) if number in codes)


def call_desk(desk: Page) -> None:
    desk.goto("/hotline/call")
    desk.get_by_label("Ở đâu?").fill("Trước số 130 đường Mậu Thân")
    desk.get_by_label("Phường, xã").fill("tan an")
    desk.get_by_role("option", name=re.compile("^Phường Tân An")).click()
    desk.get_by_label("Chuyện gì?").fill("Ổ gà sâu giữa đường, mưa xuống nước lấp kín, chiều qua có người té xe.")
    desk.get_by_label("Số nhận kết quả").fill("0907 418 562")
    expect(desk.locator("#de-xuat")).to_contain_text("UBND phường Tân An")
    keep(desk, "call-desk")


def case_file(desk: Page) -> None:
    desk.goto("/agency/")
    keep(desk, "inbox")
    desk.locator("tr", has_text="Đang xử lý").locator("a.ct-title").first.click()
    expect(desk.locator(".ct-crumb")).to_be_visible()
    keep(desk, "case-file")


def take(people: People, system: System) -> None:
    def at_desk(username: str) -> Page:
        return people.staff(username, system.accounts[username])

    public_pages(people)
    call_desk(at_desk("dienthoai"))
    keep(at_desk("dieuphoi"), "tray")
    case_file(at_desk("canbo"))
    keep(at_desk("lanhdao"), "leadership")


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, chromium() as browser:
        system = System(Path(scratch))
        try:
            system.prepare()
            system.cli("demo", "load")
            system.start()
            take(People(browser, system.url), system)
        finally:
            system.stop()


if __name__ == "__main__":
    main()
