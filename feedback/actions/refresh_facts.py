"""Facts follow the ledger: the cases that entries tell of are read again, in the order of the chain.

One refresher at a time holds the progress row. A rebuild (rebuild_facts.py) goes before following. Both write the same
lines: what is read is a function of the tables alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions.add_up import (
    Stretch,
    exchange,
    names_summed,
    read_stretch,
    start_again_if_wanted,
    stretches_left,
    write_stretch,
)
from feedback.actions.held_progress import held_progress
from feedback.actions.rebuild_facts import Part, parts_left, read_part, write_part
from feedback.actions.write_facts import Written, write_facts, written
from feedback.database import Load
from feedback.models import Case, ChainHead, Entry, Fact, FactProgress, WorkingCalendar
from feedback.queries import fact_progress
from feedback.queries.fact_changes import among, changes
from feedback.queries.fact_progress import NAME, newest_case
from feedback.queries.measures import AsOf, passed_between
from feedback.queries.summing import Sums, add_up

Step = Part | Stretch  # of a rebuild
Read = Written | list[Load]
ENTRIES = 5_000  # of the chain, in one go
BATCH = 2_000  # cases that are read again at once


def refresh_facts(session: Session) -> bool:
    """Follow the chain a good way, or go on with a rebuild; whether more is left to do."""
    progress = _held_progress(session)
    if progress.rebuild_from is None:
        start_again_if_wanted(session, progress)
    step = next(_steps(session, progress), None)
    if step is None:
        return _follow(session, progress)
    return _take(session, progress, step, read_step(session, step))


def steps_left(session: Session) -> list[Step]:
    """What a rebuild has to do next, in its order: every part of the cases, or then every stretch of days.

    Steps may be read ahead (`read_step`), in any number of processes, and are written one after another (`take_step`).
    """
    found = fact_progress.progress(session)
    return [] if found is None else list(_steps(session, found))


def read_step(session: Session, step: Step) -> Read:
    return read_part(session, step) if isinstance(step, Part) else read_stretch(session, step)


def take_step(session: Session, step: Step, read: Read) -> bool:
    """Write a step that was read before. False when it is not the next one any more: somebody else was quicker."""
    return _take(session, _held_progress(session), step, read)


def _steps(session: Session, progress: FactProgress) -> Iterator[Step]:
    if progress.rebuild_from is not None:
        return parts_left(progress, newest_case(session))
    return iter(()) if progress.add_up_from is None else stretches_left(session, progress)


def _take(session: Session, progress: FactProgress, step: Step, read: Read) -> bool:
    match step, read:
        case Part(), Written():
            return write_part(session, progress, step, read)
        case Stretch(), list():
            return write_stretch(session, progress, step, read)
    raise TypeError(f"{step} and {type(read).__name__} do not belong together")


def rebuild_facts(session: Session) -> None:
    """Owe a full rebuild: the next refreshes go through every case, then add everything up."""
    _held_progress(session).rebuild_from = 0


def _follow(session: Session, progress: FactProgress) -> bool:
    """Read the cases of new entries again, and let verdicts pass with time up to this instant."""
    entries = session.execute(
        select(Entry.seq, Entry.case_id, Entry.event, Entry.object_type)
        .where(Entry.seq > progress.seq)
        .order_by(Entry.seq)
        .limit(ENTRIES)
    ).all()
    if any(_moves_every_fact(entry.event, entry.object_type) for entry in entries):
        progress.rebuild_from = 0
    told = _with_targets(session, [entry.case_id for entry in entries if entry.case_id is not None])
    earlier, now = AsOf(progress.refreshed_at), AsOf(clock.now())
    moved = session.scalars(select(Fact.case_id).where(Fact.until_at.is_(None), passed_between(earlier, now)))
    follower = _Follower(session, earlier, now)
    for ids in _batches(told):
        follower.bring(ids)
    for ids in _batches(sorted(set(moved) - set(told))):
        follower.bring(ids, are_changed=False)
    progress.refreshed_at = now.at
    progress.seq = entries[-1].seq if entries else progress.seq
    return len(entries) == ENTRIES or progress.rebuild_from is not None


def _moves_every_fact(event: str, about: str) -> bool:
    """Working days and a new pack change facts of any age; names, texts and kept filters do not."""
    return event == "pack.loaded" or (event == "setting.changed" and about == WorkingCalendar.__tablename__)


class _Follower:
    """Brings cases to what the tables say, and the sums with them: from one instant's verdicts to another's."""

    def __init__(self, session: Session, earlier: AsOf, now: AsOf) -> None:
        self.session, self.earlier, self.now = session, earlier, now
        self.names = names_summed(session)

    def bring(self, ids: list[int], *, are_changed: bool = True) -> None:
        before = self._sums(ids, self.earlier)
        if are_changed:
            read_again(self.session, ids)
        if self.names:
            exchange(self.session, before, self._sums(ids, self.now))

    def _sums(self, ids: list[int], as_of: AsOf) -> Sums:
        if not self.names:
            return Sums()
        return add_up(self.session, Fact.case_id.in_(ids) & Fact.until_at.is_(None), as_of, self.names)


def read_again(session: Session, ids: list[int]) -> int:
    """Bring the lines of some cases to what the tables say; how many of them were not."""
    session.flush()
    found = changes(session, among(ids))
    write_facts(session, written(session, found))
    return len(found)


def _batches(ids: Sequence[int]) -> Iterator[list[int]]:
    for first in range(0, len(ids), BATCH):
        yield list(ids[first : first + BATCH])


def _with_targets(session: Session, ids: Sequence[int]) -> list[int]:
    """The cases, and those they were merged into: a rating of a merged report counts for the other case."""
    if not ids:
        return []
    into = session.scalars(select(Case.merged_into_id).where(Case.id.in_(ids), Case.merged_into_id.is_not(None)))
    return sorted({*ids, *(one for one in into if one is not None)})


def _held_progress(session: Session) -> FactProgress:
    """The progress row, locked; made at the first time, when everything is still to be read."""
    found = held_progress(session, NAME)
    _start_near_the_end(session, found)
    return found


def _start_near_the_end(session: Session, progress: FactProgress) -> None:
    """Where much more was written than one go reads, a rebuild is quicker than following entry by entry."""
    head = session.scalar(select(ChainHead.seq)) or 0
    if progress.rebuild_from is None and head - progress.seq > 20 * ENTRIES:
        progress.seq, progress.rebuild_from = head, 0
