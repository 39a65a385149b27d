"""The dialogue with the citizen: a question that is really sent pauses the promise, an answer resumes it (R6)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import clocks, ledger, notices, tasks
from feedback.actions.permit import permit, reason, sendable, written
from feedback.errors import N_, Refused
from feedback.models import Agency, Case, Question
from feedback.queries import calendars
from feedback.queries.case_facts import lead_leg
from feedback.rules.lifecycle import Act, Actor
from feedback.rules.working_time import end_of_nth_working_day
from feedback.terms import ClockKind, Dialogue

WAITING = (ClockKind.RESOLVE, ClockKind.WORK)
WAIT_WORKING_DAYS = 5  # deadlines.md R6: the latest resume
UNREACHABLE = N_(
    "Người phản ánh không để lại số điện thoại hay thư nên không hỏi được. Hãy xử lý với thông tin đang có."
)


def ask_citizen(session: Session, actor: Actor, case: Case, *, reason_code: str, text: str) -> Question:
    """Send a question and pause `resolve` and `work` until the answer, or five working days at most.

    Raises Refused when nobody can be asked (no silent pause), and as the table says.
    """
    why, text = reason(session, "question", reason_code), sendable(text, "text")
    now = clock.now()
    office = calendars.in_force(session, clock.day(now))[calendars.OFFICE].calendar
    permit(session, actor, case, Act.ASK)
    case.dialogue = Dialogue.ASKED
    leg = lead_leg(case)
    if leg is None:
        raise AssertionError("a case in progress has a lead leg")
    question = Question(
        case_id=case.id,
        leg_id=leg.id,
        reason_code=why.code,
        text=text,
        asked_at=now,
        asked_by_id=actor.user_id,
        resume_at=end_of_nth_working_day(office, now, WAIT_WORKING_DAYS),
    )
    session.add(question)
    leg.pauses_used += 1
    agency = session.get_one(Agency, leg.agency_code)
    if notices.tell_citizens(session, case, "question", agency=agency.short_name) == 0:
        raise Refused(UNREACHABLE)
    clocks.pause(session, case, WAITING, now, leg=leg)
    tasks.owe(session, "stop_waiting", question, run_at=question.resume_at)
    ledger.record(session, actor, "case.question.asked", case, question=question, reason=why.code)
    return question


def receive_answer(session: Session, actor: Actor, case: Case, text: str) -> Question:
    """The citizen's answer, by any channel; the clocks run again. Raises Refused when nothing was asked."""
    text = written(text, "answer")
    question = open_question(session, case)
    permit(session, actor, case, Act.RECEIVE_ANSWER)
    question = _end_waiting(session, case, question, "citizen", answer=text)
    ledger.record(session, actor, "case.question.answered", case, question=question, via=actor.role)
    notices.tell_agency(session, case, case.holder_code, "agency_answered")
    return question


def resume(session: Session, actor: Actor, case: Case) -> Question:
    """Stop waiting: staff decide so, or the latest resume time has come. Raises Refused when nothing was asked."""
    question = open_question(session, case)
    permit(session, actor, case, Act.RESUME)
    by = "time" if actor.user_id is None else "staff"
    question = _end_waiting(session, case, question, by)
    ledger.record(session, actor, "case.question.ended", case, question=question, by=by)
    return question


def open_question(session: Session, case: Case) -> Question | None:
    return session.scalars(
        select(Question)
        .where(Question.case_id == case.id, Question.ended_at.is_(None))
        .order_by(Question.id.desc())
        .limit(1)
    ).first()


def _end_waiting(session: Session, case: Case, question: Question | None, by: str, answer: str = "") -> Question:
    if question is None:
        raise AssertionError("a waiting case has an open question")
    question.answer, question.ended_at, question.ended_by = answer, clock.now(), by
    case.dialogue = Dialogue.ANSWERED if by == "citizen" else Dialogue.NONE
    clocks.resume(session, case, WAITING, clock.now())
    return question
