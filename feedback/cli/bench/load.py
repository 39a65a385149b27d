"""Writing a made-up city into an empty database: rows of many cases at a time, and one chain of entries."""

from __future__ import annotations

import gc
import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update

from feedback.cli.bench.bare_tables import filling
from feedback.cli.bench.city_log import CityLog
from feedback.cli.bench.file import File
from feedback.cli.bench.rows import SHEETS, Maker, Sheet, sorted_json
from feedback.cli.bench.timeline import Stamps, instant
from feedback.cli.bench.town import read_town
from feedback.database import Database, Keys, pour
from feedback.models import ChainHead, NumberSeries
from feedback.rules import chain

KEY = "bench:"  # how submissions of a made-up city are told apart
BATCH = 2_000  # cases between two writes
ENTRY = "entry"
TABLES = (*(sheet.table for sheet in SHEETS), ENTRY)
BESIDE = (ENTRY, "notice", "task")  # half of the work
ENTRY_COLUMNS = (
    "seq", "at", "event", "actor_role", "actor_id", "actor_agency", "case_id", "object_type", "object_id", "facts",
    "prev_hash", "hash",
)  # fmt: skip


@dataclass(frozen=True)
class Order:
    """What to write, in plain values, so that another process can be told. `tables` is its part of the work."""

    url: str
    keys: Keys
    words: Path
    now: datetime
    days: int
    cases: int
    seed: int
    tables: tuple[str, ...]


def parts(order: Order, processes: int) -> list[Order]:
    """The order cut up: every process tells the same stories and writes its own tables."""
    if processes == 1:
        return [order]
    rest = tuple(name for name in TABLES if name not in BESIDE)
    return [replace(order, tables=tables) for tables in (BESIDE, rest)]


def write_all(orders: Sequence[Order], processes: int, on_cases: Callable[[int], object]) -> None:
    """Carry out every part. Raises what a part raised."""
    if len(orders) == 1:
        write(orders[0], on_cases)
        return
    with get_context("spawn").Pool(processes) as pool:
        for _ in pool.imap_unordered(write, orders):
            on_cases(orders[0].cases // len(orders))


def write(order: Order, on_cases: Callable[[int], object] = lambda _: None) -> None:
    """Tell every story and write this order's tables; constant memory."""
    gc.disable()  # nothing here goes in circles
    database = Database(order.url, order.keys, statement_timeout_ms=0)
    with database.reading() as knowing, filling(database, order.tables) as session:
        session.info.update(knowing.info)
        town = read_town(knowing, order.words, order.now, order.days)
        knowing.rollback()  # what it remembers stays
        maker, log = Maker(session, KEY), CityLog(town, order.cases, order.seed)
        sheets = [sheet for sheet in SHEETS if sheet.table in order.tables]
        ledger = ChainWriter(session) if ENTRY in order.tables else None
        batch: list[File] = []
        for file in log.files():
            batch.append(file)
            if len(batch) == BATCH:
                _write(session, maker, sheets, ledger, batch)
                on_cases(len(batch))
                batch = []
        _write(session, maker, sheets, ledger, batch)
        if ledger is not None:
            ledger.end()
        if "case" in order.tables:
            session.execute(insert(NumberSeries), [{"period": p, "last": n} for p, n in log.months.items()])
    database.engine.dispose()
    gc.enable()


def _write(session: Any, maker: Maker, sheets: Sequence[Sheet], ledger: ChainWriter | None, batch: list[File]) -> None:
    if not batch:
        return
    for sheet in sheets:
        more = sheet.missing()
        tail = tuple(more.values())
        rows = [row + tail for file in batch for row in sheet.rows(maker, file)]
        if rows:
            pour(session, sheet.table, (*sheet.columns, *more), rows)
    if ledger is not None:
        for file in batch:
            ledger.add(file)
        ledger.write_until(batch[-1].at)


class ChainWriter:
    """Lines of all cases in the order of time, each sealed to the one before. Holds what is not yet due."""

    def __init__(self, session: Any) -> None:
        self.session, self.stamps = session, Stamps()
        head = session.execute(select(ChainHead.seq, ChainHead.hash)).one()
        self.seq, self.hash = head
        self.coming: list[tuple[int, int, int, int, Any]] = []
        self.lines: list[tuple[Any, ...]] = []

    def add(self, file: File) -> None:
        for order, entry in enumerate(file.entries):
            heapq.heappush(self.coming, (entry[0], file.id, order, file.id, entry))

    def write_until(self, at: int | None) -> None:
        """Seal and write every line up to an instant; all of them without one."""
        while self.coming and (at is None or self.coming[0][0] <= at):
            _, _, _, case_id, entry = heapq.heappop(self.coming)
            self.lines.append(self._seal(case_id, *entry))
        if self.lines:
            pour(self.session, ENTRY, ENTRY_COLUMNS, self.lines)
        self.lines = []

    def end(self) -> None:
        self.write_until(None)
        self.session.execute(update(ChainHead).values(seq=self.seq, hash=self.hash))

    def _seal(self, case_id: int, at: int, event: str, who: Any, about: str, number: int, facts: dict) -> tuple:
        self.seq += 1
        case = number if about == "case" else case_id
        row: dict[str, Any] = {
            "seq": self.seq, "at": instant(at), "event": event, "actor_role": who.role.value, "actor_id": who.id,
            "actor_agency": who.agency, "case_id": case, "object_type": about, "object_id": str(number),
        }  # fmt: skip
        told = sorted_json(facts)
        before, self.hash = self.hash, chain.seal(self.hash, [*row.values(), told])  # as chain.entry_fields has them
        row["at"] = self.stamps(at)
        return (*row.values(), told, before, self.hash)
