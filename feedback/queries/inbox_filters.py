"""The filters of an inbox as conditions on a case and its turn at the reader's agency."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import Session, aliased

from feedback import clock
from feedback.models import Attachment, Case, Clock, Extension, Leg, Note, Report, Result
from feedback.queries.city import city
from feedback.queries.visible import visible_notes
from feedback.queries.wanted import NOBODY, Due, Mark, Saved, Wanted
from feedback.rules.lifecycle import Actor
from feedback.rules.text import words
from feedback.terms import ClockKind, ClockState, Dialogue, ExtensionState, LegRole, LegState, State

WORDS_MAX = 8  # of a search; more words than that find nothing more
ANSWERED_DAYS = 14
Turn = aliased(Leg)  # beside the turns that decide who may see a case
Joined = aliased(Case)  # a case that was merged into this one
ACTIVE = Turn.ended_at.is_(None)  # sent or accepted: a constraint of the table says so, an index begins with it
LEADS = Turn.role == LegRole.LEAD
RUNS = Case.state != State.AWAITING_INFO  # a promise that rests is neither overdue nor due today


def conditions(session: Session, wanted: Wanted, actor: Actor, now: datetime) -> list[ColumnElement[bool]]:
    """What a row must be for this reader. The queue itself is `in_queue`."""
    found = [Case.search_text.contains(word, autoescape=True) for word in words(wanted.text)[:WORDS_MAX]]
    found += _equal(wanted)
    found += _fields(wanted)
    found += _received(wanted)
    if wanted.due is not None:
        found.append(due_bucket(wanted.due, now))
    if wanted.officer == NOBODY:
        found.append(Turn.officer_id.is_(None))
    elif wanted.officer.isascii() and wanted.officer.isdecimal():
        found.append(Turn.officer_id == int(wanted.officer[:9]))
    if wanted.division == NOBODY:
        found.append(Turn.division_id.is_(None))
    elif wanted.division.isascii() and wanted.division.isdecimal():
        found.append(Turn.division_id == int(wanted.division[:9]))
    if wanted.reporters:
        found.append(Case.report_count >= wanted.reporters)
    if wanted.channel is not None:
        found.append(_reported(Report.channel == wanted.channel))
    if Mark.DISSATISFIED in wanted.marks:
        found.append(_reported(Report.rating <= city(session).dissatisfied_at_most))
    return [*found, *(_marked(mark, actor, now) for mark in wanted.marks if mark is not Mark.DISSATISFIED)]


def one_turn(actor: Actor) -> list[ColumnElement[bool]]:
    """Of several open turns that a person's agencies have on one case, the lead's, else the first: one line a case."""
    if len(actor.agencies) < 2:
        return []  # one agency never both leads and cooperates
    held = aliased(Leg)
    before = or_(and_(held.role == LegRole.LEAD, ~LEADS), and_(held.role == Turn.role, held.id < Turn.id))
    other = exists().where(
        held.case_id == Turn.case_id, held.agency_code.in_(actor.agencies), held.ended_at.is_(None), before
    )
    return [or_(~ACTIVE, ~other.correlate(Turn))]


def in_queue(queue: Saved, now: datetime) -> ColumnElement[bool]:
    if queue is Saved.ANSWERED:
        recent = now - timedelta(days=ANSWERED_DAYS)
        later = exists().where(Leg.case_id == Turn.case_id, Leg.role == LegRole.LEAD, Leg.id > Turn.id)
        is_answer = and_(LEADS, Turn.state == LegState.DONE, ~later.correlate(Turn))
        return and_(is_answer, Turn.ended_at >= recent, Case.resolved_at.is_not(None))
    return ACTIVE if queue is Saved.OPEN else and_(ACTIVE, queue_marks(now)[queue])


def queue_marks(now: datetime) -> dict[Saved, ColumnElement[bool]]:
    """What tells each queue of open cases from all of them."""
    return {
        Saved.OVERDUE: due_bucket(Due.OVERDUE, now),
        Saved.TODAY: due_bucket(Due.TODAY, now),
        Saved.UNASSIGNED: Turn.officer_id.is_(None),
        Saved.APPROVAL: and_(Case.state == State.AWAITING_APPROVAL, LEADS),
        Saved.CITIZEN: and_(Case.state == State.AWAITING_INFO, LEADS),
    }


def due_bucket(due: Due, now: datetime) -> ColumnElement[bool]:
    tonight = clock.local(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    ends = {Due.TODAY: tonight, Due.TWO_DAYS: tonight + timedelta(days=2), Due.WEEK: tonight + timedelta(days=7)}
    starts = {Due.TODAY: now, Due.TWO_DAYS: tonight, Due.WEEK: ends[Due.TWO_DAYS], Due.LATER: ends[Due.WEEK]}
    if due is Due.OVERDUE:
        return and_(RUNS, Case.resolve_due_at < now)
    after = and_(RUNS, Case.resolve_due_at >= starts[due])
    return after if due is Due.LATER else and_(after, Case.resolve_due_at < ends[due])


def _equal(wanted: Wanted) -> list[ColumnElement[bool]]:
    columns = [
        (Case.state, wanted.state), (Case.level, wanted.level), (Case.kind, wanted.kind),
        (Turn.role, wanted.role), (Case.ward_code, wanted.ward or None),
    ]  # fmt: skip
    return [column == value for column, value in columns if value is not None]


def _fields(wanted: Wanted) -> list[ColumnElement[bool]]:
    found = []
    if wanted.field:
        below = Case.field_code.startswith(f"{wanted.field}.", autoescape=True)
        found.append(or_(Case.field_code == wanted.field, below))
    if wanted.sub:
        found.append(Case.field_code == wanted.sub)
    return found


def _received(wanted: Wanted) -> list[ColumnElement[bool]]:
    found = []
    if wanted.received_from is not None:
        found.append(Case.received_at >= _midnight(wanted.received_from))
    if wanted.received_to is not None:
        found.append(Case.received_at < _midnight(wanted.received_to + timedelta(days=1)))
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.HO_CHI_MINH)


def _marked(mark: Mark, actor: Actor, now: datetime) -> ColumnElement[bool]:
    return MARKS[mark]() if mark in MARKS else OF_THE_READER[mark](actor, now)


def _reported(so: ColumnElement[bool]) -> ColumnElement[bool]:
    """One of the reports that this case answers: its own, or one of a case merged into it."""
    own = exists().where(Report.case_id == Case.id, so).correlate(Case)
    joined = exists().where(Joined.merged_into_id == Case.id, Report.case_id == Joined.id, so).correlate(Case)
    return or_(own, joined)


def _beside(model: Any, *so: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(model.case_id == Case.id, *so).correlate(Case)


# each is built only when somebody asks for it: a page has many counts, and most ask for no mark
MARKS: dict[Mark, Callable[[], ColumnElement[bool]]] = {
    Mark.RETURNED: lambda: Case.return_count > 0,
    Mark.REOPENED: lambda: Case.reopen_count > 0,
    Mark.PAUSED: lambda: _beside(Clock, Clock.kind == ClockKind.RESOLVE, Clock.state == ClockState.PAUSED),
    Mark.EXTENSION: lambda: _beside(Extension, Extension.state == ExtensionState.ASKED),
    Mark.REPLIED: lambda: and_(RUNS, Case.dialogue == Dialogue.ANSWERED),
    Mark.SENT_BACK: lambda: _beside(Result, Result.sent_back_at.is_not(None)),
    Mark.PICTURE: lambda: _beside(Attachment, Attachment.media_type.startswith("image/")),
    Mark.HIDDEN: lambda: _reported(Report.is_hidden_from_agency.is_(True)),
    Mark.NO_WARD: lambda: Case.ward_code.is_(None),
}
OF_THE_READER: dict[Mark, Callable[[Actor, datetime], ColumnElement[bool]]] = {
    Mark.MINE: lambda actor, _now: Turn.officer_id.in_(actor.people),
    Mark.ACCEPT_LATE: lambda _actor, now: _beside(
        Clock, Clock.kind == ClockKind.ACCEPT, Clock.state == ClockState.RUNNING, Clock.due_at < now
    ),
    Mark.NOTE: lambda actor, _now: _beside(Note, visible_notes(actor)),
}
