"""Asking the citizen: a question really sent pauses the promise; an answer, staff or time lets it run again (R6)."""

from __future__ import annotations

import pytest

from feedback.actions.ask_citizen import ask_citizen, open_question, receive_answer, resume
from feedback.errors import Invalid, NotYours, Refused
from feedback.models import Case, Question
from feedback.rules.lifecycle import CITIZEN, SYSTEM
from feedback.terms import ClockKind, ClockState, Dialogue, Level, Role, State
from tests.conftest import At
from tests.support.world import ROADS, WATER, World


def states(world: World, case: Case) -> dict[ClockKind, ClockState]:
    return {kind: clock.state for kind, clock in world.clocks(case).items()}


def test_a_question_pauses_the_promise_and_the_agencys_clock(world: World) -> None:
    case = world.awaiting_info()
    assert (case.state, case.dialogue) == (State.AWAITING_INFO, Dialogue.ASKED)
    assert states(world, case)[ClockKind.RESOLVE] is ClockState.PAUSED
    assert states(world, case)[ClockKind.WORK] is ClockState.PAUSED
    assert [notice.template for notice in world.notices(case) if notice.report_id][-1] == "question"
    assert world.leg(case).pauses_used == 1


def test_the_wait_ends_by_itself_after_five_working_days(world: World, at: At) -> None:
    case = world.awaiting_info()
    (task,) = world.tasks("stop_waiting")
    assert task.run_at == at("2026-07-13T17:00"), "asked on Monday: Tuesday to Monday"
    question = open_question(world.session, case)
    assert question is not None
    assert task.subject_id == question.id


def test_an_answer_moves_the_promise_by_the_time_waited(world: World, at: At) -> None:
    case = world.in_progress()
    promised = case.resolve_due_at
    assert promised == at("2026-07-09T17:00")
    at("2026-07-06T09:00")
    world.act(ask_citizen, world.officer, case, reason_code="dia-diem", text="Ở đâu?")
    at("2026-07-07T09:00")
    world.act(receive_answer, CITIZEN, case, "Trước chợ, đối diện trường học.")
    assert (case.state, case.dialogue) == (State.IN_PROGRESS, Dialogue.ANSWERED)
    assert case.resolve_due_at == at("2026-07-10T17:00"), "one working day waited, one working day more"
    assert states(world, case)[ClockKind.WORK] is ClockState.RUNNING
    assert world.notices(case)[-1].template == "agency_answered"


def test_an_operator_takes_the_answer_by_telephone(world: World) -> None:
    case = world.awaiting_info()
    world.act(receive_answer, world.operator, case, "Người gọi nói: trước số 12.")
    question = world.session.query(Question).one()
    assert (question.answer, question.ended_by) == ("Người gọi nói: trước số 12.", "citizen")


def test_an_answer_is_given_once(world: World) -> None:
    case = world.awaiting_info()
    world.act(receive_answer, CITIZEN, case, "Trước chợ.")
    with pytest.raises(Refused):
        world.act(receive_answer, CITIZEN, case, "Trước chợ.")


def test_nothing_asked_nothing_answered(world: World) -> None:
    with pytest.raises(Refused):
        world.act(receive_answer, CITIZEN, world.in_progress(), "Không ai hỏi tôi.")


def test_an_empty_answer_is_refused_and_the_wait_goes_on(world: World) -> None:
    case = world.awaiting_info()
    with pytest.raises(Invalid) as refused:
        world.act(receive_answer, CITIZEN, case, " \n ")
    assert refused.value.field == "answer"
    assert case.state is State.AWAITING_INFO


def test_time_ends_the_wait(world: World, at: At) -> None:
    case = world.awaiting_info()
    at("2026-07-13T17:00")
    world.act(resume, SYSTEM, case)
    assert (case.state, case.dialogue) == (State.IN_PROGRESS, Dialogue.NONE)
    assert world.session.query(Question).one().ended_by == "time"
    assert states(world, case)[ClockKind.RESOLVE] is ClockState.RUNNING


def test_staff_may_stop_waiting(world: World) -> None:
    case = world.awaiting_info()
    world.act(resume, world.officer, case)
    assert world.session.query(Question).one().ended_by == "staff"


def test_nobody_is_paused_silently(world: World) -> None:
    case = world.in_progress(phone="")
    with pytest.raises(Refused, match="không để lại"):
        world.act(ask_citizen, world.officer, case, reason_code="dia-diem", text="Ở đâu?")
    assert case.state is State.IN_PROGRESS
    assert states(world, case)[ClockKind.RESOLVE] is ClockState.RUNNING
    assert world.leg(case).pauses_used == 0


def test_a_mail_address_is_enough_to_be_asked(world: World) -> None:
    case = world.awaiting_info(phone="", email="nguoi.gui@vidu.vn")
    assert case.state is State.AWAITING_INFO


def test_an_agency_asks_twice_at_most(world: World) -> None:
    case = world.awaiting_info()
    world.act(receive_answer, CITIZEN, case, "Trước chợ.")
    world.act(ask_citizen, world.officer, case, reason_code="hinh-anh", text="Xin một tấm ảnh.")
    world.act(receive_answer, CITIZEN, case, "Tôi không chụp được.")
    with pytest.raises(Refused, match="2 lần"):
        world.act(ask_citizen, world.officer, case, reason_code="thoi-gian", text="Khi nào?")


def test_an_urgent_or_overdue_case_is_not_paused(world: World, at: At) -> None:
    with pytest.raises(Refused, match="khẩn"):
        world.awaiting_info(level=Level.URGENT)
    case = world.in_progress()
    at("2026-07-10T08:00")
    with pytest.raises(Refused, match="quá hạn"):
        world.act(ask_citizen, world.officer, case, reason_code="dia-diem", text="Ở đâu?")


@pytest.mark.parametrize(
    ("field", "reason_code", "text"),
    [("reason_code", "vi-to-mo", "Ở đâu?"), ("text", "dia-diem", " "), ("text", "dia-diem", "x" * 5_001)],
)
def test_a_question_has_a_reason_and_words(world: World, field: str, reason_code: str, text: str) -> None:
    case = world.in_progress()
    with pytest.raises(Invalid) as refused:
        world.act(ask_citizen, world.officer, case, reason_code=reason_code, text=text)
    assert refused.value.field == field


def test_only_the_agency_that_leads_asks(world: World) -> None:
    case = world.in_progress(ROADS)
    with pytest.raises(NotYours):
        world.act(ask_citizen, world.actor(Role.OFFICER, WATER), case, reason_code="dia-diem", text="Ở đâu?")
