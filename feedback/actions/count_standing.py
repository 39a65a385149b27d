"""What stands open is counted again as the ledger goes on: off what a case was kept as, on what it is now.

One counter at a time holds the progress row. The counts are always the sum of what is kept of each case, so a page
can put the cases of later entries in their place.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions.add_up import put_on
from feedback.actions.held_progress import held_progress
from feedback.models import Case, ChainHead, Entry, StandingCase, StandingCount
from feedback.queries.standing_counts import MOST_BEHIND, NAME, STANDS, Key, Standing, columns, counted

ROWS = 1_000  # entries that are followed in one go
KEY = ("dimension", "name", "key", "day")


def count_standing(session: Session) -> bool:
    """Follow the ledger a good way, or count everything anew when far behind; whether more is left to do."""
    now, progress = clock.now(), held_progress(session, NAME, rebuild_from=0)
    head = session.scalar(select(ChainHead.seq)) or 0
    if progress.rebuild_from is not None or head - progress.seq > MOST_BEHIND:
        _anew(session, now)
        progress.seq, progress.refreshed_at, progress.rebuild_from = head, now, None
        return False
    entries = select(Entry.seq, Entry.case_id).where(Entry.seq > progress.seq).order_by(Entry.seq).limit(ROWS)
    told = session.execute(entries).all()
    _follow(session, sorted({case_id for _, case_id in told if case_id is not None}), progress.refreshed_at, now)
    progress.seq, progress.refreshed_at = told[-1].seq if told else progress.seq, now
    return len(told) == ROWS


def _follow(session: Session, ids: list[int], earlier: datetime, now: datetime) -> None:
    """Some cases, and the promises that ended since."""
    session.flush()
    was = _rows(session, StandingCase, StandingCase.case_id.in_(ids))
    now_open = _rows(session, Case, STANDS & Case.id.in_(ids))
    ended = StandingCase.resolve_due_at.between(min(earlier, now), max(earlier, now))
    passed = _rows(session, StandingCase, ended & StandingCase.case_id.not_in(ids))
    changed = counted([*now_open, *passed], now)
    changed.subtract(counted([*was, *passed], earlier))
    _put_on(session, changed)
    session.execute(delete(StandingCase).where(StandingCase.case_id.in_(ids)))
    if now_open:
        session.execute(insert(StandingCase), [one._asdict() for one in now_open])


def _anew(session: Session, now: datetime) -> None:
    for table in (StandingCount, StandingCase):
        session.execute(delete(table))
    kept = select(*columns(Case)).where(STANDS)
    session.execute(insert(StandingCase).from_select(list(Standing._fields), kept))
    rows = session.execute(select(*columns(StandingCase)).execution_options(yield_per=5_000))
    _put_on(session, counted((Standing(*row) for row in rows), now))


def _rows(session: Session, of: Any, fits: Any) -> list[Standing]:
    return [Standing(*row) for row in session.execute(select(*columns(of)).where(fits))]


def _put_on(session: Session, changed: Counter[Key]) -> None:
    put_on(session, StandingCount, KEY, changed)
    session.execute(delete(StandingCount).where(StandingCount.n == 0))
