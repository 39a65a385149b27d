"""The map of a case file: where it is, what lies around it, and never a case that the reader may not open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from feedback.terms import Role
from tests.support.pages import BrowserLike, attribute
from tests.support.world import NINH_KIEU, ROADS, WATER, World

SignIn = Callable[..., BrowserLike]
HERE: dict[str, Any] = {"lat": 10.0331, "lon": 105.777, "ward_code": NINH_KIEU}
NEAR: dict[str, Any] = {"lat": 10.0345, "lon": 105.777, "ward_code": NINH_KIEU}  # 156 m to the north
FAR: dict[str, Any] = {"lat": 10.0371, "lon": 105.777, "ward_code": NINH_KIEU}  # 445 m


def test_a_point_is_drawn_with_its_neighbours_and_its_coordinates(world: World, as_staff: SignIn) -> None:
    case = world.in_progress(**HERE)
    page = as_staff(Role.OFFICER).page(f"/cases/{case.number}")
    said = page.text("figcaption")
    assert said.startswith("Bản đồ quanh nơi xảy ra, phường Ninh Kiều.")
    assert "Tọa độ 10.03310, 105.77700" in said
    assert "© OpenStreetMap (ODbL)" in said
    assert "Gần đó:" in said
    assert page.all(".ct-map .p")
    assert page.all(".ct-map text.is-landmark")


def test_open_cases_nearby_are_links_the_nearest_first(world: World, as_staff: SignIn) -> None:
    case, near, same = world.in_progress(**HERE), world.in_progress(**NEAR), world.forwarded(**HERE)
    world.in_progress(**FAR)
    world.closed(**HERE)
    page = as_staff(Role.OFFICER).page(f"/cases/{case.number}")
    links = [attribute(link, "href") for link in page.all(".ct-near a")]
    assert links == [f"/cases/{same.number}", f"/cases/{near.number}"]
    assert "156 m" in page.text(".ct-near")
    assert len(page.all(".ct-map .n")) == 2


def test_an_agency_is_not_shown_the_cases_of_another(world: World, as_staff: SignIn) -> None:
    case, other = world.in_progress(ROADS, **HERE), world.in_progress(WATER, **NEAR)
    assert not as_staff(Role.OFFICER, ROADS).page(f"/cases/{case.number}").all(".ct-near")
    page = as_staff(Role.DISPATCHER).page(f"/cases/{case.number}")
    assert [attribute(link, "href") for link in page.all(".ct-near a")] == [f"/cases/{other.number}"]


def test_a_ward_alone_is_said_to_be_rough_and_names_no_neighbours(world: World, as_staff: SignIn) -> None:
    case = world.in_progress(ward_code=NINH_KIEU)
    world.in_progress(**HERE)
    page = as_staff(Role.OFFICER).page(f"/cases/{case.number}")
    assert page.text("figcaption").startswith("Bản đồ phường Ninh Kiều, áng chừng: chưa ai ghi tọa độ.")
    assert not page.all(".ct-map .p")
    assert not page.all(".ct-near")


def test_without_a_place_there_is_no_map(world: World, as_staff: SignIn) -> None:
    case = world.received(ward_code=None, place_text="")
    assert not as_staff(Role.DISPATCHER).page(f"/cases/{case.number}").all("figure")
