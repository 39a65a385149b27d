"""Writing entries: append-only and hash-chained, in the same transaction as the change they tell of.

Entries are collected while the actions run and sealed just before the commit: every writer then locks the head of
the chain last and for the shortest time, so two transactions can neither fork the chain nor wait in a circle.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, inspect, select, update
from sqlalchemy.orm import Session

from feedback import clock
from feedback.models import Base, Case, ChainHead, Entry
from feedback.rules import chain, events
from feedback.rules.lifecycle import Actor

CHAIN = "main"
PENDING = "pending_entries"
OF_CHAIN = ChainHead.chain == CHAIN
# plain tables, built once: whoever seals holds the head, and everybody else waits
HEAD = select(ChainHead.seq, ChainHead.hash).where(OF_CHAIN).with_for_update(key_share=True)  # SQLite leaves it out
APPEND = insert(Base.metadata.tables[Entry.__tablename__]).inline()  # nobody asks for the ids
MOVE_HEAD = (
    update(Base.metadata.tables[ChainHead.__tablename__])
    .where(OF_CHAIN)
    .values(seq=bindparam("new_seq"), hash=bindparam("new_hash"))
)


@dataclass
class Pending:
    """An entry whose row ids may not be known before the flush."""

    actor: Actor
    event: str
    about: Base
    case: Case | None
    at: datetime
    facts: dict[str, Any] = field(default_factory=dict)


def record(
    session: Session, actor: Actor, event: str, about: Base, *, case: Case | None = None, **facts: object
) -> None:
    """Note one line for this transaction. A fact may be a row: its key is written.

    Raises ValueError when the event or its facts are not in rules/events.py.
    """
    events.known(event, facts)
    case = about if isinstance(about, Case) else case
    pending: list[Pending] = session.info.setdefault(PENDING, [])
    pending.append(Pending(actor, event, about, case, clock.now(), facts))


def seal(session: Session) -> int:
    """Append everything recorded in this transaction to the chain; how many lines that were."""
    pending: list[Pending] = session.info.pop(PENDING, [])
    session.flush()
    if not pending:
        return 0
    rows = [_row(line) for line in pending]
    seq, last = session.execute(HEAD).one()
    for row in rows:
        seq += 1
        row["seq"] = seq
        row["prev_hash"], last = last, chain.seal(last, chain.entry_fields(row))
        row["hash"] = last
    session.execute(APPEND, rows)
    session.execute(MOVE_HEAD, {"new_seq": seq, "new_hash": last})
    return len(rows)


def _row(line: Pending) -> dict[str, Any]:
    return {
        "at": line.at,
        "event": line.event,
        "actor_role": line.actor.role,
        "actor_id": line.actor.user_id,
        "actor_agency": line.actor.agency_code,
        "case_id": line.case.id if line.case is not None else None,
        "object_type": line.about.__tablename__,
        "object_id": _key(line.about),
        "facts": {name: _plain(value) for name, value in line.facts.items()},
    }


def _key(row: Base) -> str:
    return ":".join(str(part) for part in inspect(row).identity or ())


def _plain(value: object) -> str | int | None:
    if value is None or isinstance(value, int):
        return value
    return _key(value) if isinstance(value, Base) else str(value)
