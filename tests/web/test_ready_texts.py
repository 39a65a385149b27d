"""Ready texts: chosen in a form, never sent with a place left open, looked after by those who may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from feedback.actions.ask_citizen import ask_citizen
from feedback.actions.change_text_module import Words, add_text_module, change_text_module
from feedback.actions.hand_in import submit_result
from feedback.actions.refuse import refuse
from feedback.actions.return_case import return_case
from feedback.actions.transaction import transaction
from feedback.errors import Invalid, NotYours
from feedback.models import TextModule
from feedback.models.text_module import PURPOSES
from feedback.queries.text_modules import places, ready_texts
from feedback.rules.fill_in import KNOWN, is_broken, unfilled
from feedback.terms import Role, State
from tests.support.pages import BrowserLike, Page, attribute, inside, words
from tests.support.world import NO_PICTURE, ROADS, WATER, World

SignIn = Callable[..., BrowserLike]
FORM = 'form[action$="/result"]'
OWN = Words("result", "Vá bằng nhựa nguội", "Đội đã vá tạm tại %(địa điểm)s, sẽ thảm lại ngày %(ngày hẹn)s.")


def choices(page: Page) -> list[str]:
    return [words(option) for option in inside(page.one("#van-mau"), "option")]


def test_every_text_of_the_city_is_whole(world: World) -> None:
    modules = world.session.scalars(select(TextModule)).all()
    assert len(modules) >= 25
    assert {one.purpose for one in modules} == set(PURPOSES)
    assert [one.code for one in modules if is_broken(one.text)] == []


def test_every_known_place_has_its_value(world: World) -> None:
    case = world.in_progress()
    values = places(world.session, case)
    assert set(values) == set(KNOWN)
    assert values["số phiếu"] == case.number
    assert values["địa điểm"] == "12 Đường 30 Tháng 4, phường Ninh Kiều"
    assert values["đơn vị"] == "Sở Xây dựng"


def test_a_chosen_text_is_filled_in_without_scripts(world: World, as_staff: SignIn) -> None:
    case, officer = world.in_progress(), as_staff(Role.OFFICER)
    page = officer.page(f"/cases/{case.number}?act=result")
    assert "Vá mặt đường" in choices(page)
    assert "Sửa đèn đường" not in choices(page)  # another field
    page = officer.send(page, "form.ct-texts", module="kq-va-duong")
    text = page.text("textarea[name=text]")
    assert "tại 12 Đường 30 Tháng 4, phường Ninh Kiều" in text
    assert attribute(page.one("#result_code option[selected]"), "value") == "da-xu-ly"
    page = officer.send(page, FORM, no_picture_reason=NO_PICTURE)
    assert page.response.status_code == 422
    assert "Còn chỗ chưa điền: “ngày làm”" in page.text("#text-loi")
    whole = text.replace("%(ngày làm)s", "6/7").replace("%(vật liệu)s", "bê tông nhựa nóng")
    assert "Đã trình kết quả" in officer.send(page, FORM, no_picture_reason=NO_PICTURE, text=whole).text()


@pytest.mark.parametrize("slug", ["ask", "return"])
def test_questions_and_returns_have_theirs(world: World, as_staff: SignIn, slug: str) -> None:
    case = world.in_progress()
    assert len(choices(as_staff(Role.OFFICER).page(f"/cases/{case.number}?act={slug}"))) > 2


def test_refusals_have_theirs(world: World, as_staff: SignIn) -> None:
    page = as_staff(Role.DISPATCHER).page(f"/cases/{world.received().number}?act=refuse&module=tu-choi-tham-quyen")
    assert "%(cơ quan giải quyết)s" in page.text("textarea[name=text]")


def test_no_open_place_is_ever_sent(world: World) -> None:
    case, fresh = world.in_progress(), world.received()
    open_text = "Đã hẹn làm lại cho bà con vào ngày …… trong tháng này."
    with pytest.raises(Invalid, match="……"):
        world.act(submit_result, world.officer, case, result_code="da-huong-dan", text=open_text)
    with pytest.raises(Invalid, match="chỗ nào"):
        world.act(ask_citizen, world.officer, case, reason_code="dia-diem", text="Ở %(chỗ nào)s?")
    with pytest.raises(Invalid, match="____"):
        world.act(return_case, world.officer, case, reason_code="khong-tham-quyen", note="Của ____",
                  proposed_agency_code=None)  # fmt: skip
    with pytest.raises(Invalid, match="lý do"):
        world.act(refuse, world.dispatcher, fresh, reason_code="thieu-thong-tin", text="Vì %(lý do)s.")
    assert (case.state, fresh.state) == (State.IN_PROGRESS, State.RECEIVED)


def test_an_agency_writes_its_own_and_others_do_not_see_it(world: World) -> None:
    case = world.in_progress()
    with transaction(world.database) as session:
        code = add_text_module(session, world.leader, OWN).code
    world.look()
    assert ready_texts(world.session, "result", case, ROADS)[0].code == code
    assert code not in {one.code for one in ready_texts(world.session, "result", case, WATER)}
    with pytest.raises(NotYours), transaction(world.database) as session:
        change_text_module(session, world.actor(Role.AGENCY_LEADER, WATER), session.get_one(TextModule, code), OWN)
    with pytest.raises(NotYours), transaction(world.database) as session:
        add_text_module(session, world.officer, OWN)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("name", {"name": " "}),
        ("purpose", {"purpose": "poem"}),
        ("field_code", {"field_code": "bay-vu-tru"}),
        ("reason_code", {"reason_code": "xong"}),
        ("text", {"text": "Hẹn %(ngày hẹn"}),
        ("text", {"text": ""}),
        ("position", {"position": 0}),
    ],
)
def test_words_are_checked(world: World, field: str, changes: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused, transaction(world.database) as session:
        add_text_module(session, world.actor(Role.ADMIN), replace(OWN, **changes))
    assert refused.value.field == field


def test_screen_lists_and_changes(world: World, as_staff: SignIn) -> None:
    admin, leader = as_staff(Role.ADMIN), as_staff(Role.AGENCY_LEADER)
    page = leader.send(
        leader.page("/texts/new"), "main form", name=OWN.name, use="result:da-xu-ly", text=OWN.text, position="3"
    )
    assert "Đã lưu văn mẫu." in page.text()
    assert OWN.name in page.text()
    assert [words(link) for link in page.all("main table a")] == [OWN.name]  # the city's own are not hers to change
    world.look()
    code = world.session.scalars(select(TextModule.code).where(TextModule.agency_code == ROADS)).one()
    page = leader.page(f"/texts/{code}")
    assert attribute(page.one("#use option[selected]"), "value") == "result:da-xu-ly"
    page = leader.send(page, "main form", text="Hẹn %(ngày")
    assert page.response.status_code == 422
    assert "Có chỗ điền viết chưa đúng" in page.text("#text-loi")
    assert leader.get("/texts/kq-va-duong").status_code == 404
    assert as_staff(Role.AGENCY_LEADER, WATER).get(f"/texts/{code}").status_code == 404
    page = admin.send(admin.page("/texts/kq-va-duong"), "main form", is_active=None)
    assert "Đã lưu văn mẫu." in page.text()
    world.look()
    assert world.session.get_one(TextModule, "kq-va-duong").is_active is False
    assert unfilled(OWN.text) == ["địa điểm", "ngày hẹn"]
