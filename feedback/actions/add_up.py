"""Sums of facts kept up to date: what lines added up to before a change is taken off, what they do after it put on.

After a rebuild, or when other things are to be added up, every stretch of days is added up anew, each in a transaction
of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, func, insert, inspect, select, tuple_
from sqlalchemy.orm import Session

from feedback.database import Load, count_anew, insert_into, load, unload
from feedback.models import Fact, FactProgress, FactSpread, FactSum, StandingCount, Summed
from feedback.queries.measures import AsOf
from feedback.queries.summing import Sums, add_up, wanted
from feedback.rules import spread
from feedback.rules.stretches import last_day, stretch_of

BEGINNING = date(1970, 1, 1)
ROWS = 1_000  # of one statement
ONE_DAY = timedelta(days=1)
SUM_KEY = ("stretch_on", "dimension", "name", "key")
SPREAD_KEY = (*SUM_KEY, "part")
SUMS, SPREADS = inspect(FactSum).local_table, inspect(FactSpread).local_table
SPREAD_COLUMNS = (FactSpread.stretch_on, FactSpread.dimension, FactSpread.name, FactSpread.key, FactSpread.part)


def names_summed(session: Session) -> list[str]:
    """What is added up and may be relied on; nothing while the first sums are being made."""
    return list(session.scalars(select(Summed.name)))


def start_again_if_wanted(session: Session, progress: FactProgress) -> None:
    """Where definitions or the code want other sums than there are, all are made anew; until then facts answer."""
    there = dict(session.execute(select(Summed.name, Summed.meaning)).all())
    if progress.add_up_from is None and there != wanted(session):
        session.execute(delete(Summed))
        progress.add_up_from = BEGINNING


@dataclass(frozen=True)
class Stretch:
    """A stretch of days to add up, and as of when. Sums between `start` and it are of lines that are there no more."""

    start: date
    on: date  # date.max: no line is left
    as_of: datetime


def next_stretch(session: Session, progress: FactProgress, start: date | None = None) -> Stretch:
    """The next with any line, from the progress or a later day on."""
    start = start or progress.add_up_from or BEGINNING
    first = session.scalar(select(func.min(Fact.received_on)).where(Fact.received_on >= start, Fact.until_at.is_(None)))
    return Stretch(start, stretch_of(first) if first else date.max, progress.refreshed_at)


def stretches_left(session: Session, progress: FactProgress) -> Iterator[Stretch]:
    """All that are still to be added up, the one that ends it included."""
    one = next_stretch(session, progress)
    yield one
    while one.on != date.max:
        one = next_stretch(session, progress, last_day(one.on) + ONE_DAY)
        yield one


def read_stretch(session: Session, stretch: Stretch) -> list[Load]:
    """What its lines add up to, ready to be written."""
    if stretch.on == date.max:
        return []
    days = Fact.received_on.between(stretch.on, last_day(stretch.on))
    sums = add_up(session, days & Fact.until_at.is_(None), AsOf(stretch.as_of), wanted(session))
    spreads = [(*key, spread.pack(seconds)) for key, seconds in sums.spreads.items()]
    return [
        load(session, SUMS, (*SUM_KEY, "n"), [(*key, n) for key, n in sums.counts.items()]),
        load(session, SPREADS, (*SPREAD_KEY, "seconds"), spreads),
    ]


def write_stretch(session: Session, progress: FactProgress, stretch: Stretch, sums: Iterable[Load]) -> bool:
    """Write what was read; whether it was still the next one. `progress` is locked."""
    here = (progress.add_up_from, progress.refreshed_at)
    if progress.rebuild_from is not None or (stretch.start, stretch.as_of) != here:
        return False
    for table in (FactSum, FactSpread):
        session.execute(delete(table).where(table.stretch_on.between(stretch.start, stretch.on)))
    for made in sums:
        unload(session, made)
    if stretch.on == date.max:
        _rely_on_them(session)
        progress.add_up_from = None
    else:
        progress.add_up_from = last_day(stretch.on) + ONE_DAY
    return True


def _rely_on_them(session: Session) -> None:
    session.execute(delete(Summed))
    names = wanted(session)
    session.execute(insert(Summed), [{"name": name, "meaning": meaning} for name, meaning in names.items()])
    for table in (FactSum, FactSpread):
        count_anew(session, table.__tablename__)


def exchange(session: Session, before: Sums, after: Sums) -> None:
    """Take off what lines added up to, put on what they add up to now."""
    changed = Counter(after.counts)
    changed.subtract(before.counts)
    put_on(session, FactSum, SUM_KEY, changed)
    _exchange_spreads(session, before, after)


def put_on(
    session: Session, table: type[FactSum | StandingCount], columns: Sequence[str], changed: Mapping[tuple, int]
) -> None:
    """Add to the counts `n` of a table by the columns of its key; those that are not there begin with it."""
    rows = [{**dict(zip(columns, key, strict=True)), "n": n} for key, n in sorted(changed.items()) if n]
    for first in range(0, len(rows), ROWS):
        statement = insert_into(session, table).values(rows[first : first + ROWS])
        more = {"n": table.n + statement.excluded.n}
        session.execute(statement.on_conflict_do_update(index_elements=columns, set_=more))


def _exchange_spreads(session: Session, before: Sums, after: Sums) -> None:
    keys = sorted(
        key
        for key in {*before.spreads, *after.spreads}
        if sorted(before.spreads.get(key, ())) != sorted(after.spreads.get(key, ()))
    )
    for first in range(0, len(keys), ROWS):
        chosen = keys[first : first + ROWS]
        found = session.execute(select(*SPREAD_COLUMNS, FactSpread.seconds).where(tuple_(*SPREAD_COLUMNS).in_(chosen)))
        there = {tuple(key): seconds for *key, seconds in found}
        rows = [
            {
                **dict(zip(SPREAD_KEY, key, strict=True)),
                "seconds": spread.changed(there.get(key, b""), before.spreads.get(key, ()), after.spreads.get(key, ())),
            }
            for key in chosen
        ]
        statement = insert_into(session, FactSpread).values(rows)
        newer = {"seconds": statement.excluded.seconds}
        session.execute(statement.on_conflict_do_update(index_elements=SPREAD_KEY, set_=newer))
