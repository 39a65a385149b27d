"""Cooperating agencies: their own part, their own clock, their own answer; the promise stays with the lead."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from feedback.actions.accept import accept
from feedback.actions.ask_citizen import ask_citizen
from feedback.actions.assign import assign_part
from feedback.actions.cooperate import accept_part, answer_part, end_parts, invite, return_part
from feedback.actions.forward import dispatch, redirect, rule
from feedback.actions.hand_in import approve
from feedback.actions.merge import merge
from feedback.actions.refuse import refuse
from feedback.actions.reopen import reopen
from feedback.actions.return_case import return_case
from feedback.actions.route import route
from feedback.actions.transaction import transaction
from feedback.errors import Invalid, Missing, NotYours, Refused
from feedback.models import Case, Clock, Leg
from feedback.queries.case_facts import lead_leg, open_parts
from feedback.queries.cases import case_for
from feedback.queries.clock_replay import verify
from feedback.rules.lifecycle import CITIZEN, SYSTEM, Actor
from feedback.terms import ClockKind, ClockOutcome, ClockState, LegRole, LegState, Role, State
from tests.conftest import At
from tests.support.july import answer
from tests.support.world import CENTRE, NINH_KIEU, ROADS, WATER, World

POLICE = "cong-an"
ASKED = "Nhờ đơn vị bạn cho biết cống dưới mặt đường có hỏng không."
HELPED = "Đã kiểm tra cống dưới đường, cống không hỏng, không cần đào."


def parts(world: World, case: Case) -> list[Leg]:
    return [leg for leg in case.legs if leg.role is LegRole.COOPERATING]


def clocks_of(world: World, leg: Leg) -> list[Clock]:
    return list(world.session.scalars(select(Clock).where(Clock.leg_id == leg.id)))


def of_water(world: World) -> Actor:
    return world.actor(Role.OFFICER, WATER)


def invited(world: World, case: Case | None = None) -> Case:
    """A case that roads lead and water helps with."""
    case = case or world.in_progress()
    world.act(invite, world.officer, case, WATER, ASKED)
    return case


def test_an_invited_agency_gets_a_part_with_a_work_clock_and_nothing_else(world: World) -> None:
    case = invited(world)
    [part] = parts(world, case)
    assert (part.agency_code, part.state) == (WATER, LegState.SENT)
    assert part.cooperation is not None
    assert (part.cooperation.asked, part.cooperation.asked_by_id) == (ASKED, world.officer.user_id)
    assert [clock.kind for clock in clocks_of(world, part)] == [ClockKind.WORK]
    assert (case.holder_code, case.state) == (ROADS, State.IN_PROGRESS)
    assert [notice.agency_code for notice in world.notices(case, "agency_cooperate")] == [WATER]
    assert [notice.agency_code for notice in world.notices(case, "centre_cooperation")] == [CENTRE], "the lead asked"


def test_the_dispatcher_invites_too_and_need_not_be_told(world: World) -> None:
    case = world.forwarded()
    world.act(invite, world.dispatcher, case, WATER, ASKED)
    assert len(parts(world, case)) == 1
    assert not world.notices(case, "centre_cooperation")


def test_nobody_is_invited_twice_and_the_lead_not_at_all(world: World) -> None:
    case = invited(world)
    for agency, asked in ((WATER, ASKED), (ROADS, ASKED), ("khong-co", ASKED), (POLICE, " ")):
        with pytest.raises(Invalid):
            world.act(invite, world.officer, case, agency, asked)
    with pytest.raises(NotYours):
        world.act(invite, of_water(world), case, POLICE, ASKED)


def test_its_answer_ends_its_part_and_reaches_the_lead(world: World, at: At) -> None:
    case = invited(world)
    world.act(accept_part, of_water(world), case)
    [part] = parts(world, case)
    assert (part.state, part.officer_id) == (LegState.ACCEPTED, of_water(world).user_id)
    at("2026-07-06T09:00")
    world.act(answer_part, of_water(world), case, HELPED)
    assert part.cooperation is not None
    assert (part.state, part.cooperation.answer) == (LegState.DONE, HELPED)
    assert [clock.outcome for clock in clocks_of(world, part)] == [ClockOutcome.MET]
    assert [notice.agency_code for notice in world.notices(case, "agency_part_answered")] == [ROADS]
    assert case.state is State.IN_PROGRESS, "the lead still has to answer the citizen"
    assert world.clocks(case)[ClockKind.RESOLVE].state is ClockState.RUNNING
    assert [name for name in world.events(case) if ".part." in name] == ["case.part.accepted", "case.part.answered"]


def test_a_leader_gives_the_part_to_somebody_of_their_own(world: World) -> None:
    case, leader = invited(world), world.actor(Role.AGENCY_LEADER, WATER)
    world.act(assign_part, leader, case, of_water(world).user_id or 0)
    assert parts(world, case)[0].officer_id == of_water(world).user_id
    assert world.leg(case).officer_id == world.officer.user_id, "the lead's officer stays"
    with pytest.raises(Invalid):
        world.act(assign_part, leader, case, world.officer.user_id or 0)
    with pytest.raises(NotYours):
        world.act(assign_part, world.leader, case, world.officer.user_id or 0)


def test_an_answer_without_accepting_first_is_an_answer(world: World) -> None:
    case = invited(world)
    world.act(answer_part, of_water(world), case, HELPED)
    assert parts(world, case)[0].accepted_at is not None


def test_an_agency_that_cannot_help_says_why_and_loses_sight_of_the_case(world: World) -> None:
    case = invited(world)
    assert case_for(world.session, of_water(world), case.number).id == case.id
    world.act(return_part, of_water(world), case, reason_code="khong-tham-quyen", note="Cống này của phường.")
    [part] = parts(world, case)
    assert (part.state, part.return_note) == (LegState.RETURNED, "Cống này của phường.")
    assert [clock.outcome for clock in clocks_of(world, part)] == [ClockOutcome.CANCELLED]
    assert (case.state, case.return_count) == (State.IN_PROGRESS, 0), "the case itself was not returned"
    with pytest.raises(Missing):
        case_for(world.session, of_water(world), case.number)


def test_nobody_else_sees_the_case(world: World) -> None:
    case = invited(world)
    with pytest.raises(Missing):
        case_for(world.session, world.actor(Role.OFFICER, POLICE), case.number)
    with pytest.raises(NotYours):
        world.act(answer_part, world.actor(Role.OFFICER, POLICE), case, HELPED)


def test_a_result_waits_for_open_parts_until_somebody_ends_them_with_a_reason(world: World) -> None:
    case = world.awaiting_approval()
    waiting = world.in_progress()
    world.act(invite, world.officer, waiting, WATER, ASKED)
    with pytest.raises(Refused, match="phối hợp"):
        answer(world, waiting, ROADS)
    assert waiting.state is State.AWAITING_APPROVAL
    with pytest.raises(Invalid):
        world.act(end_parts, world.leader, waiting, [WATER], "  ")
    world.act(end_parts, world.leader, waiting, [WATER], "Đã tự kiểm tra, không cần nữa.")
    [part] = parts(world, waiting)
    assert part.cooperation is not None
    assert (part.state, part.cooperation.ended_by_id) == (LegState.WITHDRAWN, world.leader.user_id)
    assert part.cooperation.end_note == "Đã tự kiểm tra, không cần nữa."
    assert [notice.agency_code for notice in world.notices(waiting, "agency_part_ended")] == [WATER]
    world.act(approve, world.leader, waiting)
    world.act(approve, world.leader, case)
    assert waiting.state is case.state is State.RESOLVED


def test_one_part_of_several_is_ended_by_its_name(world: World) -> None:
    case = invited(world)
    world.act(invite, world.officer, case, POLICE, ASKED)
    world.act(end_parts, world.dispatcher, case, [POLICE], "Không liên quan.")
    assert [leg.agency_code for leg in open_parts(case)] == [WATER]
    with pytest.raises(Invalid):
        world.act(end_parts, world.dispatcher, case, [POLICE], "Không liên quan.")


def test_no_ending_forgets_an_open_part(world: World) -> None:
    case, other = world.returned(proposed=None), world.received()
    returned = world.forwarded()
    world.act(invite, world.dispatcher, returned, WATER, ASKED)
    world.act(
        return_case, world.officer, returned,
        reason_code="khong-tham-quyen", note="Không phải của chúng tôi.", proposed_agency_code=None,
    )  # fmt: skip
    assert [leg.agency_code for leg in open_parts(returned)] == [WATER], "water goes on while a lead is looked for"
    with pytest.raises(Refused, match="phối hợp"):
        world.act(refuse, world.dispatcher, returned, reason_code="thieu-thong-tin")
    with pytest.raises(Refused, match="phối hợp"), transaction(world.database) as session:
        merge(session, world.dispatcher, session.get_one(Case, returned.id), session.get_one(Case, other.id))
    world.act(answer_part, of_water(world), returned, HELPED)
    assert [notice.agency_code for notice in world.notices(returned, "agency_part_answered")] == [CENTRE]
    world.act(refuse, world.dispatcher, returned, reason_code="thieu-thong-tin")
    world.act(refuse, world.dispatcher, case, reason_code="thieu-thong-tin")


def test_a_new_lead_keeps_the_helpers_and_is_not_its_own_helper(world: World) -> None:
    case = invited(world)
    world.act(invite, world.officer, case, POLICE, ASKED)
    world.act(redirect, world.dispatcher, case, WATER, "Thật ra là cống.")
    lead = lead_leg(case)
    assert lead is not None
    assert lead.agency_code == WATER
    assert [leg.agency_code for leg in open_parts(case)] == [POLICE]
    assert [notice.agency_code for notice in world.notices(case, "agency_new_lead")] == [POLICE]
    assert "case.part.ended" in world.events(case)
    world.act(answer_part, world.actor(Role.OFFICER, POLICE), case, HELPED)
    assert [notice.agency_code for notice in world.notices(case, "agency_part_answered")] == [WATER]


def test_reopening_asks_nobody_again_by_itself_but_tells_who_helped(world: World) -> None:
    case = invited(world)
    world.act(answer_part, of_water(world), case, HELPED)
    answer(world, case, ROADS)
    world.act(reopen, CITIZEN, case, "Vẫn còn ổ gà.")
    assert not open_parts(case)
    assert [notice.agency_code for notice in world.notices(case, "agency_part_reopened")] == [WATER]
    world.act(accept, world.officer, case)
    world.act(invite, world.officer, case, WATER, ASKED)
    assert len(parts(world, case)) == 2


def test_the_matrix_calls_helpers_when_a_case_is_routed(world: World) -> None:
    case = world.received()  # potholes are the ward's, with the roads department
    world.act(route, SYSTEM, case)
    lead = lead_leg(case)
    assert lead is not None
    assert lead.agency_code != ROADS
    [part] = parts(world, case)
    assert part.agency_code == ROADS
    assert part.cooperation is not None
    assert (part.cooperation.asked, part.cooperation.asked_by_id) == ("", None)


def test_the_matrix_calls_helpers_for_the_lead_that_it_names_only(world: World) -> None:
    by_the_matrix, by_hand = world.received(), world.received()
    world.act(route, SYSTEM, by_the_matrix)
    ward = by_the_matrix.holder_code
    assert not parts(world, world.forwarded(WATER)), "the dispatcher chose another lead"
    world.act(dispatch, world.dispatcher, by_hand, ward)
    assert [leg.agency_code for leg in open_parts(by_hand)] == [ROADS]
    for _ in range(2):
        officer = world.actor(Role.OFFICER, by_hand.holder_code)
        world.act(
            return_case, officer, by_hand,
            reason_code="khong-tham-quyen", note="Không phải của chúng tôi.", proposed_agency_code=None,
        )  # fmt: skip
        if by_hand.return_count == 1:
            world.act(dispatch, world.dispatcher, by_hand, WATER)
    world.act(rule, world.actor(Role.CITY_LEADER, CENTRE), by_hand, ward, "Đường của phường.")
    assert [leg.agency_code for leg in open_parts(by_hand)] == [ROADS], "it was at work all the time"


def test_a_question_of_the_lead_rests_its_own_clock_and_the_promise_only(world: World) -> None:
    case = invited(world)
    world.act(ask_citizen, world.officer, case, reason_code="dia-diem", text="Ổ gà ở chỗ nào?")
    lead = lead_leg(case)
    assert lead is not None
    found = world.session.scalars(select(Clock).where(Clock.case_id == case.id, Clock.kind == ClockKind.WORK))
    states = {clock.leg_id: clock.state for clock in found}
    assert states == {lead.id: ClockState.PAUSED, parts(world, case)[0].id: ClockState.RUNNING}
    world.act(answer_part, of_water(world), case, HELPED)


def test_the_stored_clocks_equal_their_ledgers(world: World, at: At) -> None:
    case = invited(world)
    at("2026-07-07T10:00")
    world.act(invite, world.officer, case, POLICE, ASKED)
    world.act(return_part, world.actor(Role.OFFICER, POLICE), case, reason_code="khong-tham-quyen", note="Không phải.")
    world.act(answer_part, of_water(world), case, HELPED)
    assert verify(world.session).difference is None
    assert case.received_at + timedelta(days=1) < case.changed_at
    assert case.ward_code == NINH_KIEU
