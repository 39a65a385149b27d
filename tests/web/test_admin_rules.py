"""The administrators' way to change the matrix: form, draft, dry run, activation, versions and the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from feedback.actions.route import route
from feedback.models import Responsibility, RuleDraft
from feedback.queries import matrix
from feedback.rules.lifecycle import SYSTEM
from feedback.terms import DraftState, Role
from tests.support.databases import count_statements
from tests.support.pages import BrowserLike, Page
from tests.support.world import ROADS, World

LIST = "/admin/responsibilities"


@pytest.fixture
def admin(as_staff: Callable[..., BrowserLike]) -> BrowserLike:
    return as_staff(Role.ADMIN)


@pytest.fixture
def line_id(world: World) -> int:
    """The line for all traffic."""
    return world.session.scalars(select(Responsibility.id).where(Responsibility.position == 90)).one()


def drafted(admin: BrowserLike, line_id: int, **changes: Any) -> Page:
    made = admin.send(admin.page(f"{LIST}/{line_id}"), agency=ROADS, why="Quy chế mới", **changes)
    assert made.response.status_code == 200, made.text()
    return made


def test_a_line_is_changed_by_draft_dry_run_and_activation(world: World, admin: BrowserLike, line_id: int) -> None:
    case = world.received()
    world.act(route, SYSTEM, case)
    draft = drafted(admin, line_id)
    assert "UBND phường, xã nơi xảy ra" in draft.text()
    assert not draft.all("form[action$=activate]"), "not before it was tried"
    tried = admin.send(draft, "form[action$=try]")
    assert "1 trong 1 phản ánh gần nhất sẽ đi nơi khác" in tried.text()
    assert case.number in tried.text()
    done = admin.send(tried, "form[action$=activate]")
    assert "đã được áp dụng" in done.text("body")
    world.look()
    line = world.session.get_one(Responsibility, line_id)
    assert line.agency == ROADS
    assert line.field_code == "giao-thong"


def test_activation_without_a_dry_run_is_refused(world: World, admin: BrowserLike, line_id: int) -> None:
    draft = drafted(admin, line_id)
    token = draft.form("form[action$=try]").values["csrf_token"]
    answer = admin.post(f"{draft.response.request.path}/activate", data={"csrf_token": token})
    assert answer.status_code == 409
    assert "Hãy chạy thử" in Page(answer).text(".ct-errors")
    world.look()
    assert world.session.scalars(select(RuleDraft.state)).one() is DraftState.DRAFT


def test_a_new_line_has_its_conditions(world: World, admin: BrowserLike) -> None:
    form = admin.page(f"{LIST}/new")
    made = admin.send(
        form, field_code="giao-thong.o-ga", street_code="duong-quoc-lo-91", owner="national", danger="yes",
        weekdays="67", hours="17:00 - 07:00", agency=ROADS, share_unknown="10", position="70",
        legal_basis="Quyết định thử",
    )  # fmt: skip
    assert made.response.status_code == 422, "a line with this number is there"
    assert "thứ tự" in made.text(".ct-error")
    made = admin.send(made, position="71")
    assert "trên Quốc lộ 91" in made.text()
    assert "coi như đúng với khả năng 10%" in made.text()
    admin.send(admin.send(made, "form[action$=try]"), "form[action$=activate]")
    world.look()
    line = world.session.scalars(select(Responsibility).where(Responsibility.position == 71)).one()
    assert (line.facts, line.weekdays, line.hours, line.share_unknown) == (
        [["danger", "yes"]],
        "67",
        "17:00-07:00",
        0.1,
    )
    assert "thứ Bảy, Chủ nhật" in admin.page(f"{LIST}?q=quyet+dinh+thu").text()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"legal_basis": " "}, "căn cứ"),
        ({"valid_to": "2024-01-01"}, "sau ngày bắt đầu"),
        ({"agency": "khong-co"}, "danh sách"),
        ({"hours": "ban đêm"}, "17:00-07:00"),
        ({"share_unknown": "101"}, "0 đến 100"),
        ({"field_code": "giao-thong.cau", "place": ""}, "không bao giờ được dùng"),
    ],
)
def test_what_makes_no_sense_is_said_at_its_place(
    world: World, admin: BrowserLike, line_id: int, changes: dict[str, Any], words: str
) -> None:
    changed: dict[str, Any] = {"agency": ROADS} | changes
    answer = admin.send(admin.page(f"{LIST}/{line_id}"), **changed)
    assert answer.response.status_code == 422
    assert words in answer.text(".ct-error")


def test_going_back_to_a_version(world: World, admin: BrowserLike, line_id: int) -> None:
    before = matrix.lines(world.session)
    draft = drafted(admin, line_id)
    admin.send(admin.send(draft, "form[action$=try]"), "form[action$=activate]")
    changes = admin.page(f"{LIST}/changes")
    assert "Quy chế mới" in changes.text()
    version = admin.page(f"{LIST}/versions/1")
    assert "UBND phường, xã nơi xảy ra" in version.text()
    assert "Phiên bản 3 nói như phiên bản 1" in admin.send(version, "form[action$=back]").text("body")
    world.look()
    assert matrix.lines(world.session) == before
    assert "đang áp dụng" in admin.page(f"{LIST}/versions/1").text()


def test_a_draft_is_given_up(world: World, admin: BrowserLike, line_id: int) -> None:
    draft = drafted(admin, line_id)
    assert "sửa dòng 90" in admin.page(f"{LIST}/changes").text()
    admin.send(draft, "form[action$=drop]")
    assert "Không có bản nháp nào" in admin.page(f"{LIST}/changes").text()


def test_what_does_not_exist_is_not_found(admin: BrowserLike) -> None:
    for address in (f"{LIST}/999999", f"{LIST}/drafts/1", f"{LIST}/versions/99"):
        assert admin.get(address).status_code == 404


def test_the_pages_ask_little(world: World, admin: BrowserLike, line_id: int) -> None:
    for _report in range(3):
        world.act(route, SYSTEM, world.received())
    draft = drafted(admin, line_id)
    tried = admin.send(draft, "form[action$=try]").response.request.path
    for address in (tried, f"{LIST}/changes", f"{LIST}/versions/1", LIST, f"{LIST}/{line_id}"):
        admin.page(address)
        with count_statements(world.database) as statements:
            admin.page(address)
        assert len(statements) <= 10, (address, statements)
