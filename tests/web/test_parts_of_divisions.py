"""A cooperating agency gives its part of another's case to a division and its people, as a lead gives its case."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from feedback import clock
from feedback.actions.assign import assign_part, assign_part_division
from feedback.actions.contractor import give
from feedback.actions.cooperate import accept_part, answer_part
from feedback.actions.extension import ask_extension
from feedback.actions.fire_clocks import fire_due
from feedback.actions.transaction import transaction
from feedback.errors import Invalid, NotYours, Refused
from feedback.models import Case, Entry, Leg
from feedback.queries.case_parts import is_the_leads_own
from feedback.queries.inbox import inbox
from feedback.queries.wanted import Wanted
from feedback.queries.workload import workload
from feedback.rules.lifecycle import Actor
from feedback.terms import LegRole, LegState, Role
from tests.conftest import At
from tests.support.pages import BrowserLike
from tests.support.world import WATER, World
from tests.web.test_agency_parts import HELPED, invited

SignIn = Callable[..., BrowserLike]
AsPerson = Callable[[Actor], BrowserLike]


def part(case: Case) -> Leg:
    [leg] = [leg for leg in case.legs if leg.role is LegRole.COOPERATING]
    return leg


def numbers(world: World, actor: Actor, division: str = "") -> list[str]:
    return [row.number for row in inbox(world.session, actor, Wanted(division=division), clock.now(), 50).rows]


def test_a_part_goes_down_agency_division_officer_and_is_theirs_alone(world: World, as_person: AsPerson) -> None:
    drains, pumps = world.division("Đội Thoát nước 1", WATER), world.division("Đội Trạm bơm", WATER)
    head, one, two = world.member(drains, WATER, is_head=True), world.member(drains, WATER), world.member(drains, WATER)
    stranger, leader = world.member(pumps, WATER), world.actor(Role.AGENCY_LEADER, WATER)
    case = invited(world)
    assert numbers(world, head) == [], "a new part comes to who works for the whole agency"

    world.act(assign_part_division, leader, case, drains)
    assert (part(case).division_id, part(case).officer_id) == (drains, None)
    assert numbers(world, head) == numbers(world, one) == numbers(world, leader, str(drains)) == [case.number]
    assert numbers(world, stranger) == []
    assert as_person(stranger).get(f"/cases/{case.number}").status_code == 404
    with pytest.raises(NotYours):
        world.act(accept_part, stranger, case)
    with pytest.raises(NotYours):
        world.act(assign_part, stranger, case, stranger.user_id or 0)

    world.act(assign_part, one, case, one.user_id or 0)
    with pytest.raises(Refused, match="Đồng nghiệp đang giữ việc này"):
        world.act(assign_part, two, case, two.user_id or 0)
    world.act(assign_part, head, case, two.user_id or 0)
    with pytest.raises(Invalid, match="phòng, đội của mình"):
        world.act(assign_part_division, head, case, pumps)
    loads = workload(world.session, leader, clock.now())
    assert [(row.name, row.open) for row in loads.divisions if row.open] == [("Đội Thoát nước 1", 1)]
    assert [(row.id, row.open) for row in loads.officers if row.open] == [(two.user_id, 1)]

    world.act(accept_part, head, case)
    assert (part(case).state, part(case).officer_id) == (LegState.ACCEPTED, two.user_id), "who has it keeps it"
    world.act(answer_part, two, case, HELPED)
    assert part(case).state is LegState.DONE
    assert world.leg(case).division_id is None, "the lead's turn was never theirs to give"


def test_a_division_of_another_agency_gets_no_part(world: World) -> None:
    case, leader = invited(world), world.actor(Role.AGENCY_LEADER, WATER)
    with pytest.raises(Invalid):
        world.act(assign_part_division, leader, case, world.division("Phòng Cầu đường"))
    with pytest.raises(NotYours):
        world.act(assign_part_division, world.leader, case, world.division("Đội Chiếu sáng"))


def test_it_is_given_on_its_page_and_from_the_list(world: World, as_staff: SignIn, at: At) -> None:
    drains = world.division("Đội Thoát nước 1", WATER)
    world.member(drains, WATER, is_head=True)
    case, another = invited(world), invited(world)
    at("2026-07-06T08:01")
    leader = as_staff(Role.AGENCY_LEADER, WATER)
    page = leader.page(f"/cases/{case.number}?act=assign_part")
    leader.send(page, 'form[action$="/assign_part"]', officer_id=f"division:{drains}")
    world.look()
    assert part(case).division_id == drains
    assert "Đội Thoát nước 1" in leader.page(f"/cases/{case.number}").text("#phoi-hop")

    token = leader.page("/agency/").form().values["csrf_token"]
    ticked = {"csrf_token": token, "case": f"{another.number}:{another.version}", "do": "assign"}
    leader.post("/agency/bulk", data={**ticked, "officer_id": f"division:{drains}"})
    world.look()
    assert part(another).division_id == drains


def test_a_helper_reads_neither_requests_for_more_time_nor_contractors(world: World, as_staff: SignIn, at: At) -> None:
    case = invited(world)
    world.act(ask_extension, world.officer, case, amount=1, reason_code="cho-vat-tu", note="Vật tư về trễ.")
    world.act(give, world.officer, case, name="Đội vá đường")
    at("2026-07-06T15:00")
    with transaction(world.database) as session:
        fire_due(session, clock.now())
    world.look()
    lead, helper = as_staff(Role.OFFICER), as_staff(Role.OFFICER, WATER)
    told, hidden = (one.page(f"/cases/{case.number}").text("main") for one in (lead, helper))
    for words in ("Xin gia hạn thêm", "Nhắc hạn “Duyệt gia hạn”", "Giao đơn vị thi công bằng đường dẫn"):
        assert words in told
        assert words not in hidden
    assert "Duyệt gia hạn" not in hidden
    instead = [Entry(event="case.on_behalf", facts={"officer": 1, "act": act}) for act in ("ask_extension", "accept")]
    assert [is_the_leads_own(entry) for entry in instead] == [True, False]
