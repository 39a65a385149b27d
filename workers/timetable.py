"""What happens by itself, and how often: a list of definitions, each slot of which is owed once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from feedback.actions import tasks
from feedback.database import insert_into
from feedback.models import TimetableSlot


@dataclass(frozen=True)
class Line:
    """A kind of task, how often it is owed, what it is about, and how long after the slot began it is due."""

    name: str
    kind: str
    every: timedelta
    subject: Callable[[], int]
    after: timedelta = timedelta()


TIMETABLE = (
    Line("ended agencies", "hand_over_ended", timedelta(minutes=15), lambda: 0),
    Line("reconcile", "reconcile", timedelta(minutes=5), lambda: 0),
    Line("programme", "remind_programme", timedelta(hours=1), lambda: 0),
    Line("facts", "refresh_facts", timedelta(seconds=30), lambda: 0),
    Line("open cases", "count_standing", timedelta(seconds=30), lambda: 0),
    Line("open data", "publish_open_data", timedelta(hours=6), lambda: 0),
    Line(
        "warehouse", "export_warehouse", timedelta(days=1), lambda: 0, timedelta(hours=19, minutes=30)
    ),  # half past two
    Line("seals", "check_seals", timedelta(days=1), lambda: 0, timedelta(hours=20)),  # three at night
    Line("old exports", "delete_exports", timedelta(hours=1), lambda: 0),
    Line("reviews", "draw_reviews", timedelta(hours=6), lambda: 0),  # the first time in a week draws the one before
    Line("views", "owe_views", timedelta(minutes=15), lambda: 0),
    Line("learn", "learn", timedelta(weeks=1), lambda: 0, timedelta(days=2, hours=19)),  # Sunday, two at night
)


def slot_of(line: Line, at: datetime) -> datetime:
    """The beginning of the slot in which an instant lies; slots are counted from 1970, so all tickers agree."""
    length = int(line.every.total_seconds())
    return datetime.fromtimestamp(int(at.timestamp()) // length * length, UTC)


def owe_due(session: Session, at: datetime) -> int:
    """Owe the current slot of every line that nobody has owed yet; how many those were.

    Any number of tickers may do this at once: the slot's row is unique. Slots missed while all were down are not
    caught up one by one, because each line does everything that is due whenever it runs.
    """
    owed = 0
    for line in TIMETABLE:
        slot = slot_of(line, at)
        if line.after and slot + line.after < at:
            continue  # its hour has passed: heavy work waits for the next, it does not begin with the system
        row = insert_into(session, TimetableSlot).values(name=line.name, slot_at=slot).on_conflict_do_nothing()
        if session.scalars(row.returning(TimetableSlot.name)).first() is not None:
            tasks.owe(session, line.kind, line.subject(), dedup=slot.isoformat(), run_at=max(at, slot + line.after))
            owed += 1
    return owed
