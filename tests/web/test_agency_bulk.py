"""Several cases at once: each is done or refused by itself, and the page says which and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from feedback.actions.write_note import write_note
from feedback.models import Case
from feedback.terms import Role, State
from tests.conftest import At
from tests.support.pages import BrowserLike, Page, attribute, inside, words
from tests.support.world import WATER, World

SignIn = Callable[..., BrowserLike]


def ticks(page: Page) -> dict[str, str]:
    """The value of each row's box, by the number of its case."""
    found = [attribute(box, "value") for box in page.all('table.ct-cases tbody input[name="case"]')]
    return {value.partition(":")[0]: value for value in found}


def send(browser: BrowserLike, page: Page, do: str, cases: list[str], **fields: Any) -> Page:
    return browser.send(page, "form#loat", do=do, case=cases, **fields)


def state(world: World, case: Case) -> State:
    world.look()
    return world.case(case.id).state


def test_accept_what_can_be_accepted_and_say_why_the_rest_was_not(world: World, as_staff: SignIn, at: At) -> None:
    first, second, third = world.forwarded(), world.forwarded(), world.in_progress()
    officer = as_staff(Role.OFFICER)
    opened = officer.page("/agency/?sort=received")
    box = ticks(opened)
    assert set(box) == {first.number, second.number, third.number}
    at("2026-07-06T08:05")
    world.act(write_note, world.leader, second, "Tôi xem trước.")
    page = send(officer, opened, "accept", [*box.values(), "9901-0001:1"])
    assert page.text("h1") == "Tiếp nhận: 1 việc xong, 3 việc chưa"
    assert (state(world, first), state(world, second)) == (State.IN_PROGRESS, State.FORWARDED)
    refused = {words(row).split()[0]: words(row) for row in inside(page.all("ul.ct-mini")[0], "li")}
    assert "vừa thay đổi vụ việc này" in refused[second.number]
    assert "Chưa làm được khi vụ việc ở trạng thái “Đang xử lý”." in refused[third.number]
    assert "Không có vụ việc này." in refused["9901-0001"]
    again = [attribute(one, "value") for one in page.all('input[name="case"]')]
    page = send(officer, page, "accept", again)
    assert page.text("h1") == "Tiếp nhận: 1 việc xong, 1 việc chưa"
    assert state(world, second) is State.IN_PROGRESS


def test_one_officer_for_many_and_one_note_for_many(world: World, as_staff: SignIn, at: At) -> None:
    cases = [world.forwarded() for _ in range(3)]
    colleague = world.another(Role.OFFICER)
    leader = as_staff(Role.AGENCY_LEADER)
    at("2026-07-06T08:01")
    opened = leader.page("/agency/")
    assert str(colleague.user_id) in {attribute(one, "value") for one in opened.all("select[name=officer_id] option")}
    page = send(leader, opened, "assign", list(ticks(opened).values()), officer_id=str(colleague.user_id))
    assert page.text("h1") == "Giao cán bộ: 3 việc xong, 0 việc chưa"
    world.look()
    assert {world.leg(world.case(case.id)).officer_id for case in cases} == {colleague.user_id}
    at("2026-07-06T08:05")
    opened = leader.page("/agency/")
    page = send(leader, opened, "note", list(ticks(opened).values()), text="Đội duy tu đi chiều nay.")
    assert page.text("h1") == "Ghi chú nội bộ: 3 việc xong, 0 việc chưa"
    world.look()
    assert all(world.events(world.case(case.id)).count("case.noted") == 1 for case in cases)
    page = send(leader, opened, "note", list(ticks(opened).values()), text="Đội duy tu đi chiều nay.")  # sent twice
    assert page.text("h1") == "Ghi chú nội bộ: 0 việc xong, 3 việc chưa"
    assert "Đội duy tu đi chiều nay." in {attribute(one, "value") for one in page.all("input[name=text]")}


def test_nothing_ticked_too_many_and_wrong_words(world: World, as_staff: SignIn) -> None:
    case = world.forwarded()
    officer = as_staff(Role.OFFICER)
    opened = officer.page("/agency/?sort=level")
    page = officer.send(opened, "form#loat", do="accept")
    assert "Hãy đánh dấu việc cần làm" in page.text("body")
    assert page.response.request.query_string == b"sort=level"
    page = send(officer, opened, "accept", [f"2607-{number:04}:1" for number in range(51)])
    assert "nhiều nhất 50 việc" in page.text("body")
    page = send(officer, opened, "note", list(ticks(opened).values()), text="  ")
    assert "Hãy viết nội dung." in page.text("main")
    page = send(officer, opened, "assign", list(ticks(opened).values()), officer_id="0")
    assert "Hãy chọn một cán bộ đang làm việc của đơn vị." in page.text("main")
    assert state(world, case) is State.FORWARDED


def test_cases_of_others_stay_out_of_reach(world: World, as_staff: SignIn) -> None:
    theirs = world.forwarded(WATER)
    world.forwarded()
    officer = as_staff(Role.OFFICER)
    page = send(officer, officer.page("/agency/"), "accept", [f"{theirs.number}:{theirs.version}"])
    assert page.text("h1") == "Tiếp nhận: 0 việc xong, 1 việc chưa"
    assert theirs.title not in page.text("main ul")
    assert state(world, theirs) is State.FORWARDED
    assert not officer.page("/agency/?queue=answered").all("form#loat")
