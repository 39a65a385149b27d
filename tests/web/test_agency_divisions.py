"""The parts of an agency: who sees which cases, who gives them to whom, and who looks after the parts themselves."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from feedback import clock
from feedback.actions.accept import accept
from feedback.actions.assign import assign, assign_division
from feedback.actions.change_division import add_division, change_division
from feedback.actions.return_case import return_case
from feedback.actions.transaction import transaction
from feedback.errors import Invalid, NotYours, Outdated, Refused
from feedback.models import Case, Division
from feedback.queries.colleagues import colleagues
from feedback.queries.inbox import inbox
from feedback.queries.visible import visible_cases
from feedback.queries.wanted import Wanted
from feedback.queries.workload import workload
from feedback.rules.lifecycle import Actor
from feedback.terms import Role
from tests.conftest import At
from tests.support.databases import count_statements
from tests.support.pages import BrowserLike, attribute
from tests.support.races import on_case
from tests.support.world import ROADS, WATER, World

SignIn = Callable[..., BrowserLike]
AsPerson = Callable[[Actor], BrowserLike]


def seen(world: World, actor: Actor) -> set[int]:
    return set(world.session.scalars(select(Case.id).where(visible_cases(actor))))


def test_people_of_a_division_see_its_cases_and_their_own(world: World) -> None:
    bridges, lights = world.division("Phòng Cầu đường"), world.division("Đội Chiếu sáng")
    head, member, other = world.member(bridges, is_head=True), world.member(bridges), world.member(lights)
    theirs, nobodys, elsewhere = world.forwarded(), world.forwarded(), world.forwarded()
    world.act(assign_division, world.leader, theirs, bridges)
    world.act(assign, world.leader, elsewhere, other.user_id or 0)
    assert seen(world, head) == seen(world, member) == {theirs.id}
    assert seen(world, other) == {elsewhere.id}
    assert world.leg(elsewhere).division_id == lights
    everything = {theirs.id, nobodys.id, elsewhere.id}
    assert seen(world, world.leader) == seen(world, world.officer) == everything


def test_a_case_of_another_division_is_not_there(world: World, as_person: AsPerson, as_staff: SignIn) -> None:
    bridges, lights = world.division("Phòng Cầu đường"), world.division("Đội Chiếu sáng")
    case = world.forwarded()
    world.act(assign_division, world.leader, case, bridges)
    ours, wrong = as_person(world.member(bridges)), as_person(world.member(lights))
    assert ours.get(f"/cases/{case.number}").status_code == 200
    token = wrong.page("/agency/").form().values.get("csrf_token", "")
    assert wrong.get(f"/cases/{case.number}").status_code == 404
    assert wrong.post(f"/cases/{case.number}/accept", data={"csrf_token": token}).status_code in (400, 404)
    assert case.number not in wrong.page("/agency/").text("main")
    assert as_staff(Role.OFFICER, WATER).get(f"/cases/{case.number}").status_code == 404


def test_who_saw_an_earlier_turn_cannot_act_on_the_present_one(world: World) -> None:
    """A division had the case before it came back to the agency by another's hand: reading stays, acting does not."""
    bridges, lights = world.division("Phòng Cầu đường"), world.division("Đội Chiếu sáng")
    before, now_theirs = world.member(bridges), world.member(lights)
    case = world.forwarded()
    world.act(assign, world.leader, case, before.user_id or 0)
    world.act(assign, world.leader, case, now_theirs.user_id or 0)
    assert seen(world, before) == set()
    with pytest.raises(NotYours):
        world.act(accept, before, case)
    world.act(accept, now_theirs, case)


def test_the_head_gives_cases_out_and_others_take_what_nobody_has(world: World) -> None:
    bridges, lights = world.division("Phòng Cầu đường"), world.division("Đội Chiếu sáng")
    head, one, two = world.member(bridges, is_head=True), world.member(bridges), world.member(bridges)
    stranger = world.member(lights)
    case = world.forwarded()
    world.act(assign_division, world.leader, case, bridges)
    world.act(assign, one, case, one.user_id or 0)
    with pytest.raises(Refused, match="Đồng nghiệp đang giữ việc này"):
        world.act(assign, two, case, two.user_id or 0)
    world.act(assign, one, case, two.user_id or 0)
    world.act(assign, head, case, one.user_id or 0)
    with pytest.raises(Invalid, match="phòng, đội của mình"):
        world.act(assign, head, case, stranger.user_id or 0)
    with pytest.raises(Invalid, match="phòng, đội của mình"):
        world.act(assign_division, head, case, lights)
    assert world.leg(case).officer_id == one.user_id
    assert world.events(case).count("case.leg.assigned") == 3


def test_divisions_and_people_of_others_are_refused(world: World) -> None:
    case, theirs = world.forwarded(), world.division("Đội Thoát nước 1", WATER)
    with pytest.raises(Invalid):
        world.act(assign_division, world.leader, case, theirs)
    with pytest.raises(Invalid):
        world.act(assign, world.leader, case, world.actor(Role.OFFICER, WATER).user_id or 0)
    with pytest.raises(Invalid):
        world.act(assign_division, world.leader, case, 99_999)


def test_choosing_somebody_shows_what_they_have_in_hand(world: World, as_staff: SignIn, at: At) -> None:
    bridges = world.division("Phòng Cầu đường")
    head, busy = world.member(bridges, is_head=True), world.member(bridges)
    for _ in range(2):
        world.act(assign, world.leader, world.forwarded(), busy.user_id or 0)
    with count_statements(world.database) as statements:
        rows = colleagues(world.session, world.leader, clock.now())
    assert len(statements) == 1
    loads = {row.id: row.open for row in rows}
    assert (loads[busy.user_id or 0], loads[head.user_id or 0]) == (2, 0)
    in_division = [row.id for row in rows if row.division]
    assert in_division == [head.user_id, busy.user_id]
    assert {row.id for row in colleagues(world.session, head, clock.now())} == set(in_division)
    case = world.forwarded()
    at("2026-07-06T08:01")
    leader = as_staff(Role.AGENCY_LEADER)
    page = leader.page(f"/cases/{case.number}?act=assign")
    assert [attribute(one, "label") for one in page.all("select[name=officer_id] optgroup")] == [
        "Cả đơn vị", "Phòng Cầu đường",
    ]  # fmt: skip
    assert "2 việc đang mở" in page.text("select[name=officer_id]")
    leader.send(page, 'form[action$="/assign"]', officer_id=f"division:{bridges}")
    world.look()
    assert (world.leg(case).division_id, world.leg(case).officer_id) == (bridges, None)
    assert "Giao Phòng Cầu đường" in leader.page(f"/cases/{case.number}").text("main")


def test_filter_queue_and_load_by_division(world: World, as_staff: SignIn, as_person: AsPerson) -> None:
    bridges = world.division("Phòng Cầu đường")
    head, member = world.member(bridges, is_head=True), world.member(bridges)
    mine, nobodys = world.forwarded(), world.forwarded()
    world.act(assign, world.leader, mine, member.user_id or 0)

    def found(actor: Actor, division: str = "") -> list[str]:
        return [row.number for row in inbox(world.session, actor, Wanted(division=division), clock.now(), 50).rows]

    assert found(world.leader, division=str(bridges)) == [mine.number]
    assert found(world.leader, division="none") == [nobodys.number]
    assert found(head) == found(member) == [mine.number]
    page = as_staff(Role.AGENCY_LEADER).page("/agency/?division=none")
    assert "Phòng, đội: Chưa giao phòng, đội nào" in page.text("[aria-label='Bộ lọc đang dùng']")
    loads = workload(world.session, world.leader, clock.now())
    assert [(row.name, row.open) for row in loads.divisions] == [("", 1), ("Phòng Cầu đường", 1)]
    theirs = workload(world.session, head, clock.now())
    assert {row.id for row in theirs.officers} == {head.user_id, member.user_id}
    assert "Phòng Cầu đường" in as_person(head).page("/agency/workload").text("main")
    own = as_person(member).page("/agency/workload")
    assert len(own.all("tbody tr")) == 1, "others see their own line alone"


def test_leader_makes_renames_and_closes_a_division(world: World, as_staff: SignIn) -> None:
    leader, address = as_staff(Role.AGENCY_LEADER), f"/agencies/{ROADS}/divisions"
    assert "Chưa chia phòng, đội" in leader.page(address).text("main")
    page = leader.send(leader.page(f"{address}/new"), name="Phòng Hạ tầng")
    assert "Phòng Hạ tầng" in page.text("table")
    page = leader.send(leader.page(f"{address}/new"), name="Phòng Hạ tầng")
    assert page.response.status_code == 422
    assert "Đơn vị đã có phòng, đội tên này." in page.text("main")
    world.look()
    division = world.session.scalars(select(Division)).one()
    one = f"{address}/{division.id}"
    leader.send(leader.page(one), name="Phòng Quản lý hạ tầng")
    account = world.account(Role.OFFICER)
    person = f"/agency/people/{account.id}"
    leader.send(leader.page(person), division_id=str(division.id), is_division_head="y")
    assert "Phòng Quản lý hạ tầng (phụ trách)" in leader.page("/agency/people").text("table")
    assert "còn người" in leader.send(leader.page(one), is_active=None).text("main")
    leader.send(leader.page(person), division_id="", is_division_head=None)
    assert "Đã đóng" in leader.send(leader.page(one), is_active=None).text("table")


def test_a_division_with_open_cases_is_not_closed(world: World) -> None:
    division_id = world.division("Phòng Cầu đường")
    world.act(assign_division, world.leader, world.forwarded(), division_id)
    with transaction(world.database) as session, pytest.raises(Invalid, match="còn giữ việc"):
        change_division(session, world.leader, session.get_one(Division, division_id), name="X", is_active=False)


def test_divisions_of_other_agencies_are_not_there(world: World, as_staff: SignIn) -> None:
    theirs = world.division("Đội Thoát nước 1", WATER)
    leader, admin = as_staff(Role.AGENCY_LEADER), as_staff(Role.ADMIN)
    for address in (f"/agencies/{WATER}/divisions", f"/agencies/{WATER}/divisions/{theirs}"):
        assert leader.get(address).status_code == 404
        assert admin.get(address).status_code == 200
    assert leader.get(f"/agencies/{ROADS}/divisions/{theirs}").status_code == 404
    assert admin.get("/agencies/khong-co/divisions").status_code == 404
    assert as_staff(Role.OFFICER).get(f"/agencies/{ROADS}/divisions").status_code == 403
    with transaction(world.database) as session:
        for actor in (world.leader, world.officer, world.dispatcher):
            with pytest.raises(NotYours):
                add_division(session, actor, WATER, "Đội của người khác")


def test_two_leaders_giving_one_case_at_once_do_it_once(world: World) -> None:
    one, other = world.leader, world.another(Role.AGENCY_LEADER)
    first, second = world.another(Role.OFFICER), world.another(Role.OFFICER)
    for _ in range(5):
        case = world.forwarded()
        errors = on_case(
            world,
            case.id,
            lambda session, found: assign(session, one, found, first.user_id or 0),
            lambda session, found: assign(session, other, found, second.user_id or 0),
        )
        assert all(isinstance(error, Outdated) for error in errors)
        assert world.events(case).count("case.leg.assigned") == 2 - len(errors)
        assert world.leg(case).officer_id in (first.user_id, second.user_id)


def test_a_returned_case_leaves_the_division(world: World) -> None:
    member = world.member(world.division("Phòng Cầu đường"))
    case = world.forwarded()
    world.act(assign, world.leader, case, member.user_id or 0)
    world.act(
        return_case, member, case, reason_code="khong-tham-quyen", note="Đường do nơi khác.", proposed_agency_code=WATER
    )  # fmt: skip
    assert seen(world, member) == {case.id}, "what they had, they may read"
    with pytest.raises((NotYours, Refused)):
        world.act(accept, member, case)
