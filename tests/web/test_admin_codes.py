"""Administrators look after codes, empty phrases and ready texts, and see what a change touches before it is saved."""

from __future__ import annotations

from collections.abc import Callable

from feedback.models import Keyword, Reason
from feedback.terms import Role
from tests.support.pages import BrowserLike
from tests.support.world import World

SignIn = Callable[..., BrowserLike]


def test_a_code_says_how_many_cases_use_it_before_it_is_switched_off(world: World, as_staff: SignIn) -> None:
    case, admin = world.returned(), as_staff(Role.ADMIN)
    used = next(leg.return_code for leg in case.legs if leg.return_code)
    page = admin.page(f"/admin/codes/return/{used}")
    assert "1 vụ đang dùng mã này." in page.text()
    done = admin.send(page, is_active=None)
    assert "Đã lưu mã." in done.text("body")
    world.look()
    held = world.session.get_one(Reason, ("return", used))
    assert (held.is_active, held.name_en != "") == (False, True)
    assert "Mã này đang tắt" in admin.page(f"/admin/codes/return/{used}").text()


def test_a_code_is_added_where_the_list_stands(world: World, as_staff: SignIn) -> None:
    admin = as_staff(Role.ADMIN)
    page = admin.send(
        admin.page("/admin/codes/new?purpose=extension"), name_vi="Chờ đấu thầu", name_en="Tender", position="7"
    )
    assert "Chờ đấu thầu" in page.text("table")
    assert "Trả lại" not in page.text("table")


def test_what_cannot_be_saved_stands_at_its_field(as_staff: SignIn) -> None:
    admin = as_staff(Role.ADMIN)
    page = admin.send(admin.page("/admin/codes/result/da-xu-ly"), name_vi=" ")
    assert page.response.status_code == 422
    assert "Hãy đặt tên cho mã." in page.text("#name_vi-loi")
    assert admin.get("/admin/codes/result/khong-co").status_code == 404


def test_the_effect_of_a_phrase_is_seen_without_saving(world: World, as_staff: SignIn) -> None:
    world.awaiting_approval()
    admin = as_staff(Role.ADMIN)
    page = admin.send(admin.page("/admin/phrases/new"), phrase="bê tông nhựa", preview="y")
    assert "Có trong 1 câu trả lời đang chờ duyệt" in page.text()
    assert not world.session.query(Keyword).filter_by(purpose="empty", phrase="bê tông nhựa").all()
    done = admin.send(admin.page("/admin/phrases/new"), phrase="sẽ lưu ý xem xét")
    assert "sẽ lưu ý xem xét" in done.text("table")


def test_a_ready_text_is_read_as_a_citizen_will(as_staff: SignIn) -> None:
    admin = as_staff(Role.ADMIN)
    page = admin.send(
        admin.page("/texts/new"), text="Đã vá %(số phiếu)s, hẹn %(ngày hẹn)s, gọi %(tổng đài)s.", preview="y"
    )
    assert "Đã vá 2607-4102, hẹn %(ngày hẹn)s, gọi 1022." in page.text("aside")
    assert "ngày hẹn" in page.text("aside .ct-words")


def test_nobody_but_administrators(as_staff: SignIn) -> None:
    for role in (Role.DISPATCHER, Role.AGENCY_LEADER):
        for address in ("/admin/codes", "/admin/phrases", "/admin/codes/new"):
            assert as_staff(role).get(address).status_code in (403, 404)
