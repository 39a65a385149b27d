"""A case file that others changed meanwhile: what they did is shown, what was typed is kept."""

from __future__ import annotations

from collections.abc import Callable

from feedback.actions.write_note import write_note
from feedback.terms import Role
from tests.conftest import At
from tests.support.pages import BrowserLike, words
from tests.support.world import World

SignIn = Callable[..., BrowserLike]
WRITTEN = "Ổ gà nằm bên số chẵn hay số lẻ?"


def test_a_stale_save_shows_what_the_others_did(world: World, as_staff: SignIn, at: At) -> None:
    case = world.in_progress()
    officer = as_staff(Role.OFFICER)
    opened = officer.page(f"/cases/{case.number}?act=ask")
    at("2026-07-06T08:05")
    world.act(write_note, world.leader, case, "Tôi đã gọi người dân.")
    page = officer.send(opened, 'form[action$="/ask"]', reason_code="dia-diem", text=WRITTEN)
    assert page.response.status_code == 409
    changed = page.all("#vua-doi ol > li")
    assert len(changed) == 1
    assert "Ghi chú nội bộ" in words(changed[0])
    assert "Tôi đã gọi người dân." in words(changed[0])
    assert WRITTEN in page.text("textarea[name=text]")
    again = officer.send(page, 'form[action$="/ask"]')
    assert again.response.status_code == 200
    assert not again.all("#vua-doi")


def test_a_button_that_came_too_late_says_what_happened(world: World, as_staff: SignIn, at: At) -> None:
    case = world.forwarded()
    officer, leader = as_staff(Role.OFFICER), as_staff(Role.AGENCY_LEADER)
    opened = officer.page(f"/cases/{case.number}")
    at("2026-07-06T08:05")
    leader.send(leader.page(f"/cases/{case.number}"), 'form[action$="/accept"]')
    page = officer.send(opened, 'form[action$="/accept"]')
    assert page.response.status_code == 409
    assert "Sở Xây dựng tiếp nhận" in page.text("#vua-doi")
