"""An agency ends: its open cases go to who follows it, once each, their clocks as they were, the past as it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, select

from feedback import clock
from feedback.actions import hand_over as handing
from feedback.actions.accept import accept
from feedback.actions.accounts import actor_of
from feedback.actions.ask_citizen import receive_answer
from feedback.actions.cooperate import invite
from feedback.actions.divide_agency import give_ward
from feedback.actions.extension import ask_extension
from feedback.actions.forward import dispatch
from feedback.actions.hand_in import approve
from feedback.actions.hand_over import hand_over, start_handover, start_what_is_due
from feedback.actions.transaction import transaction
from feedback.errors import NotYours, Refused
from feedback.models import Account, Agency, Case, Clock, Handover, Leg
from feedback.queries import handovers
from feedback.queries.choices import reasons
from feedback.queries.clock_replay import replay
from feedback.queries.visible import visible_cases
from feedback.rules.lifecycle import CITIZEN, Actor
from feedback.terms import ClockKind, ClockState, LegRole, LegState, Role, State
from tests.conftest import At
from tests.support.pages import BrowserLike
from tests.support.races import at_once
from tests.support.world import NINH_KIEU, ROADS, WATER, World

SignIn = Callable[..., BrowserLike]
LAST_DAY = date(2026, 7, 7)
HEIR = "ubnd-31147"
CAI_KHE = "31120"


def end(world: World, at: At, heir: str | None = WATER) -> None:
    """The roads' agency has its last day; the world goes on the day after."""
    with world.database.writing() as session:
        agency = session.get_one(Agency, ROADS)
        agency.valid_to, agency.successor_code = LAST_DAY, heir
        session.commit()
    at("2026-07-08T08:00")
    world.look()


def start(world: World) -> int:
    admin = world.actor(Role.ADMIN)
    with transaction(world.database) as session:
        handover = start_handover(session, admin, session.get_one(Agency, ROADS))
        handover_id = handover.id
    world.look()
    return handover_id


def run(world: World, handover_id: int) -> int:
    """Batch by batch until it is finished; how many it took."""
    for batches in range(1, 20):
        with transaction(world.database) as session:
            hand_over(session, session.get_one(Handover, handover_id))
        world.look()
        if world.session.get_one(Handover, handover_id).finished_at is not None:
            return batches
    raise AssertionError("it never ends")


def now(world: World, who: Actor) -> Actor:
    return actor_of(world.session.get_one(Account, who.user_id))


def seen(world: World, who: Actor) -> set[int]:
    return set(world.session.scalars(select(Case.id).where(visible_cases(now(world, who)))))


@pytest.mark.parametrize("state", [State.FORWARDED, State.IN_PROGRESS, State.AWAITING_INFO, State.AWAITING_APPROVAL])
def test_a_case_goes_on_where_it_is_and_its_clocks_keep_their_time(world: World, at: At, state: State) -> None:
    case = world.case_in(state)
    before = {kind: (one.due_at, one.budget_s, one.state) for kind, one in world.clocks(case).items()}
    promised = case.resolve_due_at
    end(world, at)
    run(world, start(world))
    old, new = world.case(case.id).legs
    assert (old.agency_code, old.state, new.agency_code, new.succeeds_id) == (ROADS, LegState.WITHDRAWN, WATER, old.id)
    assert (new.sent_at, new.accepted_at) == (old.sent_at, old.accepted_at)
    assert (world.case(case.id).state, world.case(case.id).holder_code) == (state, WATER)
    assert world.case(case.id).resolve_due_at == promised
    after = world.clocks(case)
    assert {kind: (one.due_at, one.budget_s, one.state) for kind, one in after.items()} == before
    for one in after.values():
        assert one.leg_id in (None, old.id if one.state is ClockState.STOPPED else new.id)
        assert replay(world.session, one).due_at == one.due_at
    assert world.events(case)[-1] == "case.taken_over"
    assert not world.notices(case, "forwarded")[1:], "the citizen is not written to again"


def test_the_successor_carries_on(world: World, at: At) -> None:
    asked, handed_in, longer = world.awaiting_info(), world.awaiting_approval(), world.in_progress()
    world.act(ask_extension, world.officer, longer, amount=1, reason_code=extension_reason(world), note="Chờ vật tư.")
    end(world, at)
    run(world, start(world))
    world.act(receive_answer, CITIZEN, asked, "Trước số 12.")
    assert world.case(asked.id).state is State.IN_PROGRESS
    world.act(approve, world.actor(Role.AGENCY_LEADER, WATER), handed_in)
    assert world.leg(world.case(handed_in.id)).state is LegState.DONE
    assert [one.leg_id for one in world.case(longer.id).extensions] == [world.leg(world.case(longer.id)).id]


def extension_reason(world: World) -> str:
    return reasons(world.session, "extension")[0].code


def test_people_of_the_old_agency_see_nothing_and_the_successors_all(world: World, at: At, as_staff: SignIn) -> None:
    officer, heir = world.officer, world.actor(Role.OFFICER, WATER)
    case = world.in_progress()
    assert (seen(world, officer), seen(world, heir)) == ({case.id}, set())
    end(world, at)
    assert seen(world, officer) == set(), "nobody acts for an agency that has ended"
    run(world, start(world))
    assert (seen(world, officer), seen(world, heir)) == (set(), {case.id})
    assert as_staff(Role.OFFICER).get(f"/cases/{case.number}").status_code == 404
    assert as_staff(Role.OFFICER, WATER).get(f"/cases/{case.number}").status_code == 200


def test_an_agency_at_work_is_not_emptied(world: World, at: At) -> None:
    world.in_progress()
    with pytest.raises(Refused, match="còn hoạt động"):
        start(world)
    end(world, at)
    leader = world.leader
    with transaction(world.database) as session, pytest.raises(NotYours):
        start_handover(session, leader, session.get_one(Agency, ROADS))


def test_batches_go_on_where_the_last_one_ended(world: World, at: At, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handing, "BATCH", 2)
    cases = [world.forwarded() for _ in range(5)]
    end(world, at)
    first = start(world)
    assert start(world) == first, "started twice it is one"
    with transaction(world.database) as session:
        hand_over(session, session.get_one(Handover, first))
    world.look()
    assert world.session.get_one(Handover, first).moved == 2
    assert run(world, first) == 2
    assert world.session.get_one(Handover, first).moved == 5
    assert len(world.tasks("hand_over")) == 3
    with transaction(world.database) as session:
        hand_over(session, session.get_one(Handover, first))
    world.look()
    for case in cases:
        assert world.events(case).count("case.taken_over") == 1
    active = select(func.count()).where(Leg.role == LegRole.LEAD, Leg.ended_at.is_(None))
    assert world.session.scalar(active) == 5


def test_two_workers_at_one_batch_move_each_case_once(world: World, at: At) -> None:
    cases = [world.forwarded() for _ in range(4)]
    end(world, at)
    handover_id = start(world)
    at_once(world, *[lambda session: hand_over(session, session.get_one(Handover, handover_id))] * 2)
    if world.session.get_one(Handover, handover_id).finished_at is None:
        run(world, handover_id)
    for case in cases:
        assert world.events(case).count("case.taken_over") == 1


def test_a_divided_agencys_cases_go_by_ward_and_the_rest_to_the_tray(world: World, at: At) -> None:
    here, there, nowhere = (world.in_progress(ward_code=ward) for ward in (NINH_KIEU, CAI_KHE, None))
    asked = world.awaiting_info(ward_code=None)
    admin = world.actor(Role.ADMIN)
    with transaction(world.database) as session:
        agency = session.get_one(Agency, ROADS)
        give_ward(session, admin, agency, NINH_KIEU, WATER)
        give_ward(session, admin, agency, CAI_KHE, HEIR)
    end(world, at, heir=None)
    agency = world.session.get_one(Agency, ROADS)
    assert [share.count for share in handovers.shares(world.session, agency, clock.now())] == [2, 1, 1]
    handover_id = start(world)
    run(world, handover_id)
    assert (world.case(here.id).holder_code, world.case(there.id).holder_code) == (WATER, HEIR)
    for case in (nowhere, asked):
        found = world.case(case.id)
        assert (found.state, found.tray_reason) == (State.RECEIVED, "Cơ quan này đã kết thúc hoạt động.")
        assert world.clocks(case)[ClockKind.DISPATCH].state is ClockState.RUNNING
        assert world.clocks(case)[ClockKind.RESOLVE].state is ClockState.RUNNING
    world.act(dispatch, world.dispatcher, nowhere, WATER)
    assert world.case(nowhere.id).state is State.FORWARDED
    handover = world.session.get_one(Handover, handover_id)
    assert (handover.moved, handover.to_tray) == (2, 2)


def test_a_cooperating_part_follows_too(world: World, at: At) -> None:
    case = world.in_progress(WATER)
    world.act(invite, world.actor(Role.OFFICER, WATER), case, ROADS, "Xem giúp nền đường.")
    end(world, at, heir=HEIR)
    run(world, start(world))
    part = next(leg for leg in world.case(case.id).legs if leg.agency_code == HEIR)
    assert part.cooperation is not None
    assert (part.role, part.cooperation.asked, part.is_active) == (LegRole.COOPERATING, "Xem giúp nền đường.", True)
    assert world.case(case.id).holder_code == WATER
    running = select(Clock.leg_id).where(Clock.case_id == case.id, Clock.state == ClockState.RUNNING)
    assert part.id in set(world.session.scalars(running))


def test_a_part_whose_heir_leads_already_ends_with_a_line(world: World, at: At) -> None:
    case = world.in_progress(WATER)
    world.act(invite, world.actor(Role.OFFICER, WATER), case, ROADS, "Xem giúp nền đường.")
    end(world, at)
    run(world, start(world))
    assert [leg.agency_code for leg in world.case(case.id).legs if leg.is_active] == [WATER]
    assert "case.part.ended" in world.events(case)


def test_on_the_day_after_it_begins_by_itself_and_once(world: World, at: At) -> None:
    world.forwarded()
    end(world, at)
    for _ in range(2):
        with transaction(world.database) as session:
            start_what_is_due(session)
    world.look()
    (handover,) = world.session.scalars(select(Handover)).all()
    assert handover.started_by_id is None
    run(world, handover.id)
    with transaction(world.database) as session:
        assert start_what_is_due(session) == 0


def test_the_successor_accepts_what_was_waiting(world: World, at: At) -> None:
    case = world.forwarded()
    end(world, at)
    run(world, start(world))
    world.act(accept, world.actor(Role.OFFICER, WATER), case)
    assert world.leg(world.case(case.id)).state is LegState.ACCEPTED


def test_preview_and_progress_on_the_administrators_page(world: World, at: At, as_staff: SignIn) -> None:
    for _ in range(3):
        world.forwarded()
    admin = as_staff(Role.ADMIN)
    page = admin.page(f"/admin/agencies/{ROADS}/handover")
    assert "Cơ quan còn hoạt động." in page.text("main")
    page = admin.send(page, 'form[action$="/handover/wards"]')
    assert "Hãy chọn một phường, xã trong danh sách." in page.text("#ward_code-loi"), "one press gives nothing away"
    page = admin.send(page, 'form[action$="/handover/wards"]', ward_code=NINH_KIEU)
    assert "Hãy chọn một cơ quan khác trong danh sách." in page.text("#successor_code-loi")
    page = admin.send(page, 'form[action$="/handover/wards"]', ward_code=NINH_KIEU, successor_code=HEIR)
    assert page.text("dl.ct-kv").endswith("3 việc")
    page = admin.send(page, 'form[action$="/drop"]')
    end(world, at)
    admin = as_staff(Role.ADMIN)
    page = admin.page(f"/admin/agencies/{ROADS}/handover")
    assert "3 việc đang mở sẽ chuyển" in page.text("main")
    page = admin.send(page, 'form[action$="/handover"]')
    assert "Đang chuyển" in page.text("main")
    world.look()
    (handover,) = world.session.scalars(select(Handover)).all()
    run(world, handover.id)
    assert "Chuyển xong lúc 08:00 hôm nay: 3 việc" in admin.page(f"/admin/agencies/{ROADS}/handover").text("main")
    assert admin.get("/admin/agencies/khong-co/handover").status_code == 404
    assert as_staff(Role.AGENCY_LEADER, WATER).get(f"/admin/agencies/{ROADS}/handover").status_code == 403
