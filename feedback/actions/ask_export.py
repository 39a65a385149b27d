"""Asking for a file: a small one is made at once, a big one is owed as background work. Who asked for what is kept.

Files are deleted seven days after they were asked for; their lines stay, with the entries that tell of them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import ledger, tasks
from feedback.actions.export_files import DRAWERS, Sheet
from feedback.errors import N_, Missing, NotYours, Refused
from feedback.models import Export
from feedback.queries.export_rows import Source, case_ids, case_rows, figure_rows
from feedback.queries.visible import visible_exports
from feedback.rules.lifecycle import SYSTEM, Actor
from feedback.rules.plain_cells import plain
from feedback.terms import AGENCY_ROLES, ExportFormat, ExportKind, ExportState, Role

KEPT = timedelta(days=7)
AT_ONCE = {ExportFormat.CSV: 5_000, ExportFormat.XLSX: 5_000, ExportFormat.PDF: 300}
MOST = {ExportFormat.CSV: 200_000, ExportFormat.XLSX: 200_000, ExportFormat.PDF: 5_000}
WAITING_MOST = 3
ROLES = {
    ExportKind.INBOX: AGENCY_ROLES,
    ExportKind.ROWS: (Role.CITY_LEADER, Role.AUDITOR, Role.DISPATCHER, *AGENCY_ROLES),
    ExportKind.FIGURES: (Role.CITY_LEADER, Role.AUDITOR, Role.DISPATCHER, *AGENCY_ROLES),
}
NOT_FOR_YOU = N_("Bạn không xuất được danh sách này.")
TOO_BIG = N_("Danh sách có hơn %(most)s dòng. Hãy chọn kỳ ngắn hơn hoặc lọc bớt; tệp PDF chỉ dùng cho danh sách ngắn.")
BUSY = N_("Bạn đang có %(most)s tệp chờ làm. Hãy đợi một tệp xong.")
NO_SUCH_FILE = N_("Không có tệp này, hoặc tệp đã hết hạn.")


@dataclass(frozen=True)
class Made:
    """What was gathered before anything is written. `content` is None for a big file: that is made later."""

    source: Source
    title: str
    total: int
    content: bytes | None


def gather(session: Session, actor: Actor, source: Source, form: ExportFormat, title: str) -> Made:
    """Read what is asked for, and draw it when it is small. Raises NotYours, Refused, Missing, Invalid."""
    if actor.role not in ROLES[source.kind]:
        raise NotYours(NOT_FOR_YOU)
    title = plain(title)[:300]
    if source.kind is ExportKind.FIGURES:
        rows = figure_rows(session, actor, source)
        return Made(source, title, len(rows), DRAWERS[form](Sheet(title, source.at, source.columns, rows)))
    ids = case_ids(session, actor, source, MOST[form] + 1)
    if len(ids) > MOST[form]:
        raise Refused(TOO_BIG, most=f"{MOST[form]:,}".replace(",", "."))
    if len(ids) > AT_ONCE[form]:
        return Made(source, title, len(ids), None)
    rows = case_rows(session, actor, ids, source.at)
    return Made(source, title, len(rows), DRAWERS[form](Sheet(title, source.at, source.columns, rows)))


def ask_export(session: Session, actor: Actor, made: Made, form: ExportFormat, stored_as: str) -> Export:
    """Keep what was asked; `stored_as` names the bytes of a file that is there already. Raises Refused when busy."""
    _not_too_many(session, actor)
    export = Export(
        owner_id=actor.user_id,
        agency_code=actor.agency_code,
        kind=made.source.kind,
        format=form,
        query=made.source.query,
        title=made.title,
        state=ExportState.WAITING,
        asked_at=made.source.at,
        total=made.total,
        expires_at=made.source.at + KEPT,
    )
    session.add(export)
    session.flush()
    ledger.record(session, actor, "export.asked", export, export=export, what=made.source.kind, form=form)
    if made.content is None:
        tasks.owe(session, "write_export", export, dedup="0")
    else:
        finish(session, export, stored_as, made.content, made.total)
    return export


def finish(session: Session, export: Export, stored_as: str, content: bytes, rows: int) -> None:
    """The file is there."""
    export.state, export.stored_as, export.written = ExportState.DONE, stored_as, rows
    export.total, export.size_bytes = rows, len(content)
    export.sha256 = hashlib.sha256(content).hexdigest()
    ledger.record(session, SYSTEM, "export.made", export, export=export, rows=rows)


def fetch(session: Session, actor: Actor, export_id: int) -> Export:
    """One's own file that is still there, and an entry that it was taken. Raises Missing for anything else."""
    export = session.scalars(select(Export).where(Export.id == export_id, visible_exports(actor))).first()
    if export is None or export.state is not ExportState.DONE or export.expires_at <= clock.now():
        raise Missing(NO_SUCH_FILE)
    ledger.record(session, actor, "export.fetched", export, export=export)
    return export


def expired(session: Session, now: datetime) -> list[Export]:
    """Files whose days are over."""
    query = select(Export).where(Export.state == ExportState.DONE, Export.expires_at <= now)
    return list(session.scalars(query.order_by(Export.id).limit(200)))


def mark_deleted(session: Session, ids: list[int]) -> None:
    """The bytes are gone; the line says so."""
    for export in session.scalars(select(Export).where(Export.id.in_(ids), Export.state == ExportState.DONE)):
        export.state, export.stored_as = ExportState.DELETED, ""
        ledger.record(session, SYSTEM, "export.deleted", export, export=export)


def _not_too_many(session: Session, actor: Actor) -> None:
    waiting = select(Export.id).where(Export.owner_id == actor.user_id, Export.state == ExportState.WAITING)
    if len(session.scalars(waiting.limit(WAITING_MOST)).all()) == WAITING_MOST:
        raise Refused(BUSY, most=WAITING_MOST)
