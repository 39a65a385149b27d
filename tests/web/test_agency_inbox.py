"""The inbox: whose cases, in which order, found how, at which cost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from feedback.actions.assign import assign
from feedback.terms import Level, Role
from tests.conftest import At
from tests.support.databases import count_statements
from tests.support.pages import BrowserLike, Page, attribute, words
from tests.support.world import WATER, World

SignIn = Callable[..., BrowserLike]


def numbers(page: Page) -> list[str]:
    return [words(cell) for cell in page.all("table.ct-cases tbody td:first-child")]


def test_only_cases_of_the_readers_agency(world: World, as_staff: SignIn) -> None:
    ours, _theirs, _at_the_centre = world.in_progress(), world.in_progress(WATER), world.received()
    assert numbers(as_staff(Role.OFFICER).page("/agency/")) == [ours.number]
    assert as_staff(Role.DISPATCHER).get("/agency/").status_code == 403


def test_soonest_due_first_and_danger_is_marked(world: World, as_staff: SignIn) -> None:
    normal = world.in_progress()
    urgent = world.in_progress(level=Level.URGENT, text="Nắp cống mất, trẻ em suýt lọt xuống.")
    page = as_staff(Role.OFFICER).page("/agency/")
    assert numbers(page) == [urgent.number, normal.number]
    assert "Nguy hiểm" in page.text("table.ct-cases")


def test_the_colour_of_time_comes_step_by_step(world: World, as_staff: SignIn, at: At) -> None:
    world.in_progress()  # 31 working hours until Thursday evening: half of them on Wednesday at 07:30
    tones = []
    for moment in ("07T16:00", "08T07:29", "08T07:30", "09T07:00", "10T07:30"):
        at(f"2026-07-{moment}")
        row = as_staff(Role.OFFICER).page("/agency/").one("table.ct-cases .ct-due")
        tones.append(attribute(row, "class").rpartition("--")[2])
    assert tones == ["ok", "ok", "half", "today", "late"]


def test_saved_queues_with_their_counts(world: World, as_staff: SignIn, at: At) -> None:
    late = world.in_progress()
    at("2026-07-14T08:00")
    unassigned, waiting, approval = world.forwarded(), world.awaiting_info(), world.awaiting_approval()
    answered = world.resolved()
    officer = as_staff(Role.OFFICER)
    queues = officer.page("/agency/").text("ul.ct-queues")
    for said in ("Tất cả đang mở 4", "Quá hạn 1", "Chưa giao 1", "Chờ duyệt 1", "Chờ người dân 1", "Mới trả lời 1"):
        assert said in queues
    for queue, case in {
        "overdue": late, "unassigned": unassigned, "citizen": waiting, "approval": approval, "answered": answered,
    }.items():  # fmt: skip
        assert numbers(officer.page(f"/agency/?queue={queue}")) == [case.number]
    at("2026-07-20T10:00")
    assert unassigned.number in numbers(as_staff(Role.OFFICER).page("/agency/?queue=overdue"))


def test_finds_words_without_marks_and_filters(world: World, as_staff: SignIn) -> None:
    pothole = world.in_progress()
    lamp = world.forwarded(text="Đèn đường hẻm 51 tắt ba đêm liền.", field_code="chieu-sang", ward_code="31147")
    officer = as_staff(Role.OFFICER)
    assert numbers(officer.page("/agency/?q=den duong hem")) == [lamp.number]
    assert numbers(officer.page(f"/agency/?q={pothole.number}")) == [pothole.number]
    assert numbers(officer.page("/agency/?q=100%25")) == []
    assert numbers(officer.page("/agency/?field=chieu-sang")) == [lamp.number]
    assert numbers(officer.page("/agency/?ward=31147")) == [lamp.number]
    assert numbers(officer.page("/agency/?state=in_progress")) == [pothole.number]
    assert numbers(officer.page(f"/agency/?officer={world.officer.user_id}")) == [pothole.number]
    assert numbers(officer.page("/agency/?officer=none")) == [lamp.number]
    assert "Không có việc nào khớp" in officer.page("/agency/?q=xyzxyz").text()


def test_walks_by_key_there_and_back(world: World, as_staff: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feedback.web.agency.inbox_page.PAGE_SIZE", 2)
    cases = [world.forwarded().number for _ in range(5)]
    officer = as_staff(Role.OFFICER)
    seen, page = [], officer.page("/agency/")
    while True:
        seen += numbers(page)
        onward = page.all('a[rel="next"]')
        if not onward:
            break
        page = officer.page(attribute(onward[0], "href"))
    assert seen == cases
    back = officer.page(attribute(page.all('a[rel="prev"]')[0], "href"))
    assert numbers(back) == cases[2:4]
    assert numbers(officer.page("/agency/?after=nonsense")) == cases[:2]


def test_statements_do_not_grow_with_the_page(world: World, as_staff: SignIn) -> None:
    officer, counts = as_staff(Role.OFFICER), []
    for more in (5, 45):
        for _ in range(more):
            world.forwarded()
        officer.page("/agency/")
        with count_statements(world.database) as seen:
            officer.page("/agency/")
        counts.append(len([statement for statement in seen if statement != "COMMIT"]))
    assert counts[0] == counts[1] <= 10, counts


def test_news_of_the_agency(world: World, as_staff: SignIn) -> None:
    case = world.awaiting_approval()
    world.act(assign, world.leader, world.in_progress(), world.officer.user_id or 0)
    leader = as_staff(Role.AGENCY_LEADER)
    assert "Tin mới của đơn vị" in leader.page("/agency/").text("#tin-moi")
    page = leader.page("/agency/news")
    assert f"{case.number} chờ duyệt kết quả" in page.text("#tin-moi")
