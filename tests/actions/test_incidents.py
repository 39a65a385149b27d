"""Incidents and merges: one answer to everybody, counted right, and undone for a day."""

from __future__ import annotations

import pytest

from feedback.actions.acknowledge import acknowledge
from feedback.actions.declare_incident import declare_incident
from feedback.actions.merge import join, merge, unmerge
from feedback.actions.rate import rate
from feedback.actions.reopen import reopen
from feedback.actions.transaction import transaction
from feedback.errors import Invalid, Missing, NotYours, Refused
from feedback.models import Case, Report
from feedback.queries.clock_replay import verify
from feedback.queries.incidents import running_incidents
from feedback.queries.public_status import public_status
from feedback.rules.lifecycle import CITIZEN, Actor
from feedback.terms import ClockKind, ClockState, Kind, LegState, Role, State
from tests.conftest import At
from tests.support.july import answer
from tests.support.world import ROADS, WATER, World

NAME = "Mất nước phường Ninh Kiều"


def put_together(world: World, case: Case, into: Case, actor: Actor | None = None) -> None:
    with transaction(world.database) as session:
        merge(session, actor or world.dispatcher, session.get_one(Case, case.id), session.get_one(Case, into.id))
    world.look()


def put_with(world: World, case: Case, incident: Case, actor: Actor | None = None) -> None:
    with transaction(world.database) as session:
        join(session, actor or world.operator, session.get_one(Case, case.id), session.get_one(Case, incident.id))
    world.look()


def incident(world: World, state: State = State.IN_PROGRESS) -> Case:
    case = world.case_in(state)
    world.act(declare_incident, world.dispatcher, case, NAME)
    return case


def test_a_dispatcher_names_an_incident_and_names_it_anew(world: World) -> None:
    case = incident(world)
    world.act(declare_incident, world.dispatcher, case, "Mất nước cả quận")
    [found] = running_incidents(world.session, world.operator)
    assert (found.number, found.name, found.report_count) == (case.number, "Mất nước cả quận", 1)
    with pytest.raises(Invalid):
        world.act(declare_incident, world.dispatcher, case, "  ")
    with pytest.raises(NotYours):
        world.act(declare_incident, world.operator, case, NAME)
    with pytest.raises(Refused):
        world.act(declare_incident, world.dispatcher, world.received(kind=Kind.COMPLAINT), NAME)


def test_an_operator_puts_a_new_report_with_a_running_incident_only(world: World) -> None:
    shared, new = incident(world), world.received(phone="0918 765 432")
    put_with(world, new, shared)
    assert (new.state, new.merged_into_id, shared.report_count) == (State.MERGED, shared.id, 2)
    with pytest.raises(Refused, match="sự cố chung"):
        put_with(world, world.received(), world.in_progress())
    with pytest.raises(Refused):
        put_with(world, world.forwarded(), shared)
    with pytest.raises(NotYours):
        put_together(world, world.received(), shared, world.operator)


def test_an_ended_incident_takes_nobody_in(world: World) -> None:
    shared = incident(world)
    answer(world, shared, ROADS)
    assert running_incidents(world.session, world.operator) == []
    with pytest.raises(Refused):
        put_with(world, world.received(), shared)


def test_everybody_hears_of_every_step_with_their_own_number(world: World) -> None:
    shared = incident(world)
    others = [world.received(phone=f"0918 765 43{number}") for number in range(3)]
    for one in others:
        put_with(world, one, shared)
    reports = {world.report(one).id for one in (shared, *others)}
    with transaction(world.database) as session:
        for one in others:
            acknowledge(session, session.get_one(Report, world.report(one).id))
    world.look()
    assert {notice.report_id for notice in world.notices(shared, "received_incident")} == reports - {
        world.report(shared).id
    }
    answer(world, shared, ROADS)
    assert sorted(str(one.report_id) for one in world.notices(shared, "answered")) == sorted(map(str, reports))
    for score, one in enumerate((shared, *others), 1):
        world.act(lambda s, who, case, value: rate(s, who, case.reports[0], value), CITIZEN, one, score)
    assert [world.report(one).rating for one in (shared, *others)] == [1, 2, 3, 4]
    world.act(reopen, CITIZEN, shared, "Vẫn chưa có nước.")
    assert {notice.report_id for notice in world.notices(shared, "reopened_shared")} == reports
    assert not world.notices(shared, "reopened"), "nobody is told that they asked for it"


def test_every_reporter_sees_the_shared_progress_and_how_many_they_are(world: World) -> None:
    shared, mine = incident(world), world.received(phone="0918 765 432")
    put_with(world, mine, shared)
    answer(world, shared, ROADS)
    found = public_status(world.session, world.report(mine).id, "vi", mine.received_at)
    assert found is not None
    assert (found.state, found.reporters, found.incident) == (State.RESOLVED, 2, NAME)
    assert found.answer is not None
    assert [one.event for one in found.happenings][-2:] == ["case.merged", "report.received"]
    assert found.happenings[0].event == "case.result.approved"


def test_an_undone_merge_leaves_no_trace_in_the_promise(world: World, at: At) -> None:
    into, case = world.in_progress(), world.forwarded(phone="0918 765 432")
    promised = case.resolve_due_at
    at("2026-07-06T10:00")
    put_together(world, case, into)
    at("2026-07-07T09:30")
    world.act(unmerge, world.dispatcher, case)
    assert (case.state, case.merged_into_id, into.report_count) == (State.RECEIVED, None, 1)
    assert case.resolve_due_at == promised, "the citizen was promised this, and nobody told them otherwise"
    clocks = world.clocks(case)
    assert clocks[ClockKind.RESOLVE].state is ClockState.RUNNING
    assert clocks[ClockKind.DISPATCH].started_at == case.changed_at
    assert into.number in case.tray_reason
    assert world.leg(case).state is LegState.WITHDRAWN
    assert [notice.report_id for notice in world.notices(case, "unmerged")] == [world.report(case).id]
    assert world.events(case)[-1] == "case.unmerged"
    assert world.events(into)[-1] == "case.released"
    answer(world, into, ROADS)
    assert {notice.report_id for notice in world.notices(into, "answered")} == {world.report(into).id}
    found = public_status(world.session, world.report(case).id, "vi", case.received_at)
    assert found is not None
    assert found.happenings[0].event == "case.unmerged", "what happens next is shown again"
    assert verify(world.session).difference is None


def test_a_merge_stays_after_a_day_and_after_the_answer(world: World, at: At) -> None:
    into, case, late = world.in_progress(), world.received(), world.received()
    put_together(world, case, into)
    put_together(world, late, world.received())
    answer(world, into, ROADS)
    with pytest.raises(Refused, match="đã trả lời"):
        world.act(unmerge, world.dispatcher, case)
    at("2026-07-07T08:01")
    with pytest.raises(Refused, match="24 giờ"):
        world.act(unmerge, world.dispatcher, late)
    with pytest.raises(NotYours):
        world.act(unmerge, world.operator, late)
    assert case.state is late.state is State.MERGED


def test_undoing_one_of_a_row_of_merges_takes_what_went_with_it(world: World) -> None:
    first, second, third, fourth = (world.received() for _ in range(4))
    put_together(world, first, second)
    put_together(world, second, third)
    put_together(world, third, fourth)
    world.act(unmerge, world.dispatcher, second)
    assert (first.merged_into_id, second.merged_into_id, third.merged_into_id) == (second.id, None, fourth.id)
    assert [one.report_count for one in (second, third, fourth)] == [2, 1, 2]
    world.act(unmerge, world.dispatcher, first)
    assert (first.state, second.report_count) == (State.RECEIVED, 1)
    put_together(world, first, fourth)
    assert fourth.report_count == 3


def test_a_returned_case_comes_back_as_a_returned_one(world: World) -> None:
    case = world.returned()
    put_together(world, case, world.in_progress())
    world.act(unmerge, world.dispatcher, case)
    assert case.state is State.RETURNED


def test_both_cases_must_be_in_sight(world: World) -> None:
    hidden = world.received(kind=Kind.DENUNCIATION)
    with pytest.raises((Missing, Refused)):
        put_with(world, world.received(), hidden)
    stranger = world.actor(Role.AGENCY_LEADER, WATER)
    with pytest.raises((Missing, NotYours)):
        put_together(world, world.received(), world.in_progress(), stranger)
