"""Sending a case to an agency, and what the agency may do with it: accept, return, assign, note."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from feedback.actions.accept import accept
from feedback.actions.assign import assign
from feedback.actions.forward import dispatch, redirect
from feedback.actions.return_case import return_case
from feedback.actions.write_note import write_note
from feedback.errors import Invalid, NotYours, Refused
from feedback.models import Case, Clock, Decision, Note
from feedback.terms import ClockKind, ClockOutcome, ClockState, Kind, LegRole, LegState, NoticeState, Role, State
from tests.conftest import At
from tests.support.world import CENTRE, ROADS, WATER, World


def give_back(world: World, case: Case, **changes: Any) -> None:
    given: dict[str, Any] = {
        "reason_code": "khong-tham-quyen",
        "note": "Đường này của đơn vị khác.",
        "proposed_agency_code": WATER,
    }
    world.act(return_case, world.officer, case, **(given | changes))


def test_dispatch_opens_a_lead_leg_with_its_clocks(world: World) -> None:
    case = world.forwarded()
    leg = world.leg(case)
    assert (case.state, case.holder_code) == (State.FORWARDED, ROADS)
    assert (leg.role, leg.state, leg.agency_code) == (LegRole.LEAD, LegState.SENT, ROADS)
    running = {kind for kind, clock in world.clocks(case).items() if clock.state is ClockState.RUNNING}
    assert running == {ClockKind.RESOLVE, ClockKind.ACCEPT, ClockKind.TRANSFER, ClockKind.WORK}
    assert world.clocks(case)[ClockKind.DISPATCH].outcome is ClockOutcome.MET


def test_dispatch_tells_citizen_and_agency(world: World) -> None:
    case = world.forwarded()
    citizen, agency = world.notices(case)
    assert (citizen.template, citizen.report_id) == ("forwarded", world.report(case).id)
    assert citizen.state is NoticeState.OWED
    assert (agency.template, agency.agency_code, agency.state) == ("agency_new", ROADS, NoticeState.SENT)
    assert [task.subject_id for task in world.tasks("send_notice")] == [citizen.id]


def test_dispatch_keeps_who_decided_and_why(world: World) -> None:
    case = world.received()
    world.act(dispatch, world.dispatcher, case, ROADS, "Đường do Sở quản lý.")
    decision = world.session.get_one(Decision, world.leg(case).decision_id)
    assert (decision.decided_by_id, decision.sentence) == (world.dispatcher.user_id, "Đường do Sở quản lý.")


def test_without_a_phone_nobody_is_owed_a_message(world: World) -> None:
    case = world.forwarded(phone="")
    assert world.notices(case, "forwarded") == []
    assert world.tasks("send_notice") == []


def test_a_case_without_a_field_is_not_sent(world: World) -> None:
    case = world.received(field_code=None)
    with pytest.raises(Invalid) as refused:
        world.act(dispatch, world.dispatcher, case, ROADS)
    assert refused.value.field == "field_code"
    assert case.state is State.RECEIVED


@pytest.mark.parametrize("agency", ["khong-co", "so-giao-thong-van-tai"])
def test_an_unknown_or_dissolved_agency_gets_nothing(world: World, agency: str) -> None:
    with pytest.raises(Invalid) as refused:
        world.act(dispatch, world.dispatcher, world.received(), agency)
    assert refused.value.field == "agency_code"


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.OFFICER, Role.AGENCY_LEADER, Role.CITY_LEADER, Role.ADMIN])
def test_only_a_dispatcher_dispatches(world: World, role: Role) -> None:
    with pytest.raises(NotYours):
        world.act(dispatch, world.actor(role), world.received(), ROADS)


def test_a_denunciation_is_never_sent_to_an_agency(world: World) -> None:
    with pytest.raises(Refused, match="quy trình"):
        world.act(dispatch, world.dispatcher, world.received(kind=Kind.DENUNCIATION), ROADS)


def test_a_case_is_dispatched_once(world: World) -> None:
    with pytest.raises(Refused):
        world.act(dispatch, world.dispatcher, world.forwarded(), WATER)


def test_redirect_withdraws_the_first_leg_and_opens_another(world: World, at: At) -> None:
    case = world.in_progress()
    at("2026-07-06T09:00")
    world.act(redirect, world.dispatcher, case, WATER, "Nắp cống, không phải mặt đường.")
    first, second = case.legs
    assert (first.state, second.state, second.agency_code) == (LegState.WITHDRAWN, LegState.SENT, WATER)
    assert (case.state, case.holder_code) == (State.FORWARDED, WATER)
    assert world.events(case)[-1] == "case.redirected"
    of_first = select(Clock.outcome).where(Clock.leg_id == first.id, Clock.kind == ClockKind.WORK)
    assert world.session.scalars(of_first).all() == [ClockOutcome.CANCELLED], "a leg taken away is not judged"


def test_redirect_needs_a_reason_and_another_agency(world: World) -> None:
    case = world.forwarded()
    with pytest.raises(Invalid):
        world.act(redirect, world.dispatcher, case, WATER, "  ")
    with pytest.raises(Invalid) as refused:
        world.act(redirect, world.dispatcher, case, ROADS, "Vẫn cơ quan này.")
    assert refused.value.field == "agency_code"


def test_the_officer_who_accepts_handles_it(world: World) -> None:
    case = world.forwarded()
    world.act(accept, world.officer, case)
    leg = world.leg(case)
    assert (case.state, leg.state, leg.officer_id) == (State.IN_PROGRESS, LegState.ACCEPTED, world.officer.user_id)
    assert world.clocks(case)[ClockKind.ACCEPT].outcome is ClockOutcome.MET
    assert world.clocks(case)[ClockKind.TRANSFER].outcome is ClockOutcome.CANCELLED
    assert world.clocks(case)[ClockKind.WORK].state is ClockState.RUNNING


def test_a_leader_who_accepts_leaves_the_officer_open(world: World) -> None:
    case = world.forwarded()
    world.act(accept, world.leader, case)
    assert world.leg(case).officer_id is None


def test_accepting_late_is_late(world: World, at: At) -> None:
    case = world.forwarded()
    at("2026-07-09T08:00")
    world.act(accept, world.officer, case)
    assert world.clocks(case)[ClockKind.ACCEPT].outcome is ClockOutcome.MISSED


def test_another_agency_does_not_accept(world: World) -> None:
    with pytest.raises(NotYours):
        world.act(accept, world.actor(Role.OFFICER, WATER), world.forwarded())


def test_a_returned_leg_goes_to_the_dispatcher_not_back_to_the_citizen(world: World) -> None:
    case = world.forwarded()
    promise = case.resolve_due_at
    told = len(world.notices(case, "forwarded"))
    give_back(world, case)
    leg = world.leg(case)
    assert (case.state, case.holder_code) == (State.RETURNED, CENTRE)
    assert (leg.state, leg.return_code, leg.proposed_agency_code) == (LegState.RETURNED, "khong-tham-quyen", WATER)
    assert "trả lại" in case.tray_reason
    assert case.return_count == 1
    assert len([notice for notice in world.notices(case) if notice.report_id]) == told, "the citizen is not bothered"
    assert case.resolve_due_at == promise, "and the promise keeps running (R8)"
    assert world.clocks(case)[ClockKind.RESOLVE].state is ClockState.RUNNING
    assert world.clocks(case)[ClockKind.DISPATCH].state is ClockState.RUNNING
    assert world.notices(case)[-1].agency_code == CENTRE


def test_an_accepted_case_may_still_be_returned(world: World) -> None:
    case = world.in_progress()
    give_back(world, case)
    assert case.state is State.RETURNED
    assert world.clocks(case)[ClockKind.WORK].outcome is ClockOutcome.CANCELLED


def test_a_returned_case_is_dispatched_again_without_its_old_reason(world: World) -> None:
    case = world.returned()
    world.act(dispatch, world.dispatcher, case, WATER)
    assert (case.state, case.holder_code, case.tray_reason) == (State.FORWARDED, WATER, "")
    assert [leg.state for leg in case.legs] == [LegState.RETURNED, LegState.SENT]


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("reason_code", {"reason_code": "vi-khong-thich"}),
        ("note", {"note": " "}),
        ("note", {"note": "x" * 5_001}),
        ("proposed_agency_code", {"proposed_agency_code": "khong-co"}),
        ("proposed_agency_code", {"proposed_agency_code": ROADS}),
    ],
)
def test_a_return_says_why_and_to_whom(world: World, field: str, changes: dict) -> None:
    case = world.forwarded()
    with pytest.raises(Invalid) as refused:
        give_back(world, case, **changes)
    assert refused.value.field == field
    assert case.state is State.FORWARDED


def test_a_return_may_leave_the_owner_open(world: World) -> None:
    case = world.forwarded()
    give_back(world, case, proposed_agency_code=None)
    assert world.leg(case).proposed_agency_code is None


def test_a_case_is_assigned_to_a_colleague(world: World) -> None:
    case, colleague = world.in_progress(), world.account(Role.OFFICER)
    world.act(assign, world.leader, case, colleague.id)
    assert world.leg(case).officer_id == colleague.id


def test_a_case_is_assigned_to_nobody_else(world: World) -> None:
    case = world.in_progress()
    outsiders = [
        world.account(Role.OFFICER, WATER).id,
        world.account(Role.OFFICER, is_active=False).id,
        world.account(Role.DISPATCHER).id,
        999_999,
    ]
    for officer_id in outsiders:
        with pytest.raises(Invalid):
            world.act(assign, world.leader, case, officer_id)
    assert world.leg(case).officer_id == world.officer.user_id


def test_a_note_is_kept_with_its_writer(world: World) -> None:
    case = world.in_progress()
    note_id = world.act(write_note, world.officer, case, " Đã gọi người phản ánh. ").id
    note = world.session.get_one(Note, note_id)
    assert (note.text, note.author_id, note.agency_code) == ("Đã gọi người phản ánh.", world.officer.user_id, ROADS)
    assert case.state is State.IN_PROGRESS


def test_citizens_and_onlookers_write_no_notes(world: World) -> None:
    case = world.received()
    for role in (Role.AUDITOR, Role.CITY_LEADER, Role.ADMIN):
        with pytest.raises(NotYours):
            world.act(write_note, world.actor(role), case, "Tôi chỉ xem.")
    with pytest.raises(Invalid):
        world.act(write_note, world.operator, case, "")
