"""Writing entries: append-only and hash-chained, in the same transaction as the change they tell of.

Entries are collected while the actions run and sealed just before the commit: every writer then locks the head of
the chain last and for the shortest time, so two transactions can neither fork the chain nor wait in a circle.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, inspect, select, update
from sqlalchemy.orm import Session

from feedback import clock
from feedback.database import lock
from feedback.models import Base, Case, ChainHead, Entry
from feedback.rules import chain, events
from feedback.rules.lifecycle import Actor

CHAIN = "main"
PENDING = "pending_entries"


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
    head = session.execute(lock(session, select(ChainHead.seq, ChainHead.hash).where(ChainHead.chain == CHAIN))).one()
    rows, seq, last = [], head.seq, head.hash
    for line in pending:
        seq += 1
        row = _row(line, seq)
        row["prev_hash"], last = last, chain.seal(last, chain.entry_fields(row))
        row["hash"] = last
        rows.append(row)
    session.execute(insert(Entry), rows)
    session.execute(update(ChainHead).where(ChainHead.chain == CHAIN).values(seq=seq, hash=last))
    return len(rows)


def _row(line: Pending, seq: int) -> dict[str, Any]:
    return {
        "seq": seq,
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
