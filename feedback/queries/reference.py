"""What the city has set (settings, limits, calendars, words, rules), read once until somebody changes it.

Every change of these tables leaves an entry `pack.loaded` or `setting.changed` in the ledger; the number of the last
one is the version of all of them. One statement a transaction asks for it; everything else is kept by the process.
A transaction that changes them keeps seeing what held when it began.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from feedback.models import Entry

CHANGES = ("pack.loaded", "setting.changed")
SEEN = "reference_version"
# each kind by itself is the end of an index; both at once made PostgreSQL walk back over every entry since
_LAST_OF_EACH = union_all(*(select(func.max(Entry.seq).label("seq")).where(Entry.event == kind) for kind in CHANGES))
LAST_CHANGE = select(func.max(_LAST_OF_EACH.subquery().c.seq))
Kept = TypeVar("Kept")


def version(session: Session) -> int:
    """The entry after which these tables were last changed; 0 in an empty database."""
    if SEEN not in session.info:
        session.info[SEEN] = session.scalar(LAST_CHANGE) or 0
    return session.info[SEEN]


def look_again(session: Session) -> None:
    """Let a session that reads for long see what others have set meanwhile."""
    session.info.pop(SEEN, None)


def kept(session: Session, name: str, read: Callable[[Session], Kept]) -> Kept:
    """What `read` returned at the current version. It must not hold rows of the session that read it."""
    cache: dict[str, tuple[int, Kept]] = session.info["cache"]
    now = version(session)
    if name not in cache or cache[name][0] != now:
        cache[name] = (now, read(session))
    return cache[name][1]
