"""What the ledgers of clocks say: replayed one by one, compared with the stored rows, told in sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session, aliased

from feedback.errors import Invalid
from feedback.models import Case, Clock
from feedback.models import ClockEvent as EventRow
from feedback.queries import calendars, reference
from feedback.rules import clock_story
from feedback.rules.clock_ledger import ClockEvent, ClockReading
from feedback.rules.clock_ledger import replay as replayed
from feedback.rules.working_time import Calendar
from feedback.terms import ClockKind

BATCH = 2_000  # clocks of one look: what is held in memory at a time
STORED = ("started_at", "due_at", "due_version", "state", "stopped_at", "outcome")  # as in the row, so in its replay


@dataclass(frozen=True)
class Difference:
    """The first thing about a stored clock that its events do not say."""

    clock_id: int
    case_number: str
    kind: ClockKind
    what: str
    stored: object
    replayed: object


@dataclass(frozen=True)
class Verdict:
    clocks: int
    difference: Difference | None = None


def replay(session: Session, clock: Clock) -> ClockReading:
    """What the events alone say; the stored row must equal it."""
    return reading(session, clock.events)


def reading(session: Session, rows: Sequence[EventRow]) -> ClockReading:
    return replayed(ledger(rows), calendars.named(session, calendar_keys(rows)))


def ledger(rows: Iterable[EventRow]) -> list[ClockEvent]:
    return [ClockEvent(row.seq, row.kind, row.at, row.payload) for row in rows]


def calendar_keys(rows: Iterable[EventRow]) -> list[str]:
    """The versions of calendars that a ledger names, in order; the last one counts now."""
    return [row.payload["calendar"] for row in rows if row.payload.get("calendar")]


def verify(session: Session) -> Verdict:
    """Replay every stored clock, in turns, until one differs from its row. Memory does not grow with their number."""
    seen, last_id = 0, 0
    while rows := _after(session, last_id):
        reference.look_again(session)
        known = calendars.every_version(session)
        for _id, lines in groupby(rows, key=lambda row: row.id):
            found = _difference(session, list(lines), known)
            if found is not None:
                return Verdict(seen, found)
            seen += 1
        last_id = rows[-1].id
    return Verdict(seen)


def stories(session: Session, case_id: int) -> dict[int, list[str]]:
    """How each clock of a case came to its deadline, by the clock's id."""
    return {clock_id: story(session, rows) for clock_id, rows in clock_events(session, case_id).items()}


def clock_events(session: Session, case_id: int) -> dict[int, list[EventRow]]:
    """The ledgers of a case's clocks, by the clock's id. One statement."""
    query = (
        select(EventRow)
        .join(Clock, Clock.id == EventRow.clock_id)
        .where(Clock.case_id == case_id)
        .order_by(EventRow.clock_id, EventRow.seq)
    )
    by_clock: dict[int, list[EventRow]] = defaultdict(list)
    for row in session.scalars(query):
        by_clock[row.clock_id].append(row)
    return dict(by_clock)


def story(session: Session, rows: Sequence[EventRow]) -> list[str]:
    return clock_story.tell(ledger(rows), calendars.named(session, calendar_keys(rows)))


def _after(session: Session, last_id: int) -> Sequence[Row[Any]]:
    """The next clocks by key, a row for each of their events: one statement, so that nobody writes in between."""
    some = aliased(Clock, select(Clock).where(Clock.id > last_id).order_by(Clock.id).limit(BATCH).subquery())
    stored = (getattr(some, name) for name in STORED)
    query = (
        select(
            some.id, some.case_id, some.kind.label("clock_kind"), some.budget_s, *stored,
            EventRow.seq, EventRow.kind, EventRow.at, EventRow.payload,
        )
        .outerjoin(EventRow, EventRow.clock_id == some.id)
        .order_by(some.id, EventRow.seq)
    )  # fmt: skip
    return session.execute(query).all()


def _difference(session: Session, lines: Sequence[Row[Any]], known: dict[str, Calendar]) -> Difference | None:
    """What the stored clock has that its events, one a line, do not say."""
    clock = lines[0]
    events = [ClockEvent(line.seq, line.kind, line.at, line.payload) for line in lines if line.seq is not None]
    try:
        reading = replayed(events, known)
    except (Invalid, KeyError) as error:
        return _told(session, clock, "events", "", str(error))
    if clock.budget_s != reading.budget_seconds:
        return _told(session, clock, "budget_s", clock.budget_s, reading.budget_seconds)
    for what in STORED:
        if getattr(clock, what) != getattr(reading, what):
            return _told(session, clock, what, getattr(clock, what), getattr(reading, what))
    return None


def _told(session: Session, clock: Row[Any], what: str, stored: object, said: object) -> Difference:
    number = session.scalars(select(Case.number).where(Case.id == clock.case_id)).one()
    return Difference(clock.id, number, clock.clock_kind, what, stored, said)
