"""The administrators see how well fields are found, which models there are, and set how sure each field must be."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from feedback.actions import learn
from feedback.actions.classify import classify
from feedback.actions.route import route
from feedback.actions.transaction import transaction
from feedback.models import FieldModelRow
from feedback.queries.city import city, thresholds
from feedback.queries.knowledge import knowledge
from feedback.rules.lifecycle import SYSTEM
from feedback.terms import ModelState, Role
from tests.actions.test_learn import corpus
from tests.support.pages import BrowserLike
from tests.support.world import World

PAGE = "/admin/learning"


@pytest.fixture
def admin(as_staff: Callable[..., BrowserLike]) -> BrowserLike:
    return as_staff(Role.ADMIN)


def corrected(world: World, count: int = 6) -> None:
    for number in range(count):
        text = f"Flycam bay soi vào cửa sổ, dây điện sát mái. Lần {number}."
        case = world.received(text=text, field_code=None, ward_code="31135", place_text="")
        world.act(route, SYSTEM, case)
        world.act(classify, world.dispatcher, case, "an-ninh-trat-tu")


def shadowed(world: World) -> int:
    candidate = learn.teach(learn.gather(world.session), corpus())
    with transaction(world.database) as session:
        row_id = learn.keep_candidate(session, candidate).id
    world.look()
    return row_id


def test_an_empty_page_says_what_comes(admin: BrowserLike) -> None:
    page = admin.page(PAGE)
    assert "Chưa học mô hình nào" in page.text()
    assert "Chưa có ví dụ" in page.text()


def test_accuracy_confusion_examples_and_models(world: World, admin: BrowserLike) -> None:
    corrected(world)
    shadowed(world)
    page = admin.page(PAGE)
    assert "6 phản ánh được người sửa" in page.text("body")
    assert "tuần từ 6/7/2026" in page.text()
    assert "Sửa lĩnh vực" in page.text()
    assert "Chạy song song" in page.text()
    assert not page.all("a[href*='/cases/']"), "an administrator may not open a case, so no link leads to one"


def test_a_model_is_promoted_and_taken_back(world: World, admin: BrowserLike) -> None:
    corrected(world)
    row = world.session.get_one(FieldModelRow, shadowed(world))
    admin.send(admin.page(PAGE), "form[action$=promote]")
    world.look()
    assert row.state is ModelState.ACTIVE
    page = admin.page(PAGE)
    assert row.version in page.text(".ct-kv")
    admin.send(page, "form[action$=shipped]")
    world.look()
    assert row.state is ModelState.RETIRED


def test_a_field_gets_a_measure_of_its_own(world: World, admin: BrowserLike) -> None:
    form = admin.page(f"{PAGE}/thresholds/dien")
    assert admin.send(form, percent="20").response.status_code == 422
    assert "đặt ở đây" in admin.send(form, percent="90").text()
    with world.database.reading() as session:
        measures = thresholds(city(session), knowledge(session).reader)
        assert measures.of("dien.mat-dien") == 0.9
    admin.send(admin.page(f"{PAGE}/thresholds/dien"), percent="")
    assert "đặt ở đây" not in admin.page(f"{PAGE}/thresholds").text()
