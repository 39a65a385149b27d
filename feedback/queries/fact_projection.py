"""The facts of cases as the tables hold them now: one line for a case, one for each turn that another agency ended.

Cases that are referred, merged or of an excluded kind are nowhere. One pass over slim rows, six statements.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_
from sqlalchemy.orm import Session

from feedback import clock
from feedback.models import Case
from feedback.queries import calendars, fact_sources
from feedback.queries.city import city
from feedback.queries.visible import NOT_CONFIDENTIAL
from feedback.rules.index766 import Ending, Handling, last_day, last_day_to_publish
from feedback.rules.lifecycle import ANSWERED
from feedback.terms import ClockOutcome, ClockState, LegState, State, Verdict

Line = dict[str, Any]
WHOLE = 0  # the leg_id of a line that is about the case as a whole
AT_THE_CENTRE = (State.RECEIVED, State.RETURNED, State.REFUSED)
ENDED_TURNS = (LegState.RETURNED, LegState.DONE)
KEPT = (ClockOutcome.MET, ClockOutcome.EXCUSED)

COUNTED = and_(NOT_CONFIDENTIAL, Case.state.not_in((State.REFERRED, State.MERGED)))


def project(session: Session, of: ColumnElement[bool]) -> list[Line]:
    """The lines of the cases that fit a condition, by case and leg: columns of `Fact` but for the span."""
    wanted = and_(COUNTED, of)
    cases = {row.id: row for row in session.execute(fact_sources.cases(wanted))}  # the last promise of each case
    legs: dict[int, list[Row[Any]]] = {}
    for leg in session.execute(fact_sources.legs(wanted)):
        legs.setdefault(leg.case_id, []).append(leg)
    votes = {row.id: row for row in session.execute(fact_sources.votes(wanted, city(session).dissatisfied_at_most))}
    read = _Reader(session, wanted)
    return [line for row in cases.values() for line in read.lines(row, legs.get(row.id, []), votes.get(row.id))]


class _Reader:
    """Rows into lines; the last day of each limit is looked up once per day of sending."""

    def __init__(self, session: Session, wanted: ColumnElement[bool]) -> None:
        self.session = session
        self._extensions: dict[int, int] = dict(session.execute(fact_sources.extensions(wanted)).all())
        self._first: dict[int, datetime] = dict(session.execute(fact_sources.first_answers(wanted)).all())
        said = session.execute(fact_sources.verdicts(wanted))
        self._verdicts: dict[tuple[int, str], Verdict] = {(case, agency): verdict for case, agency, verdict in said}
        self._last: dict[tuple[date, Ending], date] = {}
        self._published: dict[date, date] = {}

    def lines(self, row: Row[Any], turns: list[Row[Any]], votes: Row[Any] | None) -> Iterator[Line]:
        first = self._first.get(row.id, row.resolved_at)
        whole = self._whole(row, turns[-1] if turns else None, votes) | _durations(row, turns, first) | _path(turns)
        yield whole
        yield from self._passed(whole, turns)

    def _whole(self, row: Row[Any], leg: Row[Any] | None, votes: Row[Any] | None) -> Line:
        """The case as a whole, laid to the agency that has it or that answered it."""
        is_central = leg is None or row.state in AT_THE_CENTRE
        dislikes = votes.dislikes if votes else 0
        is_kept = _is_kept(row)
        is_promised = is_kept is False or row.clock_state is ClockState.RUNNING
        return {
            "case_id": row.id,
            "leg_id": WHOLE,
            "agency_code": row.holder_code if is_central else leg.agency_code,
            "state": row.state,
            "kind": row.kind,
            "level": row.level,
            "channel": row.channel,
            "field_code": row.field_code,
            "ward_code": row.ward_code,
            "received_at": row.received_at,
            "received_on": clock.day(row.received_at),
            **self._ended(_handling(row, leg)),
            "is_published_late": self._is_published_late(row),
            "accepted_at": row.resolved_at if leg is None else leg.accepted_at,
            "answered_at": row.resolved_at,
            "answered_on": clock.day(row.resolved_at) if row.resolved_at else None,
            "due_at": row.due_at if is_promised else None,
            "due_on": clock.day(row.due_at) if is_promised and row.due_at else None,
            "is_kept": is_kept,
            "likes": (votes.votes if votes else 0) - dislikes,
            "dislikes": dislikes,
            "return_count": row.return_count,
            "reopen_count": row.reopen_count,
            "about": row.about or "",
            "report_count": row.report_count,
            "extension_count": self._extensions.get(row.id, 0),
            "is_excused": row.outcome is ClockOutcome.EXCUSED,
            "is_hollow": row.state in ANSWERED and bool(row.is_hollow),
            "is_short": not is_central and leg.is_short,
            "officer_id": None if is_central else leg.officer_id,
            "verdict": self._verdict(row.id, row.holder_code if is_central else leg.agency_code),
        }

    def _passed(self, whole: Line, turns: list[Row[Any]]) -> Iterator[Line]:
        """Turns that another agency ended: returned in time or not, or answered before a reopening."""
        newest = {leg.agency_code: leg for leg in turns if leg.state in ENDED_TURNS}
        for agency, leg in newest.items():
            if agency == whole["agency_code"]:
                continue
            ending = Ending.REFUSED if leg.state is LegState.RETURNED else Ending.RESOLVED
            handling = Handling(clock.day(leg.sent_at), ending, clock.day(leg.ended_at))
            yield {
                **whole,
                "leg_id": leg.id,
                "agency_code": agency,
                **self._ended(handling),
                **NOTHING_MORE,
                "is_short": leg.is_short,
                "officer_id": leg.officer_id,
                "verdict": self._verdict(whole["case_id"], agency),
            }

    def _verdict(self, case_id: int, agency: str) -> str:
        found = self._verdicts.get((case_id, agency))
        return found.value if found else ""

    def _ended(self, handling: Handling) -> Line:
        key = (handling.sent_on, handling.ending)
        if key not in self._last:
            self._last[key] = last_day(handling, self._calendar(handling.sent_on))
        return {
            "sent_on": handling.sent_on,
            "ending": handling.ending.value,
            "ended_on": handling.ended_on,
            "ends_by": self._last[key],
        }

    def _is_published_late(self, row: Row[Any]) -> bool:
        """Of what was published; what stays private has nothing to publish in time."""
        if row.resolved_at is None or row.published_at is None:
            return False
        answered = clock.day(row.resolved_at)
        if answered not in self._published:
            self._published[answered] = last_day_to_publish(answered, self._calendar(answered))
        return clock.day(row.published_at) > self._published[answered]

    def _calendar(self, day: date) -> Any:
        return calendars.in_force(self.session, day)[calendars.OFFICE].calendar


NOTHING_MORE: Line = {  # what only the case as a whole has: a turn that was passed on is judged by its ending alone
    "is_published_late": False,
    "accepted_at": None,
    "answered_at": None,
    "answered_on": None,
    "due_at": None,
    "due_on": None,
    "is_kept": None,
    "forward_s": None,
    "accept_s": None,
    "answer_s": None,
    "first_word_s": None,
    "publish_s": None,
    "is_excused": False,
    "is_hollow": False,
    "likes": 0,
    "dislikes": 0,
}


def _is_kept(row: Row[Any]) -> bool | None:
    return None if row.outcome in (None, ClockOutcome.CANCELLED) else row.outcome in KEPT


def _path(turns: list[Row[Any]]) -> Line:
    """How the case went from agency to agency. Heirs and reopenings are no sending: nobody chose anew."""
    sent = [leg for leg in turns if leg.succeeds_id is None and leg.decision_id is not None]
    return {
        "send_count": len(sent),
        "is_sent_by_rule": bool(sent) and sent[0].decided_by_id is None,
        "is_paused": any(leg.asked_at is not None for leg in turns),
    }


def _durations(row: Row[Any], turns: list[Row[Any]], answered: datetime | None) -> Line:
    """Seconds by the clock on the wall, from the receipt: what the citizen waited.

    The first word is that of a person who asks, refuses or answers: no receipt, no forwarding, no acceptance.
    """
    accepted = min((leg.accepted_at for leg in turns if leg.accepted_at is not None), default=None)
    words = [leg.asked_at for leg in turns] + [answered, row.stopped_at if row.state is State.REFUSED else None]
    return {
        "first_word_s": _since(row, min((at for at in words if at is not None), default=None)),
        "publish_s": _publish_s(row),
        "forward_s": _since(row, turns[0].sent_at if turns else None),
        "accept_s": _since(row, accepted),
        "answer_s": _since(row, row.resolved_at),
    }


def _since(row: Row[Any], at: datetime | None) -> int | None:
    return None if at is None else int((at - row.received_at).total_seconds())


def _publish_s(row: Row[Any]) -> int | None:
    if row.resolved_at is None or row.published_at is None:
        return None
    return int((row.published_at - row.resolved_at).total_seconds())


def _handling(row: Row[Any], leg: Row[Any] | None) -> Handling:
    """How the case stands, counted from its receipt or from the latest time it was sent on."""
    sent_at: datetime = row.received_at
    if leg is not None:
        sent_at = leg.ended_at or leg.sent_at if row.state in AT_THE_CENTRE else leg.sent_at
    sent_on = clock.day(sent_at)
    if row.state in ANSWERED:
        return Handling(sent_on, Ending.RESOLVED, clock.day(row.resolved_at))
    if row.state is State.REFUSED:
        return Handling(sent_on, Ending.REFUSED, clock.day(row.stopped_at) if row.stopped_at else None)
    if row.state is State.AWAITING_INFO and leg is not None and leg.asked_at is not None:
        return Handling(sent_on, Ending.SUPPLEMENT, clock.day(leg.asked_at))
    return Handling(sent_on, Ending.OPEN)
