"""Which action carries out which kind of task. Internal work runs in the task's own transaction."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import tasks
from feedback.actions.acknowledge import acknowledge
from feedback.actions.alerts import climb
from feedback.actions.ask_citizen import resume
from feedback.actions.count_standing import count_standing
from feedback.actions.extension import expire_extension
from feedback.actions.hand_over import hand_over, start_what_is_due
from feedback.actions.meetings import remind_meeting
from feedback.actions.publish_open_data import publish_what_is_due
from feedback.actions.reconcile import reconcile
from feedback.actions.recount_clocks import recount_clocks
from feedback.actions.refresh_facts import refresh_facts
from feedback.actions.remind_programme import remind_programme
from feedback.actions.review_answers import draw_reviews
from feedback.actions.route import route
from feedback.actions.saved_views import owe_reports
from feedback.models import Alert, Case, Extension, Handover, Meeting, Question, Report, Task, WorkingCalendar
from feedback.rules.lifecycle import SYSTEM
from feedback.terms import State

Handler = Callable[[Session, Task], None]


def route_case(session: Session, task: Task) -> None:
    route(session, SYSTEM, session.get_one(Case, task.subject_id))


def acknowledge_report(session: Session, task: Task) -> None:
    acknowledge(session, session.get_one(Report, task.subject_id))


def stop_waiting(session: Session, task: Task) -> None:
    """The latest instant to wait has come; nothing to do when the citizen or staff were quicker."""
    question = session.get_one(Question, task.subject_id)
    case = session.get_one(Case, question.case_id)
    if question.ended_at is None and case.state is State.AWAITING_INFO:
        resume(session, SYSTEM, case)


def decide_no_more(session: Session, task: Task) -> None:
    """The time to decide about more time is over; nothing to do when somebody was quicker."""
    expire_extension(session, session.get_one(Extension, task.subject_id))


def follow_calendar(session: Session, task: Task) -> None:
    """A calendar changed: the running clocks follow."""
    recount_clocks(session, session.get_one(WorkingCalendar, task.subject_id))


def climb_alert(session: Session, task: Task) -> None:
    """A level of an urgent alert has come; the task's key ends in the level's code."""
    climb(session, session.get_one(Alert, task.subject_id), task.dedup_key.rpartition(":")[2])


def pass_on(session: Session, task: Task) -> None:
    """One batch of the cases of an agency that has ended."""
    hand_over(session, session.get_one(Handover, task.subject_id))


def pass_on_what_is_due(session: Session, task: Task) -> None:
    start_what_is_due(session)


def remind_of_programme(session: Session, task: Task) -> None:
    remind_programme(session, clock.now())


def remind_of_meeting(session: Session, task: Task) -> None:
    """The task's key ends in the version of the meeting's calendar entry that it was owed for."""
    remind_meeting(session, session.get_one(Meeting, task.subject_id), int(task.dedup_key.rpartition(":")[2]))


def mend(session: Session, task: Task) -> None:
    reconcile(session)


def follow_ledger(session: Session, task: Task) -> None:
    """A good way along the chain; what is left is owed at once, each go in a transaction of its own."""
    if refresh_facts(session):
        tasks.owe(session, "refresh_facts", 0, dedup=clock.now().isoformat())


def count_open_cases(session: Session, task: Task) -> None:
    if count_standing(session):
        tasks.owe(session, "count_standing", 0, dedup=clock.now().isoformat())


def draw_samples(session: Session, task: Task) -> None:
    draw_reviews(session)


def open_data(session: Session, task: Task) -> None:
    publish_what_is_due(session)


def owe_views(session: Session, task: Task) -> None:
    owe_reports(session)


INTERNAL: dict[str, Handler] = {
    "route": route_case,
    "acknowledge": acknowledge_report,
    "stop_waiting": stop_waiting,
    "expire_extension": decide_no_more,
    "recount_clocks": follow_calendar,
    "climb_alert": climb_alert,
    "hand_over": pass_on,
    "hand_over_ended": pass_on_what_is_due,
    "reconcile": mend,
    "remind_programme": remind_of_programme,
    "remind_meeting": remind_of_meeting,
    "refresh_facts": follow_ledger,
    "count_standing": count_open_cases,
    "owe_views": owe_views,
    "draw_reviews": draw_samples,
    "publish_open_data": open_data,
}
