"""What the city has set (settings, limits, calendars, words, rules), read once until somebody changes it.

Every change of these tables leaves an entry `pack.loaded` or `setting.changed` in the ledger; the number of the last
one is the version of all of them. One statement a transaction asks for it; everything else is kept by the process.
A transaction that changes them keeps seeing what held when it began.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.models import Entry

CHANGES = ("pack.loaded", "setting.changed")
SEEN = "reference_version"
Kept = TypeVar("Kept")


def version(session: Session) -> int:
    """The entry after which these tables were last changed; 0 in an empty database."""
    if SEEN not in session.info:
        last = session.scalar(select(func.max(Entry.seq)).where(Entry.event.in_(CHANGES)))
        session.info[SEEN] = last or 0
    return session.info[SEEN]


def kept(session: Session, name: str, read: Callable[[Session], Kept]) -> Kept:
    """What `read` returned at the current version. It must not hold rows of the session that read it."""
    cache: dict[str, tuple[int, Kept]] = session.info["cache"]
    now = version(session)
    if name not in cache or cache[name][0] != now:
        cache[name] = (now, read(session))
    return cache[name][1]
