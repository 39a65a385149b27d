"""Every case of a period as Decision 766 judges it: one line per case for the city, one per agency's turn for agencies.

Cases that are referred, merged or of an excluded kind are nowhere. One pass over slim rows, three statements.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from feedback import clock
from feedback.models import Case, Clock, Leg, Question, Report
from feedback.queries import calendars
from feedback.queries.visible import NOT_CONFIDENTIAL
from feedback.rules.index766 import Ending, Feedback, Handling, is_unhappy, last_day
from feedback.rules.lifecycle import ANSWERED
from feedback.rules.period import Period
from feedback.rules.working_time import nth_working_day
from feedback.terms import ClockKind, ClockOutcome, ClockState, LegRole, LegState, State

PUBLISH_DAYS = 2  # working days from the answer to its publication
AT_THE_CENTRE = (State.RECEIVED, State.RETURNED, State.REFUSED)
ENDED_TURNS = (LegState.RETURNED, LegState.DONE)
KEPT = (ClockOutcome.MET, ClockOutcome.EXCUSED)

COUNTED = and_(NOT_CONFIDENTIAL, Case.state.not_in((State.REFERRED, State.MERGED)))


@dataclass(frozen=True, slots=True)
class Judged:
    """One case, or one agency's turn on it. Days are Vietnam's; `is_kept` is None while a promise still runs."""

    case_id: int
    agency_code: str
    state: State
    is_on_time: bool
    is_accepted: bool
    is_unhappy: bool
    is_kept: bool | None
    received_on: date
    answered_on: date | None
    broken_on: date | None


@dataclass(frozen=True)
class Cohort:
    """The cases received in a period: `cases` once each, `passed` the turns that other agencies ended on them."""

    cases: list[Judged]
    passed: list[Judged]

    def of(self, agency_code: str) -> list[Judged]:
        """One line for each case that this agency has, or has had and ended."""
        return [one for one in (*self.cases, *self.passed) if one.agency_code == agency_code]


def cohort(session: Session, period: Period, dissatisfied_at_most: int, agency_code: str = "") -> Cohort:
    """Everything received in a period, judged now; of one agency's cases only, when it is named."""
    received = and_(COUNTED, Case.received_at >= period.starts_at, Case.received_at < period.ends_at)
    if agency_code:
        received = and_(received, _of_agency(agency_code))
    cases = {row.id: row for row in session.execute(_cases(received))}  # the last promise of each case
    legs: dict[int, list[Row[Any]]] = {}
    for leg in session.execute(_legs(received)):
        legs.setdefault(leg.case_id, []).append(leg)
    votes = {row.id: row for row in session.execute(_votes(received, dissatisfied_at_most))}
    judge = _Judge(session)
    found = Cohort([], [])
    for row in cases.values():
        turns = legs.get(row.id, [])
        whole = judge.case(row, turns[-1] if turns else None, votes.get(row.id))
        found.cases.append(whole)
        found.passed.extend(judge.passed(row, turns, whole.agency_code))
    return found


def _of_agency(code: str) -> ColumnElement[bool]:
    had = select(Leg.case_id).where(Leg.agency_code == code, Leg.role == LegRole.LEAD)
    return or_(Case.id.in_(had), Case.holder_code == code)


def _cases(received: ColumnElement[bool]) -> Any:
    promise = and_(Clock.case_id == Case.id, Clock.kind == ClockKind.RESOLVE)
    return (
        select(
            Case.id, Case.state, Case.holder_code, Case.received_at, Case.resolved_at, Case.published_at,
            Clock.state.label("clock_state"), Clock.outcome, Clock.due_at, Clock.stopped_at,
        )
        .outerjoin(Clock, promise)
        .where(received)
        .order_by(Case.id, Clock.id)
    )  # fmt: skip


def _legs(received: ColumnElement[bool]) -> Any:
    asked = (
        select(func.min(Question.asked_at))
        .where(Question.case_id == Leg.case_id, Question.leg_id == Leg.id)
        .scalar_subquery()
    )
    return (
        select(
            Leg.case_id, Leg.agency_code, Leg.state, Leg.sent_at, Leg.accepted_at, Leg.ended_at,
            asked.label("asked_at"),
        )
        .join(Case, Case.id == Leg.case_id)
        .where(received, Leg.role == LegRole.LEAD)
        .order_by(Leg.id)
    )  # fmt: skip


def _votes(received: ColumnElement[bool], dissatisfied_at_most: int) -> Any:
    """Likes and dislikes of each case, those of the reports merged into it included."""
    own = aliased(Case)
    dislikes = func.sum(case((Report.rating <= dissatisfied_at_most, 1), else_=0))
    return (
        select(Case.id, dislikes.label("dislikes"), func.count(Report.id).label("votes"))
        .join(own, or_(own.id == Case.id, own.merged_into_id == Case.id))
        .join(Report, Report.case_id == own.id)
        .where(received, Report.rating.is_not(None))
        .group_by(Case.id)
    )


class _Judge:
    """Applies the index; the last day of each limit is looked up once per day of sending."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.now = clock.now()
        self.today = clock.local(self.now).date()
        self._last: dict[tuple[date, Ending], date] = {}
        self._published: dict[date, date] = {}

    def case(self, row: Row[Any], leg: Row[Any] | None, votes: Row[Any] | None) -> Judged:
        """The case as a whole, laid to the agency that has it or that answered it."""
        is_central = leg is None or row.state in AT_THE_CENTRE
        is_on_time = self.is_on_time(_whole(row, leg)) and self._is_published_in_time(row)
        dislikes, likes = (votes.dislikes, votes.votes - votes.dislikes) if votes else (0, 0)
        accepted_at = row.resolved_at if leg is None else leg.accepted_at
        feedback = Feedback(_day(accepted_at) if accepted_at else None, likes, dislikes, not is_on_time)
        is_kept = self._is_kept(row)
        return Judged(
            case_id=row.id,
            agency_code=row.holder_code if is_central else leg.agency_code,
            state=row.state,
            is_on_time=is_on_time,
            is_accepted=accepted_at is not None,
            is_unhappy=is_unhappy(feedback),
            is_kept=is_kept,
            received_on=_day(row.received_at),
            answered_on=_day(row.resolved_at) if row.resolved_at else None,
            broken_on=_day(row.due_at) if is_kept is False else None,
        )

    def passed(self, row: Row[Any], turns: list[Row[Any]], holder: str) -> Iterator[Judged]:
        """Turns that another agency ended: returned in time or not, or answered before a reopening."""
        newest = {leg.agency_code: leg for leg in turns if leg.state in ENDED_TURNS}
        for agency, leg in newest.items():
            if agency == holder:
                continue
            ending = Ending.REFUSED if leg.state is LegState.RETURNED else Ending.RESOLVED
            is_on_time = self.is_on_time(Handling(_day(leg.sent_at), ending, _day(leg.ended_at)))
            yield Judged(row.id, agency, row.state, is_on_time, False, False, None, _day(row.received_at), None, None)

    def is_on_time(self, handling: Handling) -> bool:
        key = (handling.sent_on, handling.ending)
        if key not in self._last:
            self._last[key] = last_day(handling, self._calendar(handling.sent_on))
        return (handling.ended_on or self.today) <= self._last[key]

    def _is_published_in_time(self, row: Row[Any]) -> bool:
        """Of what was published; what stays private has nothing to publish in time."""
        if row.resolved_at is None or row.published_at is None:
            return True
        answered = _day(row.resolved_at)
        if answered not in self._published:
            self._published[answered] = nth_working_day(self._calendar(answered), answered, PUBLISH_DAYS)
        return _day(row.published_at) <= self._published[answered]

    def _is_kept(self, row: Row[Any]) -> bool | None:
        if row.outcome in (*KEPT, ClockOutcome.MISSED):
            return row.outcome in KEPT
        return False if row.clock_state is ClockState.RUNNING and row.due_at < self.now else None

    def _calendar(self, day: date) -> Any:
        return calendars.in_force(self.session, day)[calendars.OFFICE].calendar


def _whole(row: Row[Any], leg: Row[Any] | None) -> Handling:
    """How the case stands, counted from its receipt or from the latest time it was sent on."""
    sent_at = row.received_at
    if leg is not None:
        sent_at = leg.ended_at or leg.sent_at if row.state in AT_THE_CENTRE else leg.sent_at
    if row.state in ANSWERED:
        return Handling(_day(sent_at), Ending.RESOLVED, _day(row.resolved_at))
    if row.state is State.REFUSED:
        return Handling(_day(sent_at), Ending.REFUSED, _day(row.stopped_at) if row.stopped_at else None)
    if row.state is State.AWAITING_INFO and leg is not None and leg.asked_at is not None:
        return Handling(_day(sent_at), Ending.SUPPLEMENT, _day(leg.asked_at))
    return Handling(_day(sent_at), Ending.OPEN)


def _day(at: Any) -> date:
    return clock.local(at).date()
