"""From the result to the citizen's last word: submit, approve, send back, publish, close, rate, reopen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from feedback import clock
from feedback.actions.accept import accept
from feedback.actions.close_case import close_case
from feedback.actions.hand_in import approve, send_back, submit_result
from feedback.actions.publish import publish
from feedback.actions.rate import rate
from feedback.actions.reopen import reopen
from feedback.errors import Invalid, NotYours, Refused
from feedback.models import Case, Note, Result
from feedback.rules.lifecycle import CITIZEN, SYSTEM, Actor
from feedback.terms import ClockKind, ClockOutcome, ClockState, LegState, Publication, Role, State
from tests.conftest import At
from tests.support.world import ANSWER, CENTRE, NO_PICTURE, ROADS, WATER, World

REDACTED = {"public_text": "Mặt đường có ổ gà lớn.", "public_answer": "Đã vá xong ổ gà."}


def rate_case(world: World, case: Case, score: int, actor: Actor = CITIZEN, comment: str = "") -> None:
    world.act(lambda session, who, found: rate(session, who, found.reports[0], score, comment), actor, case)


def submit(world: World, case: Case, **changes: Any) -> None:
    given: dict[str, Any] = {"result_code": "da-xu-ly", "text": ANSWER, "no_picture_reason": NO_PICTURE}
    world.act(submit_result, world.officer, case, **(given | changes))


def test_a_result_waits_for_the_leader(world: World) -> None:
    case = world.awaiting_approval()
    assert case.state is State.AWAITING_APPROVAL
    assert case.result is not None
    assert (case.result.text, case.result.submitted_by_id) == (ANSWER, world.officer.user_id)
    assert world.notices(case)[-1].template == "agency_approval"
    assert world.clocks(case)[ClockKind.RESOLVE].state is ClockState.RUNNING, "handing in is not answering"


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("result_code", {"result_code": "xong"}),
        ("text", {"text": " "}),
        ("text", {"text": "Đã tiếp thu, ghi nhận."}),
        ("text", {"text": "Đã xử lý xong."}),
        ("done_on_site_at", {"done_on_site_at": "later"}),
    ],
)
def test_a_result_says_what_was_done(world: World, field: str, changes: dict[str, Any]) -> None:
    case = world.in_progress()
    if "done_on_site_at" in changes:
        changes = {"done_on_site_at": clock.now() + timedelta(minutes=1)}
    with pytest.raises(Invalid) as refused:
        submit(world, case, **changes)
    assert refused.value.field == field
    assert case.state is State.IN_PROGRESS


def test_nobody_approves_their_own_result(world: World) -> None:
    case = world.in_progress()
    world.act(submit_result, world.leader, case, result_code="da-xu-ly", text=ANSWER, no_picture_reason=NO_PICTURE)
    with pytest.raises(Refused, match="tự duyệt"):
        world.act(approve, world.leader, case)
    world.act(approve, world.another(Role.AGENCY_LEADER), case)
    assert case.state is State.RESOLVED


def test_approval_answers_the_citizen_and_ends_the_leg(world: World) -> None:
    case = world.resolved()
    leg, clocks = world.leg(case), world.clocks(case)
    assert (case.state, leg.state, case.resolved_at) == (State.RESOLVED, LegState.DONE, clock.now())
    assert clocks[ClockKind.RESOLVE].outcome is ClockOutcome.MET
    assert clocks[ClockKind.WORK].outcome is ClockOutcome.MET
    assert clocks[ClockKind.CLOSE].state is clocks[ClockKind.PUBLISH].state is ClockState.RUNNING
    assert [notice.template for notice in world.notices(case) if notice.report_id][-1] == "answered"
    assert case.result is not None
    assert case.result.approved_by_id == world.leader.user_id


def test_a_late_answer_is_late_for_both_clocks(world: World, at: At) -> None:
    case = world.awaiting_approval()
    at("2026-07-10T08:00")
    world.act(approve, world.leader, case)
    assert world.clocks(case)[ClockKind.RESOLVE].outcome is ClockOutcome.MISSED
    assert world.clocks(case)[ClockKind.WORK].outcome is ClockOutcome.MISSED


def test_an_answer_in_the_very_last_minute_is_on_time(world: World, at: At) -> None:
    case = world.awaiting_approval()
    at("2026-07-09T17:00")
    world.act(approve, world.leader, case)
    assert world.clocks(case)[ClockKind.RESOLVE].outcome is ClockOutcome.MET


@pytest.mark.parametrize("role", [Role.OFFICER, Role.DISPATCHER, Role.OPERATOR, Role.CITY_LEADER, Role.ADMIN])
def test_only_a_leader_approves(world: World, role: Role) -> None:
    with pytest.raises(NotYours):
        world.act(approve, world.actor(role), world.awaiting_approval())


def test_the_leader_of_another_agency_does_not_approve(world: World) -> None:
    with pytest.raises(NotYours):
        world.act(approve, world.actor(Role.AGENCY_LEADER, WATER), world.awaiting_approval())


def test_a_result_sent_back_goes_to_the_officer_with_a_note(world: World) -> None:
    case = world.awaiting_approval()
    world.act(send_back, world.leader, case, "Chưa có ảnh sau khi vá.")
    assert (case.state, case.result_id) == (State.IN_PROGRESS, None)
    (result,) = world.session.query(Result).all()
    assert (result.sent_back_note, result.approved_at) == ("Chưa có ảnh sau khi vá.", None)
    assert world.clocks(case)[ClockKind.WORK].state is ClockState.RUNNING
    submit(world, case, text=ANSWER + " Có ảnh kèm theo.")
    world.act(approve, world.leader, case)
    assert case.result is not None
    assert case.result.text.endswith("kèm theo.")


def test_sending_back_needs_a_note(world: World) -> None:
    case = world.awaiting_approval()
    with pytest.raises(Invalid) as refused:
        world.act(send_back, world.leader, case, "")
    assert refused.value.field == "note"


def test_closing_stops_the_centres_clock(world: World) -> None:
    case = world.closed()
    assert (case.state, case.closed_at) == (State.CLOSED, clock.now())
    assert world.clocks(case)[ClockKind.CLOSE].outcome is ClockOutcome.MET


def test_the_system_may_close_and_the_agency_may_not(world: World) -> None:
    case = world.resolved()
    with pytest.raises(NotYours):
        world.act(close_case, world.leader, case)
    world.act(close_case, SYSTEM, case)
    assert case.state is State.CLOSED


def test_an_open_case_is_not_closed(world: World) -> None:
    with pytest.raises(Refused):
        world.act(close_case, world.dispatcher, world.in_progress())


def test_a_redacted_copy_is_published(world: World) -> None:
    case = world.resolved()
    world.act(publish, world.dispatcher, case, **REDACTED)
    assert (case.publication, case.published_at) == (Publication.PUBLISHED, clock.now())
    assert case.public_text == REDACTED["public_text"]
    assert world.clocks(case)[ClockKind.PUBLISH].outcome is ClockOutcome.MET
    with pytest.raises(Refused):
        world.act(publish, world.dispatcher, case, **REDACTED)


@pytest.mark.parametrize("private", ["gọi 0907 123 456", "ghi an.nguyen@vidu.vn", "CCCD 092123456789"])
@pytest.mark.parametrize("field", ["public_text", "public_answer"])
def test_private_facts_are_not_published(world: World, field: str, private: str) -> None:
    case = world.resolved()
    with pytest.raises(Invalid) as refused:
        world.act(publish, world.dispatcher, case, **(REDACTED | {field: f"Đường hỏng, {private} nhé."}))
    assert refused.value.field == field
    assert case.publication is Publication.PRIVATE


def test_an_unanswered_case_is_not_published(world: World) -> None:
    with pytest.raises(Refused):
        world.act(publish, world.dispatcher, world.in_progress(), **REDACTED)


@pytest.mark.parametrize("score", [1, 5])
def test_the_citizen_rates_the_answer_once(world: World, score: int) -> None:
    case = world.resolved()
    rate_case(world, case, score, comment=" Cảm ơn! ")
    report = world.report(case)
    assert (report.rating, report.rating_comment, report.rated_at) == (score, "Cảm ơn!", clock.now())
    with pytest.raises(Refused, match="rồi"):
        rate_case(world, case, 3)


@pytest.mark.parametrize("score", [0, 6, -1])
def test_there_are_five_words_to_rate_with(world: World, score: int) -> None:
    with pytest.raises(Invalid) as refused:
        rate_case(world, world.resolved(), score)
    assert refused.value.field == "rating"


def test_an_unanswered_case_is_not_rated(world: World) -> None:
    with pytest.raises(Refused):
        rate_case(world, world.in_progress(), 5)


def test_an_agency_does_not_rate_itself(world: World) -> None:
    with pytest.raises(NotYours):
        rate_case(world, world.resolved(), 5, world.officer)


def test_reopening_gives_the_case_back_to_the_agency_that_answered(world: World, at: At) -> None:
    case = world.closed()
    at("2026-07-08T09:00")
    world.act(reopen, CITIZEN, case, "Vá được hai hôm đã bong.")
    first, second = case.legs
    assert (case.state, case.holder_code, case.reopen_count) == (State.FORWARDED, ROADS, 1)
    assert (first.state, second.state, second.agency_code) == (LegState.DONE, LegState.SENT, ROADS)
    assert (case.resolved_at, case.closed_at, case.result_id) == (None, None, None)
    note = world.session.query(Note).one()
    assert (note.text, note.author_id) == ("Vá được hai hôm đã bong.", None)
    assert world.notices(case)[-1].template == "agency_reopened"
    assert "reopened" in [notice.template for notice in world.notices(case)]


def test_reopening_lets_the_promise_run_with_what_was_left(world: World, at: At) -> None:
    case = world.closed()  # answered at once: three whole working days were left
    at("2026-07-08T08:00")
    world.act(reopen, CITIZEN, case, "Chưa làm gì cả.")
    resolve = world.clocks(case)[ClockKind.RESOLVE]
    assert resolve.state is ClockState.RUNNING
    assert case.resolve_due_at == resolve.due_at == at("2026-07-13T17:00")


def test_reopening_gives_at_least_one_working_day(world: World, at: At) -> None:
    case = world.awaiting_approval()
    at("2026-07-09T16:59")
    world.act(approve, world.leader, case)
    at("2026-07-13T08:00")
    world.act(reopen, CITIZEN, case, "Chưa làm gì cả.")
    assert case.resolve_due_at == at("2026-07-14T17:00"), "one minute was left; R9 gives a working day"


def test_a_reopened_case_that_was_late_stays_late(world: World, at: At) -> None:
    case = world.awaiting_approval()
    at("2026-07-10T08:00")
    world.act(approve, world.leader, case)
    world.act(reopen, CITIZEN, case, "Chưa làm gì cả.")
    world.act(accept, world.officer, case)
    submit(world, case)
    world.act(approve, world.leader, case)
    assert world.clocks(case)[ClockKind.RESOLVE].outcome is ClockOutcome.MISSED


def test_a_reopened_case_is_no_longer_public(world: World) -> None:
    case = world.closed()
    world.act(publish, world.dispatcher, case, **REDACTED)
    world.act(reopen, CITIZEN, case, "Chưa làm gì cả.")
    assert (case.publication, case.published_at) == (Publication.PRIVATE, None)


def test_reopening_ends_seven_days_after_closing(world: World, at: At) -> None:
    case = world.closed()
    at("2026-07-13T08:00")
    world.act(reopen, CITIZEN, case, "Vẫn còn hư.")
    late = world.closed()
    at("2026-07-20T08:01")
    with pytest.raises(Refused, match="phản ánh mới"):
        world.act(reopen, CITIZEN, late, "Vẫn còn hư.")


def test_reopening_needs_a_reason(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        world.act(reopen, CITIZEN, world.closed(), "")
    assert refused.value.field == "why"


def test_a_case_is_reopened_twice_and_rated_once(world: World) -> None:
    case = world.closed()
    for _ in range(2):
        world.act(reopen, CITIZEN, case, "Vẫn còn hư.")
        world.act(accept, world.officer, case)
        submit(world, case)
        world.act(approve, world.leader, case)
    rate_case(world, case, 2)
    assert case.reopen_count == 2
    assert len(case.legs) == 3
    assert case.holder_code == ROADS != CENTRE


def test_each_answer_is_rated_anew_after_reopening(world: World) -> None:
    case = world.closed()
    rate_case(world, case, 1, comment="Chưa làm gì cả.")
    world.act(reopen, CITIZEN, case, "Vẫn còn hư.")
    assert (case.reports[0].rating, case.reports[0].rated_at) == (None, None)
    assert "Chưa làm gì cả." in {note.text for note in world.session.scalars(select(Note))}
    world.act(accept, world.officer, case)
    submit(world, case)
    world.act(approve, world.leader, case)
    rate_case(world, case, 5)
    assert case.reports[0].rating == 5
