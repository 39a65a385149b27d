"""The other ends of a case: refused, referred, merged."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from feedback.actions.accept import accept
from feedback.actions.ask_citizen import ask_citizen
from feedback.actions.hand_in import approve, submit_result
from feedback.actions.merge import merge
from feedback.actions.rate import rate
from feedback.actions.refer import refer
from feedback.actions.refuse import refuse
from feedback.actions.set_kind import set_kind
from feedback.actions.transaction import transaction
from feedback.errors import Invalid, NotYours, Outdated, Refused
from feedback.models import Case
from feedback.queries.case_of_report import answering_case
from feedback.rules.lifecycle import CITIZEN, Actor
from feedback.terms import ClockKind, ClockOutcome, ClockState, Kind, LegState, Publication, Role, State
from tests.support.races import at_once
from tests.support.world import ANSWER, CENTRE, NO_PICTURE, World


def put_together(world: World, case: Case, into: Case) -> None:
    with transaction(world.database) as session:
        _merge(session, world.dispatcher, case.id, into.id)
    world.look()


def _merge(session: Session, actor: Actor, case_id: int, into_id: int) -> None:
    merge(session, actor, session.get_one(Case, case_id), session.get_one(Case, into_id))


def test_a_refusal_tells_the_citizen_why(world: World) -> None:
    case = world.received()
    world.act(refuse, world.dispatcher, case, reason_code="ngoai-tham-quyen", text=" Việc này do tỉnh bạn giải quyết. ")
    assert (case.state, case.refusal_code) == (State.REFUSED, "ngoai-tham-quyen")
    assert case.refusal_text == "Việc này do tỉnh bạn giải quyết."
    (notice,) = world.notices(case)
    assert (notice.template, notice.values) == ("refused", {"reason": "Ngoài thẩm quyền"})
    assert not [clock for clock in world.clocks(case).values() if clock.state is not ClockState.STOPPED]


def test_a_returned_case_may_be_refused(world: World) -> None:
    case = world.returned()
    world.act(refuse, world.dispatcher, case, reason_code="thieu-thong-tin")
    assert (case.state, case.tray_reason) == (State.REFUSED, "")


def test_a_refusal_has_a_coded_reason(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        world.act(refuse, world.dispatcher, world.received(), reason_code="ban-qua")
    assert refused.value.field == "reason_code"


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.OFFICER, Role.AGENCY_LEADER, Role.ADMIN])
def test_only_a_dispatcher_refuses(world: World, role: Role) -> None:
    with pytest.raises(NotYours):
        world.act(refuse, world.actor(role), world.received(), reason_code="thieu-thong-tin")


def test_what_an_agency_holds_is_not_refused(world: World) -> None:
    with pytest.raises(Refused):
        world.act(refuse, world.dispatcher, world.in_progress(), reason_code="thieu-thong-tin")


def test_a_denunciation_is_referred_and_stays_confidential(world: World) -> None:
    case = world.referred()
    assert (case.state, case.referred_to, case.holder_code) == (State.REFERRED, "Thanh tra thành phố", CENTRE)
    assert (case.publication, case.resolve_due_at) == (Publication.WITHHELD, None)
    assert case.is_confidential
    assert world.notices(case)[-1].values == {"where": "Thanh tra thành phố"}


def test_what_turns_out_to_be_a_complaint_leaves_the_agency(world: World) -> None:
    case = world.forwarded()
    world.act(set_kind, world.dispatcher, case, Kind.COMPLAINT)
    world.act(refer, world.dispatcher, case, "Ủy ban nhân dân phường")
    assert world.leg(case).state is LegState.WITHDRAWN
    assert case.holder_code == CENTRE
    assert {clock.outcome for clock in world.clocks(case).values()} <= {ClockOutcome.CANCELLED, ClockOutcome.MET}


def test_referring_says_where_to(world: World) -> None:
    case = world.received(kind=Kind.COMPLAINT)
    for where in ("", "x" * 301):
        with pytest.raises(Invalid) as refused:
            world.act(refer, world.dispatcher, case, where)
        assert refused.value.field == "referred_to"


def test_feedback_is_not_referred_away(world: World) -> None:
    with pytest.raises(Refused):
        world.act(refer, world.dispatcher, world.received(), "Thanh tra thành phố")


def test_merging_ends_one_case_in_the_other(world: World) -> None:
    into = world.in_progress()
    case = world.forwarded()
    put_together(world, case, into)
    assert (case.state, case.merged_into_id) == (State.MERGED, into.id)
    assert world.leg(case).state is LegState.WITHDRAWN
    assert (into.state, into.report_count) == (State.IN_PROGRESS, 2)
    assert all(clock.state is ClockState.STOPPED for clock in world.clocks(case).values())
    assert world.events(case)[-1] == "case.merged"
    assert world.events(into)[-1] == "case.absorbed"
    assert world.notices(into, "merged")[0].report_id == world.report(case).id


def test_both_citizens_get_the_one_answer(world: World) -> None:
    into, case = world.in_progress(), world.received(phone="0918 765 432")
    put_together(world, case, into)
    world.act(submit_result, world.officer, into, result_code="da-xu-ly", text=ANSWER, no_picture_reason=NO_PICTURE)
    world.act(approve, world.leader, into)
    told = {notice.report_id for notice in world.notices(into, "answered")}
    assert told == {world.report(into).id, world.report(case).id}
    assert answering_case(world.report(case)).id == into.id


def test_each_citizen_rates_for_themselves(world: World) -> None:
    into = world.in_progress()
    case = world.merged(into)
    world.act(submit_result, world.officer, into, result_code="da-xu-ly", text=ANSWER, no_picture_reason=NO_PICTURE)
    world.act(approve, world.leader, into)
    for score, rated in ((5, into), (1, case)):
        world.act(lambda session, who, found, value: rate(session, who, found.reports[0], value), CITIZEN, rated, score)
    assert (world.report(into).rating, world.report(case).rating) == (5, 1)


def test_both_citizens_are_asked(world: World) -> None:
    into = world.in_progress(phone="")
    world.merged(into, phone="0918 765 432")
    world.act(ask_citizen, world.officer, into, reason_code="dia-diem", text="Ở đâu?")
    assert len(world.notices(into, "question")) == 1, "the second can be reached"


def test_a_row_of_merges_leads_to_the_last_case(world: World) -> None:
    first, second, third = world.received(), world.received(), world.received()
    put_together(world, first, second)
    put_together(world, second, third)
    assert first.merged_into_id == second.merged_into_id == third.id
    assert third.report_count == 3
    assert answering_case(world.report(first)).id == third.id
    assert len(world.notices(third, "merged")) == 2


@pytest.mark.parametrize("state", [State.RESOLVED, State.CLOSED, State.REFUSED, State.REFERRED, State.MERGED])
def test_nothing_is_merged_into_a_case_that_is_not_open(world: World, state: State) -> None:
    with pytest.raises(Refused):
        put_together(world, world.received(), world.case_in(state))


def test_nothing_is_merged_into_itself_or_into_a_denunciation(world: World) -> None:
    case = world.received()
    with pytest.raises(Refused, match="chính nó"):
        put_together(world, case, case)
    with pytest.raises(Refused, match="tố cáo"):
        put_together(world, case, world.received(kind=Kind.DENUNCIATION))


def test_two_opposite_merges_at_once_leave_one_open_case(world: World) -> None:
    dispatcher = world.dispatcher  # the world's own session is not for two threads
    for _ in range(5):
        first, second = world.received(), world.received()
        pairs = [(first.id, second.id), (second.id, first.id)]
        failures = at_once(
            world,
            *(lambda session, pair=pair: _merge(session, dispatcher, *pair) for pair in pairs),
        )
        assert len(failures) == 1, failures
        assert isinstance(failures[0], Outdated | Refused)
        assert {first.state, second.state} == {State.MERGED, State.RECEIVED}


def test_a_merged_case_wants_nothing_more(world: World) -> None:
    case = world.merged(world.received())
    with pytest.raises(Refused):
        world.act(accept, world.officer, case)
    assert ClockKind.RESOLVE in world.clocks(case)
