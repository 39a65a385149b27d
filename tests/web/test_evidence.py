"""Evidence on the screens: the officer hands it in, the leader sees it first, the citizen after approval."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from sqlalchemy import select

from feedback.models import Attachment, Case
from feedback.terms import Role, State
from tests.support.files import PDF, picture
from tests.support.pages import BrowserLike, Page, attribute
from tests.support.world import ANSWER, WATER, World

SignIn = Callable[..., BrowserLike]
FORM = 'form[action$="/result"]'


def hand_in(officer: BrowserLike, case: Case, files: list[tuple[BytesIO, str]], text: str = ANSWER) -> Page:
    opened = officer.page(f"/cases/{case.number}?act=result")
    return officer.send(opened, FORM, result_code="da-xu-ly", text=text, spot="10.0312, 105.7689", pictures=files)


def shots(page: Page) -> list[str]:
    return [attribute(link, "href") for link in page.all("a.ct-shot")]


def test_pictures_go_from_the_officer_to_the_leader_to_the_citizen(
    world: World, as_staff: SignIn, client: BrowserLike
) -> None:
    case, code = world.receive()
    officer, leader, dispatcher = as_staff(Role.OFFICER), as_staff(Role.AGENCY_LEADER), as_staff(Role.DISPATCHER)
    dispatcher.send(dispatcher.page(f"/cases/{case.number}?act=forward"), 'form[action$="/forward"]',
                    agency_code="so-xay-dung")  # fmt: skip
    officer.send(officer.page(f"/cases/{case.number}"), 'form[action$="/accept"]')
    page = hand_in(officer, case, [(picture(), "sau khi vá.jpg"), (BytesIO(PDF), "biên bản.pdf")])
    assert "Đã trình kết quả" in page.text()
    page = leader.page(f"/cases/{case.number}")
    first, second = shots(page)
    assert len(page.all("a.ct-shot img")) == 1
    assert "biên bản.pdf" in page.text()
    assert "10.03120, 105.76890" in page.text()
    assert leader.get(first).mimetype == "image/jpeg"
    client.send(client.page("/lookup"), "main form", code=code)
    assert shots(client.page("/status")) == []
    assert client.get(first).status_code == 404
    leader.send(leader.page(f"/cases/{case.number}"), 'form[action$="/approve"]')
    assert shots(client.page("/status")) == [first, second]
    document = client.get(second)
    assert (document.mimetype, document.data) == ("application/pdf", PDF)
    assert document.headers["Content-Disposition"].startswith("attachment")
    assert as_staff(Role.OFFICER, WATER).get(first).status_code == 404


def test_a_refused_file_leaves_nothing_behind(world: World, as_staff: SignIn) -> None:
    case, officer = world.in_progress(), as_staff(Role.OFFICER)
    page = hand_in(officer, case, [(BytesIO(b"MZ"), "anh.jpg")])
    assert page.response.status_code == 422
    assert "không phải ảnh" in page.text("#pictures-loi")
    page = hand_in(officer, case, [(picture(), "anh.jpg")], text="Đã tiếp thu, ghi nhận.")
    assert page.response.status_code == 422
    assert "Hãy chọn lại tệp" in page.text("#pictures-loi")
    world.look()
    assert world.session.scalars(select(Attachment)).all() == []
    assert world.case(case.id).state is State.IN_PROGRESS


def test_a_place_that_is_no_place_is_told(world: World, as_staff: SignIn) -> None:
    case, officer = world.in_progress(), as_staff(Role.OFFICER)
    page = officer.send(
        officer.page(f"/cases/{case.number}?act=result"), FORM, result_code="da-xu-ly", text=ANSWER, spot="gần chợ"
    )
    assert "10.0312, 105.7689" in page.text("#spot-loi")
