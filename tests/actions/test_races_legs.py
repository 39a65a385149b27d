"""Two at once on one case, act by act: exactly one wins, nothing is lost, the chain stays whole."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.actions.accept import accept
from feedback.actions.ask_citizen import open_question, receive_answer
from feedback.actions.cooperate import answer_part, end_parts, invite
from feedback.actions.declare_incident import declare_incident
from feedback.actions.extension import ask_extension, grant_extension, refuse_extension
from feedback.actions.hand_in import approve, submit_result
from feedback.actions.locate import locate
from feedback.actions.merge import join, unmerge
from feedback.actions.permit import expect_version
from feedback.actions.receive_report import NewReport, receive_report
from feedback.actions.return_case import return_case
from feedback.errors import FeedbackError, NotYours, Outdated, Refused
from feedback.models import Case, Leg, Notice, Question, Report, Result, Task
from feedback.queries import audit, clock_replay
from feedback.rules.lifecycle import CITIZEN, Actor
from feedback.terms import Channel, ExtensionState, LegRole, LegState, Role, State
from tests.conftest import At
from tests.support.races import at_once, on_case
from tests.support.world import ANSWER, NO_PICTURE, POTHOLE, WATER, World
from workers.handlers import stop_waiting

TIMES = 3
TOO_LATE = (Outdated, Refused)
Do = Callable[[Session, Case], object]


def whole(world: World) -> None:
    """What the database says of itself after a race."""
    assert audit.verify(world.session).holds
    assert clock_replay.verify(world.session).difference is None


def one_wins(world: World, case: Case, *acts: Do, told: tuple[type[FeedbackError], ...] = TOO_LATE) -> FeedbackError:
    """Run two acts at once; the loser's reason, which must be one of those `told`."""
    errors = on_case(world, case.id, *acts)
    assert len(errors) == 1, errors
    assert isinstance(errors[0], told), errors
    return errors[0]


def submit(session: Session, actor: Actor, case: Case) -> object:
    return submit_result(session, actor, case, result_code="da-xu-ly", text=ANSWER, no_picture_reason=NO_PICTURE)


def test_two_leaders_approve_once(world: World) -> None:
    one, other = world.leader, world.another(Role.AGENCY_LEADER)
    for _ in range(TIMES):
        case = world.awaiting_approval()
        one_wins(world, case, lambda s, c: approve(s, one, c), lambda s, c: approve(s, other, c))
        assert case.state is State.RESOLVED
        assert len(world.notices(case, "answered")) == 1, "the citizen hears it once"
        assert world.events(case).count("case.result.approved") == 1
    whole(world)


def test_accepting_and_returning_at_once_does_one_of_them(world: World) -> None:
    officer, other = world.officer, world.another(Role.OFFICER)

    def back(session: Session, case: Case) -> object:
        return return_case(
            session, other, case, reason_code="khong-tham-quyen", note="Không phải.", proposed_agency_code=None
        )

    for _ in range(TIMES):
        case = world.forwarded()
        errors = on_case(world, case.id, lambda s, c: accept(s, officer, c), back)
        told = world.events(case)
        if errors:
            assert isinstance(errors[0], Outdated | Refused)
            assert ("case.leg.accepted" in told) != ("case.leg.returned" in told)
        else:  # accepted first, and then returned: SQLite lets one wait for the other
            assert told[-2:] == ["case.leg.accepted", "case.leg.returned"]
        assert sum(leg.is_active for leg in case.leads) == (case.state is State.IN_PROGRESS)
    whole(world)


def test_two_people_hand_in_one_result(world: World) -> None:
    one, other = world.officer, world.another(Role.OFFICER)
    for _ in range(TIMES):
        case = world.in_progress()
        one_wins(world, case, lambda s, c: submit(s, one, c), lambda s, c: submit(s, other, c))
        count = select(func.count()).select_from(Result).where(Result.case_id == case.id)
        assert world.session.scalar(count) == 1
    whole(world)


def test_two_editors_of_one_version_lose_nothing_silently(world: World, at: At) -> None:
    one, other = world.dispatcher, world.another(Role.DISPATCHER)
    case = world.received()
    at("2026-07-06T08:05")
    seen = case.version

    def edit(actor: Actor, words: str) -> Do:
        def write(session: Session, found: Case) -> None:
            expect_version(session, found, seen)
            locate(session, actor, found, ward_code=None, place_text=words)

        return write

    error = one_wins(world, case, edit(one, "Cầu Quang Trung"), edit(other, "Chợ Xuân Khánh"))
    assert isinstance(error, Outdated)
    assert case.place_text in ("Cầu Quang Trung", "Chợ Xuân Khánh")
    whole(world)


def test_the_citizen_and_the_clock_end_one_question_once(world: World, at: At) -> None:
    for number in range(TIMES):
        at(f"2026-07-{6 + number:02}T08:00")
        case = world.awaiting_info()
        task = next(task for task in world.tasks("stop_waiting")[::-1])
        task_id = task.id

        def sweep(session: Session, _case: Case, task_id: int = task_id) -> None:
            stop_waiting(session, session.get_one(Task, task_id))

        errors = on_case(world, case.id, lambda s, c: receive_answer(s, CITIZEN, c, "Trước số 12."), sweep)
        assert all(isinstance(error, Outdated | Refused) for error in errors)
        questions = list(world.session.scalars(select(Question).where(Question.case_id == case.id)))
        assert [bool(one.ended_by) for one in questions] == [True]
        told = world.events(case)
        assert told.count("case.question.answered") + told.count("case.question.ended") == 1
        assert case.state is State.IN_PROGRESS
        assert open_question(world.session, case) is None
    whole(world)


def test_an_extension_is_decided_once(world: World) -> None:
    one, other = world.dispatcher, world.another(Role.DISPATCHER)
    case = world.in_progress()
    world.act(ask_extension, world.officer, case, amount=1, reason_code="thoi-tiet", note="Mưa suốt tuần.")
    one_wins(
        world, case,
        lambda s, c: grant_extension(s, one, c), lambda s, c: refuse_extension(s, other, c, "Đủ thời gian."),
    )  # fmt: skip
    assert case.extensions[0].state in (ExtensionState.GRANTED, ExtensionState.REFUSED)
    whole(world)


def test_an_agency_is_invited_once(world: World) -> None:
    lead, dispatcher = world.officer, world.dispatcher
    for _ in range(TIMES):
        case = world.in_progress()
        errors = on_case(
            world, case.id,
            lambda s, c: invite(s, lead, c, WATER, "Xem giúp cống."),
            lambda s, c: invite(s, dispatcher, c, WATER, "Xem giúp cống."),
        )  # fmt: skip
        assert len(errors) == 1
        count = select(func.count()).where(Leg.case_id == case.id, Leg.role == LegRole.COOPERATING)
        assert world.session.scalar(count) == 1
    whole(world)


def test_a_part_is_answered_or_ended_and_approving_never_overtakes_it(world: World) -> None:
    leader, helper, dispatcher = world.leader, world.actor(Role.OFFICER, WATER), world.dispatcher
    for _ in range(TIMES):
        case = world.in_progress()
        world.act(invite, world.officer, case, WATER, "Xem giúp cống.")
        one_wins(
            world, case,
            lambda s, c: answer_part(s, helper, c, ANSWER), lambda s, c: end_parts(s, dispatcher, c, [WATER], "Thôi."),
            told=(*TOO_LATE, NotYours),  # an agency whose part was ended before it wrote has no part any more
        )  # fmt: skip
        part = next(leg for leg in case.legs if leg.role is LegRole.COOPERATING)
        assert part.state in (LegState.DONE, LegState.WITHDRAWN)
        again = world.in_progress()
        world.act(submit, world.officer, again)
        on_case(
            world, again.id,
            lambda s, c: approve(s, leader, c), lambda s, c: invite(s, dispatcher, c, WATER, "Xem giúp cống."),
        )  # fmt: skip
        opened = [leg for leg in again.legs if leg.role is LegRole.COOPERATING and leg.is_active]
        assert not (again.state is State.RESOLVED and opened), "nothing is approved over an open part"
    whole(world)


def test_one_of_two_who_undo_a_merge_does_it(world: World) -> None:
    one, other = world.dispatcher, world.another(Role.DISPATCHER)
    into = world.in_progress()
    for _ in range(TIMES):
        case = world.merged(into)
        one_wins(world, case, lambda s, c: unmerge(s, one, c), lambda s, c: unmerge(s, other, c))
        assert (case.state, into.report_count) == (State.RECEIVED, 1)
    whole(world)


def test_callers_of_one_incident_never_refuse_each_other(world: World) -> None:
    into = world.in_progress()
    world.act(declare_incident, world.dispatcher, into, "Mất nước cả phường")
    operators = [world.another(Role.OPERATOR) for _ in range(6)]
    incident_id = into.id

    def call(number: int) -> Callable[[Session], object]:
        def save(session: Session) -> None:
            shared = session.get_one(Case, incident_id)
            new = NewReport(text="Nhà tôi mất nước từ sáng.", channel=Channel.PHONE, phone="0907 123 456")
            receipt = receive_report(session, operators[number], new, f"call-{number}")
            join(session, operators[number], receipt.report.case, shared)

        return save

    assert at_once(world, *(call(number) for number in range(len(operators)))) == []
    assert into.report_count == len(operators) + 1
    whole(world)


@pytest.mark.parametrize("times", [2, 8])
def test_the_same_call_sent_many_times_is_one_report(world: World, times: int) -> None:
    new = NewReport(text=POTHOLE, channel=Channel.WEB, phone="0907 123 456")
    receipts: list[str] = []

    def send(session: Session) -> None:
        receipts.append(receive_report(session, CITIZEN, new, "one-key-for-all").code)

    errors = at_once(world, *(send for _ in range(times)))
    assert not errors
    assert len(set(receipts)) == 1, "everybody gets the same code"
    assert world.session.scalar(select(func.count()).select_from(Report)) == 1
    assert world.session.scalar(select(func.count()).select_from(Case)) == 1
    assert world.session.scalar(select(func.count()).select_from(Notice)) == 0, "the first word is owed by a task"
    whole(world)
