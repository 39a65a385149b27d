"""Contractors: one case by a signed link, only what is needed, and one answer for every link that does not open."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from feedback.actions import contractor
from feedback.actions.contractor import give, revoke
from feedback.actions.hand_in import submit_result
from feedback.errors import Invalid, NotYours, Refused
from feedback.models import Attachment, Case, ContractorLink
from feedback.terms import Role, State
from tests.conftest import At
from tests.support.files import picture
from tests.support.pages import BrowserLike, Page, attribute
from tests.support.world import ANSWER, NO_PICTURE, WATER, World

SignIn = Callable[..., BrowserLike]
PRIVATE = "Ổ gà trước nhà tôi số 12/3, gọi tôi 0907 418 562."
ADDRESS = re.compile(r"/tasks/[\w=-]+")


def hire(world: World, case: Case, **changes: Any) -> str:
    given: dict[str, Any] = {"name": "Đội duy tu số 2", "instructions": "Rào chắn trước khi làm."} | changes
    return "/tasks/" + world.act(give, world.officer, case, **given)[1]


def refusals(client: BrowserLike, *addresses: str) -> set[tuple[int, str]]:
    return {(answer.status_code, Page(answer).text("main")) for answer in map(client.get, addresses)}


def test_the_way_of_a_job(world: World, as_staff: SignIn, client: BrowserLike) -> None:
    case = world.in_progress(text=PRIVATE, name="Võ Thị Sáu Em")
    officer = as_staff(Role.OFFICER)
    page = officer.page(f"/cases/{case.number}?act=contractor")
    typed: dict[str, Any] = {
        "name": "Đội duy tu số 2",
        "phone": "0907 111 222",
        "instructions": "Rào chắn trước.",
        "days": "3",
    }
    page = officer.send(page, 'form[action$="/contractor"]', **typed)
    found = ADDRESS.search(page.html)
    assert found is not None
    address = found[0]
    assert address not in officer.page(f"/cases/{case.number}").html, "shown once"
    page = client.page(address)
    assert page.response.headers["X-Robots-Tag"].startswith("noindex")
    assert "12 Đường 30 Tháng 4" in page.text()
    assert "Rào chắn trước." in page.text()
    assert "0907 418 562" not in page.html
    assert "Sáu Em" not in page.html
    page = client.send(page, 'form[action$="/start"]')
    assert "Đã bắt đầu lúc" in page.text()
    page = client.send(page, 'form[action$="/done"]', text=" ")
    assert page.response.status_code == 422
    page = client.send(page, 'form[action$="/done"]', text=ANSWER, pictures=[(picture(), "sau.jpg")])
    assert "Đã báo xong lúc" in page.text()
    assert client.get(attribute(page.one("a.ct-shot"), "href")).mimetype == "image/jpeg"
    page = officer.page(f"/cases/{case.number}?act=result")
    assert page.text("textarea[name=text]") == ANSWER
    assert "Đội duy tu số 2" in page.text()
    page = officer.send(page, 'form[action$="/result"]', result_code="da-xu-ly")
    assert "Đã trình kết quả" in page.text()
    world.look()
    result = world.case(case.id).result
    assert result is not None
    assert world.session.scalars(select(Attachment)).one().result_id == result.id
    assert client.get(address).status_code == 404, "dead once the result is handed in"


def test_every_dead_link_gives_the_same_answer(world: World, client: BrowserLike, at: At) -> None:
    case, ended = world.in_progress(), world.in_progress()
    revoked, over = hire(world, case), hire(world, ended)
    world.act(revoke, world.officer, case)
    world.act(submit_result, world.officer, ended, result_code="da-xu-ly", text=ANSWER, no_picture_reason=NO_PICTURE)
    expired = hire(world, case, days=1)
    assert client.get(expired).status_code == 200
    at("2026-07-07T08:00")
    forged = expired[:-4] + "AAAA"
    assert len(refusals(client, revoked, over, expired, forged, "/tasks/x", "/tasks/%C3%A9")) == 1
    assert client.get(f"{expired}/files/{'0' * 32}").status_code == 404


def test_guesses_are_slowed_down(client: BrowserLike, world: World) -> None:
    assert world.database is not None
    statuses = [client.get(f"/tasks/{number:032}").status_code for number in range(12)]
    assert statuses[0] == 404
    assert statuses[-1] == 429


def test_only_the_hash_is_kept_and_signatures_count(world: World) -> None:
    token = hire(world, world.in_progress()).removeprefix("/tasks/")
    row = world.session.scalars(select(ContractorLink)).one()
    assert token not in (row.token_hash, row.instructions)
    with world.database.writing() as session:
        found = contractor.link_of(session, token)
        assert found is not None
        contractor.finish_work(session, found, ANSWER, [])
        with pytest.raises(Refused):
            contractor.finish_work(session, found, ANSWER, [])


def test_who_may_give_and_to_what(world: World) -> None:
    case = world.in_progress()
    with pytest.raises(NotYours):
        world.act(give, world.actor(Role.OFFICER, WATER), case, name="A")
    with pytest.raises(NotYours):
        world.act(give, world.dispatcher, case, name="A")
    with pytest.raises(Refused):
        world.act(give, world.officer, world.case_in(State.FORWARDED), name="A")
    with pytest.raises(Refused):
        world.act(revoke, world.officer, case)
    for field, changes in (("name", {"name": ""}), ("days", {"days": 31}), ("days", {"days": 0})):
        with pytest.raises(Invalid) as refused:
            hire(world, case, **changes)
        assert refused.value.field == field
