"""What the ledgers of clocks say: replayed one by one, compared with the stored rows, told in sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from feedback.errors import Invalid
from feedback.models import Clock
from feedback.models import ClockEvent as EventRow
from feedback.queries import calendars
from feedback.rules import clock_story
from feedback.rules.clock_ledger import ClockEvent, ClockReading
from feedback.rules.clock_ledger import replay as replayed
from feedback.terms import ClockKind

BATCH = 500


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
    return replayed(ledger(clock.events), calendars.named(session, calendar_keys(clock.events)))


def ledger(rows: Iterable[EventRow]) -> list[ClockEvent]:
    return [ClockEvent(row.seq, row.kind, row.at, row.payload) for row in rows]


def calendar_keys(rows: Iterable[EventRow]) -> list[str]:
    """The versions of calendars that a ledger names, in order; the last one counts now."""
    return [row.payload["calendar"] for row in rows if row.payload.get("calendar")]


def verify(session: Session) -> Verdict:
    """Replay every stored clock, in turns, until one differs from its row."""
    seen, last_id = 0, 0
    while rows := _after(session, last_id):
        for clock in rows:
            found = _difference(session, clock)
            if found is not None:
                return Verdict(seen, found)
            seen += 1
        last_id = rows[-1].id
        session.expunge_all()
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


def _after(session: Session, last_id: int) -> Sequence[Clock]:
    query = select(Clock).where(Clock.id > last_id).order_by(Clock.id).limit(BATCH)
    return session.scalars(query.options(selectinload(Clock.events), selectinload(Clock.case))).all()


def _difference(session: Session, clock: Clock) -> Difference | None:
    try:
        reading = replay(session, clock)
    except (Invalid, KeyError) as error:
        return Difference(clock.id, clock.case.number, clock.kind, "events", "", str(error))
    pairs = {
        "started_at": (clock.started_at, reading.started_at),
        "due_at": (clock.due_at, reading.due_at),
        "budget_s": (clock.budget_s, reading.budget_seconds),
        "due_version": (clock.due_version, reading.due_version),
        "state": (clock.state, reading.state),
        "stopped_at": (clock.stopped_at, reading.stopped_at),
        "outcome": (clock.outcome, reading.outcome),
    }
    for what, (stored, said) in pairs.items():
        if stored != said:
            return Difference(clock.id, clock.case.number, clock.kind, what, stored, said)
    return None
