"""Who has how much to do, and that each number opens exactly those cases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from feedback import clock
from feedback.actions.hand_in import approve, submit_result
from feedback.queries.workload import workload
from feedback.terms import Level, Role
from tests.conftest import At
from tests.support.databases import count_statements
from tests.support.pages import BrowserLike, attribute, words
from tests.support.world import ANSWER, NO_PICTURE, WATER, World

SignIn = Callable[..., BrowserLike]


def test_counts_of_each_and_of_nobody(world: World, as_staff: SignIn, at: At) -> None:
    idle, leader = world.another(Role.OFFICER, full_name="Người Rảnh"), world.leader
    world.resolved()
    urgent, waiting, nobodys = world.in_progress(level=Level.URGENT), world.awaiting_info(), world.forwarded()
    world.in_progress(WATER)
    at("2026-07-06T09:00")
    rows = {row.id: row for row in workload(world.session, leader, clock.now()).officers}
    assert set(rows) == {None, idle.user_id, leader.user_id, world.officer.user_id}
    busy = rows[world.officer.user_id]
    assert (busy.open, busy.waiting, busy.answered, busy.late_share) == (2, 1, 1, 0)
    assert busy.overdue + busy.today == 1
    assert (rows[None].open, rows[idle.user_id].open, rows[idle.user_id].late_share) == (1, 0, None)
    browser = as_staff(Role.AGENCY_LEADER)
    page = browser.page("/agency/workload")
    assert words(page.all("tbody tr")[0]).startswith("Chưa giao ai 1")
    for link, number in (("officer=none", nobodys), ("state=awaiting_info", waiting), ("due=", urgent)):
        address = next(attribute(a, "href") for a in page.all("tbody a") if link in attribute(a, "href"))
        listed = browser.page(address).all("table.ct-cases tbody td:first-child")
        assert [words(cell) for cell in listed] == [number.number]
    own = as_staff(Role.OFFICER).page("/agency/workload").all("tbody tr")
    assert [words(row).split(" 2 ")[0] for row in own] == [busy.name], "officers see their own line alone"


def test_late_share_in_thirty_days(world: World, at: At) -> None:
    late = world.in_progress()
    world.resolved()
    at("2026-09-01T09:00")
    given: dict[str, Any] = {"result_code": "khong-con", "text": ANSWER, "no_picture_reason": NO_PICTURE}
    world.act(submit_result, world.officer, late, **given)
    world.act(approve, world.leader, late)
    (row,) = [
        row for row in workload(world.session, world.leader, clock.now()).officers if row.id == world.officer.user_id
    ]
    assert (row.answered, row.late, row.late_share) == (1, 1, 100)


def test_one_statement_however_many_people(world: World) -> None:
    leader = world.leader
    for _ in range(4):
        world.another(Role.OFFICER)
    with count_statements(world.database) as seen:
        rows = workload(world.session, leader, clock.now()).officers
    assert len(seen) == 1
    assert len(rows) == 5
