"""Making a big file step by step: first the list of cases, then their rows in parts, then the file of all parts.

Each step reads with no lock held and keeps what it read in one short transaction that also owes the next step. A
worker that is killed loses one step at most; whoever takes the task up goes on there and the file has the same bytes,
because the list of cases was kept first.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import ask_export, tasks
from feedback.actions.accounts import actor_of
from feedback.actions.ask_export import MOST
from feedback.actions.export_files import DRAWERS, Sheet
from feedback.errors import N_, Refused
from feedback.models import Account, Duty, Export, ExportPart
from feedback.queries import roster
from feedback.queries.export_rows import Source, case_ids, case_rows
from feedback.rules.lifecycle import Actor
from feedback.terms import ExportState

SPAN = 5_000  # rows of one part
INSTANT = "at"  # how an instant is kept among the words of a part
GONE = N_("Người yêu cầu không còn tài khoản đang dùng.")


@dataclass(frozen=True)
class Step:
    """What one step read. `content` is the file itself when `is_last`."""

    export_id: int
    number: int
    rows: int
    content: bytes
    is_last: bool


def read_step(session: Session, export_id: int) -> Step | None:
    """The next step of a file; None when there is nothing more to do. Raises Refused when its owner has gone."""
    export = session.get_one(Export, export_id)
    if export.state is not ExportState.WAITING:
        return None
    source = Source(export.kind, export.query, export.asked_at)
    if export.parts == 0:
        ids = case_ids(session, _owner(session, export), source, MOST[export.format])
        return Step(export_id, 0, len(ids), _packed(ids), is_last=False)
    ids = _unpacked(_part(session, export_id, 0))
    wanted = ids[(export.parts - 1) * SPAN : export.parts * SPAN]
    if wanted:
        rows = case_rows(session, _owner(session, export), wanted, export.asked_at)
        return Step(export_id, export.parts, len(rows), _packed([_kept(row) for row in rows]), is_last=False)
    sheet = Sheet(export.title, export.asked_at, source.columns, _rows(session, export))
    return Step(export_id, export.parts, export.written, DRAWERS[export.format](sheet), is_last=True)


def settle_step(session: Session, step: Step, stored_as: str) -> None:
    """Keep a step and owe the next, or finish the file. A step that somebody else has kept changes nothing."""
    export = session.get_one(Export, step.export_id)
    if export.state is not ExportState.WAITING or export.parts != step.number:
        return
    if step.is_last:
        session.execute(delete(ExportPart).where(ExportPart.export_id == export.id))
        ask_export.finish(session, export, stored_as, step.content, step.rows)
        return
    session.add(ExportPart(export_id=export.id, number=step.number, content=step.content))
    export.parts += 1
    if step.number == 0:
        export.total = step.rows
    else:
        export.written += step.rows
    tasks.owe(session, "write_export", export, dedup=str(export.parts))


def give_up(session: Session, export_id: int) -> None:
    """The task is dead: say so on the page of the person who waits, and drop what was gathered."""
    export = session.get_one(Export, export_id)
    if export.state is ExportState.WAITING:
        export.state = ExportState.FAILED
        session.execute(delete(ExportPart).where(ExportPart.export_id == export.id))


def _owner(session: Session, export: Export) -> Actor:
    """Who asked, with the rights that they have at this moment, those of an absent colleague included."""
    account, now = session.get_one(Account, export.owner_id), clock.now()
    if not account.is_active or account.agency_code != export.agency_code:
        raise Refused(GONE)
    away = roster.away(session, account.agency_code, now).stood_in_for(account.id)
    duties = select(Duty).where(Duty.account_id == account.id, Duty.starts_at <= now, Duty.ends_at > now)
    return actor_of(account, away, session.scalars(duties))


def _rows(session: Session, export: Export) -> Iterator[tuple[Any, ...]]:
    for number in range(1, export.parts):
        for row in _unpacked(_part(session, export.id, number)):
            yield tuple(_cell(one) for one in row)


def _part(session: Session, export_id: int, number: int) -> bytes:
    query = select(ExportPart.content).where(ExportPart.export_id == export_id, ExportPart.number == number)
    return session.scalars(query).one()


def _kept(row: Any) -> list[Any]:
    return [{INSTANT: cell.isoformat()} if isinstance(cell, datetime) else cell for cell in row]


def _cell(kept: Any) -> Any:
    return datetime.fromisoformat(kept[INSTANT]) if isinstance(kept, dict) else kept


def _packed(content: list[Any]) -> bytes:
    return zlib.compress(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(), 1)


def _unpacked(content: bytes) -> list[Any]:
    return json.loads(zlib.decompress(content))
