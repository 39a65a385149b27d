"""The gazetteer's pages: only administrators', searched without marks, a list shown before it is taken in."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from feedback.models import Street, Ward
from feedback.terms import Role
from tests.support.databases import count_statements
from tests.support.pages import BrowserLike, Page
from tests.support.world import World

AsStaff = Callable[..., BrowserLike]
OTHERS = [role for role in Role if role not in (Role.ADMIN, Role.CITIZEN, Role.SYSTEM)]
LIST = "what,name,aliases,wards,active\nstreet,Đường Mới Tinh,Lộ Mới,Ninh Kiều,1\n"


@pytest.fixture
def admin(as_staff: AsStaff) -> BrowserLike:
    return as_staff(Role.ADMIN)


@pytest.mark.parametrize("role", OTHERS)
def test_others_do_not_see_it(as_staff: AsStaff, role: Role) -> None:
    assert as_staff(role).get("/admin/places").status_code in (403, 404)


def test_names_are_found_without_marks_and_narrowed(admin: BrowserLike) -> None:
    shown = Page(admin.get("/admin/places?q=tan+an&what=legacy")).document.root.to_text(separator=" ")
    assert "Tân An, Quận Ninh Kiều" in shown
    assert "phường Ninh Kiều" in shown  # what it became


def test_the_list_costs_the_same_whatever_it_shows(world: World, admin: BrowserLike) -> None:
    admin.get("/admin/places")
    with count_statements(world.database) as statements:
        assert admin.get("/admin/places").status_code == 200
    assert len(statements) <= 10


def test_a_ward_gets_another_name(world: World, admin: BrowserLike) -> None:
    shown = admin.send(admin.page("/admin/places/ward/31135"), aliases="Bến Ninh Kiều")
    assert "Đã lưu địa danh." in shown.html
    world.look()
    assert world.session.get_one(Ward, "31135").aliases == "Bến Ninh Kiều"


def test_a_street_is_added_and_switched_off(world: World, admin: BrowserLike) -> None:
    admin.send(admin.page("/admin/places/new"), what="street", name="Mới Tinh", wards="Ninh Kiều", is_active="y")
    shown = admin.send(admin.page("/admin/places/street/moi-tinh"), is_active=None)
    assert "Đã lưu địa danh." in shown.html
    world.look()
    assert not world.session.get_one(Street, "moi-tinh").is_active


def test_a_mistake_keeps_what_was_typed(admin: BrowserLike) -> None:
    shown = admin.send(admin.page("/admin/places/new"), what="street", name="Mới", wards="Không Có")
    assert shown.response.status_code == 422
    assert "Không có phường, xã nào mang mã hoặc tên “Không Có”." in shown.text()


def test_a_list_is_only_shown_until_it_is_sure(world: World, admin: BrowserLike) -> None:
    shown = admin.send(admin.page("/admin/places/import"), listed="what,name\nstreet," + "H" * 131_073)
    assert shown.response.status_code == 422
    assert "Không đọc được danh sách ở dòng 2" in shown.text("#listed-loi")
    shown = admin.send(shown, listed=LIST)
    assert "Thêm 1, sửa 0, giữ nguyên 0." in shown.text()
    world.look()
    assert world.session.get(Street, "duong-moi-tinh") is None
    admin.send(shown, listed=LIST, is_sure="y")
    world.look()
    assert world.session.get(Street, "duong-moi-tinh") is not None


@pytest.mark.parametrize("address", ["/admin/places/ward/none", "/admin/places/other/31135"])
def test_what_is_not_there_is_not_found(admin: BrowserLike, address: str) -> None:
    assert admin.get(address).status_code == 404
