"""A full rebuild of facts: all cases part by part, each part a transaction, so it can be killed and goes on.

Reading a part and writing it are two things: parts may be read ahead, by other processes, and are written in order.
Meanwhile facts do not follow the ledger. So a part is right as long as nobody wrote it in between: what happens to a
case after it was read has an entry, which is followed afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.orm import Session

from feedback.actions.add_up import BEGINNING, exchange, names_summed
from feedback.actions.write_facts import Written, write_facts, written
from feedback.database import count_anew
from feedback.models import Fact, FactProgress, Summed
from feedback.queries.fact_changes import after, among, changes
from feedback.queries.fact_progress import PART, newest_case
from feedback.queries.measures import AsOf
from feedback.queries.summing import Sums, add_up


@dataclass(frozen=True)
class Part:
    """Which cases, and how far facts had followed the ledger when they were to be read."""

    start: int  # they come after it
    last: int
    seq: int


def parts_left(progress: FactProgress, newest: int) -> Iterator[Part]:
    """All that are still to be read; one at least."""
    first = progress.rebuild_from or 0
    return (Part(start, start + PART, progress.seq) for start in range(first, max(newest, first + 1), PART))


def read_part(session: Session, part: Part) -> Written:
    """What has to be written so that the lines of a part are what the tables say."""
    return written(session, changes(session, after(part.start, part.last)))


def write_part(session: Session, progress: FactProgress, part: Part, what: Written) -> bool:
    """Write what was read, with the sums that are in use; whether it was still the next part. `progress` is locked."""
    if (part.start, part.seq) != (progress.rebuild_from, progress.seq):
        return False
    names = _names_kept(session, what)
    as_of = AsOf(progress.refreshed_at)
    before = _sums(session, what.cases, as_of, names)
    write_facts(session, what)
    if names:
        exchange(session, before, _sums(session, what.cases, as_of, names))
    progress.rebuild_from = part.last
    if part.last >= newest_case(session):
        progress.rebuild_from, progress.add_up_from = None, BEGINNING
        count_anew(session, Fact.__tablename__)
    return True


def _names_kept(session: Session, what: Written) -> list[str]:
    """What is added up and stays in use. When most of a part changes, facts answer until all is added up anew."""
    if 2 * len(what.cases) > PART:
        session.execute(delete(Summed))
    return names_summed(session)


def _sums(session: Session, cases: list[int], as_of: AsOf, names: list[str]) -> Sums:
    if not names or not cases:
        return Sums()
    return add_up(session, among(cases)(Fact.case_id) & Fact.until_at.is_(None), as_of, names)
