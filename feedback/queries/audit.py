"""Walking the chain of entries: every line in order, its number, its link and its seal, and the head at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.errors import N_
from feedback.models import ChainHead, Entry
from feedback.rules import chain

BATCH = 2_000
COLUMNS = tuple(column for column in Entry.__table__.columns if column.name != "id")

MISSING_LINE = N_("thiếu một dòng")
CHANGED_LINE = N_("nội dung không khớp với dấu niêm phong")
BROKEN_LINK = N_("không nối với dòng trước")
UNREADABLE_LINE = N_("dòng không đọc được")
WRONG_HEAD = N_("đầu chuỗi không khớp với dòng cuối")


@dataclass(frozen=True)
class Verdict:
    """`entries` lines hold. `first_bad` is the number of the first that does not, with the reason."""

    entries: int
    first_bad: int | None = None
    why: str = ""

    @property
    def holds(self) -> bool:
        return self.first_bad is None


def verify(session: Session, first: int = 1) -> Verdict:
    """Check the chain from line `first` to its head. Lines written while it runs are checked too."""
    seq, expected = first - 1, _hash_of(session, first - 1)
    if expected is None:
        return Verdict(0, first - 1, MISSING_LINE)
    size = BATCH
    while True:
        rows = _after(session, seq, size)
        if rows is None and size == 1:
            return Verdict(seq - first + 1, seq + 1, UNREADABLE_LINE)
        if rows is None:  # one of these lines cannot be read: find it
            size = 1
            continue
        for row in rows:
            why = _trouble(row, seq + 1, expected)
            if why:
                return Verdict(seq - first + 1, seq + 1, why)
            seq, expected = row["seq"], row["hash"]
        if not rows:
            head = session.execute(select(ChainHead.seq, ChainHead.hash)).one_or_none()
            if head is not None and head.seq > seq and _after(session, seq, 1):
                continue  # somebody wrote meanwhile
            return _end(seq, expected, head, first)


def verify_tail(session: Session, lines: int) -> Verdict:
    """Check only the newest `lines`, for a quick answer."""
    newest = session.scalar(select(ChainHead.seq)) or 0
    return verify(session, max(1, newest - lines + 1))


def _end(seq: int, expected: str, head: Any, first: int) -> Verdict:
    if head is None or head.seq < seq:
        return Verdict(seq - first + 1, seq, WRONG_HEAD)
    if head.seq > seq:
        return Verdict(seq - first + 1, seq + 1, MISSING_LINE)
    return Verdict(seq - first + 1) if head.hash == expected else Verdict(seq - first + 1, seq, WRONG_HEAD)


def _after(session: Session, seq: int, size: int) -> Sequence[Mapping[str, Any]] | None:
    """The next lines in order; None when one of them holds a value that cannot be read."""
    query = select(*COLUMNS).where(Entry.seq > seq).order_by(Entry.seq).limit(size)
    try:
        return session.execute(query).mappings().all()
    except (ValueError, LookupError, TypeError):
        return None


def _trouble(row: Mapping[str, Any], seq: int, expected: str) -> str:
    if row["seq"] != seq:
        return MISSING_LINE
    if row["prev_hash"] != expected:
        return BROKEN_LINK
    try:
        return "" if chain.seal(expected, chain.entry_fields(row)) == row["hash"] else CHANGED_LINE
    except (ValueError, TypeError):  # facts that nobody could have sealed
        return CHANGED_LINE


def _hash_of(session: Session, seq: int) -> str | None:
    if seq == 0:
        return chain.GENESIS
    return session.scalar(select(Entry.hash).where(Entry.seq == seq))
