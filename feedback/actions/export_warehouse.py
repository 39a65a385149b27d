"""Writing the data warehouse's folder: parts of tables, a dictionary, a manifest with a hash for every file.

A run keeps up to where it reads in `run.json` before it reads anything. Each file is written beside its place, synced
and renamed; a run that was killed leaves a folder that begins with a dot, and the next one goes on there, skipping the
files that are done. The folder gets its name only when the manifest is in it: whoever reads finds whole runs only.
"""

from __future__ import annotations

import csv
import hashlib
import importlib
import importlib.util
import io
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

from sqlalchemy import select

from feedback.database import Database, lock
from feedback.errors import N_, Refused
from feedback.models import FactProgress
from feedback.queries.warehouse_tables import SCHEMA, TABLES, Line, Position, Table, dictionary, position, types_of
from feedback.rules.plain_cells import plain

SPAN = 50_000  # numbers of rows in one part
KEPT = 14  # whole daily runs
PARTIAL = ".run-"
NO_PARQUET = N_("Chưa cài phần Parquet. Cài pyarrow (phần “warehouse” trong pyproject.toml) hoặc dùng CSV, JSONL.")
AMOUNT = 18, 2  # digits in all and after the point, of amounts in Parquet
FORMATS = ("csv", "jsonl", "parquet")


@dataclass(frozen=True)
class Run:
    """What one run writes, fixed when it begins. `last` is the last number of each big table."""

    kind: str  # daily: everything; incremental: what has changed since a position
    form: str
    upto: Position
    last: dict[str, int]

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.upto.at:%Y%m%dT%H%M%SZ}-{self.upto.seq}-{self.form}"


def export_warehouse(database: Database, folder: Path, kind: str, form: str = "csv", since: int | None = None) -> Path:
    """The folder of a whole run. Goes on with one that was interrupted. Raises Refused without what Parquet needs."""
    if form == "parquet" and importlib.util.find_spec("pyarrow") is None:
        raise Refused(NO_PARQUET)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    run = _interrupted(folder, kind, form) or _begin(database, folder, kind, form, since)
    within = folder / f"{PARTIAL}{run.name}"
    files = [_write_part(database, within, run, table, *span) for table in TABLES for span in _spans(run, table)]
    _write(within / "dictionary.json", _json(dictionary()))
    _write(within / "manifest.json", _json(_manifest(within, run, [one for one in files if one])))
    (within / "run.json").unlink()
    os.replace(within, folder / run.name)  # noqa: PTH105 - a rename of folders, not a copy
    if kind == "daily":
        _drop_old(folder)
    return folder / run.name


def newest_position(folder: Path) -> tuple[int, datetime | None]:
    """Up to where the newest whole run in a folder tells, and when that was; 0 when there is none."""
    read = [json.loads(one.read_text(encoding="utf-8"))["ledger"] for one in folder.glob("[!.]*/manifest.json")]
    newest = max(read, key=lambda one: one["as_of"], default=None)
    return (newest["seq"], datetime.fromisoformat(newest["as_of"])) if newest else (0, None)


def _begin(database: Database, folder: Path, kind: str, form: str, since: int | None) -> Run:
    """Fix up to where this run reads, on disk before anything is read. Facts stand still for that moment."""
    known = (since, None) if since is not None else newest_position(folder)
    with database.writing() as session:
        session.execute(lock(session, select(FactProgress.name)))
        upto = position(session) if kind == "daily" else position(session, *known)
        last = {table.name: table.last(session) for table in TABLES if table.last is not None}
        session.rollback()
    run = Run(kind, form, upto, last)
    within = folder / f"{PARTIAL}{run.name}"
    within.mkdir(mode=0o700, exist_ok=True)
    _write(within / "run.json", _json(asdict(run)))
    return run


def _interrupted(folder: Path, kind: str, form: str) -> Run | None:
    """The run of this kind that was killed before its end."""
    for kept in sorted(folder.glob(f"{PARTIAL}{kind}-*-{form}/run.json")):
        given = json.loads(kept.read_text(encoding="utf-8"))
        upto = given["upto"]
        since_at = datetime.fromisoformat(upto["since_at"]) if upto["since_at"] else None
        there = Position(upto["seq"], datetime.fromisoformat(upto["at"]), upto["since"], since_at)
        return Run(given["kind"], given["form"], there, given["last"])
    return None


def _spans(run: Run, table: Table) -> Iterator[tuple[int, int, int]]:
    """The parts of a table: their number, first and last row number."""
    if table.last is None:
        yield 1, 0, 0
        return
    for number, first in enumerate(range(1, run.last[table.name] + 1, SPAN), 1):
        yield number, first, min(first + SPAN - 1, run.last[table.name])


def _write_part(
    database: Database, within: Path, run: Run, table: Table, number: int, first: int, last: int
) -> dict[str, Any] | None:
    """One file and what the manifest says of it; read again only when it is not there yet. None when it is empty."""
    path = within / f"{table.name}-{number:05}.{run.form}"
    note = path.with_suffix(path.suffix + ".rows")
    if not note.exists():
        with database.reading() as session:
            rows = table.read(session, run.upto, first, last)
        if rows:
            _write(path, DRAWERS[run.form](table, rows))
        _write(note, str(len(rows)).encode())
    count = int(note.read_text(encoding="ascii"))
    if not count:
        return None
    return {"table": table.name, "file": path.name, "rows": count}


def _manifest(within: Path, run: Run, files: list[dict[str, Any]]) -> dict[str, Any]:
    for note in within.glob("*.rows"):
        note.unlink()
    named = [*files, {"table": None, "file": "dictionary.json", "rows": None}]
    return {
        "schema": SCHEMA,
        "kind": run.kind,
        "format": run.form,
        "ledger": {"since": run.upto.since, "seq": run.upto.seq, "as_of": _cell(run.upto.at)},
        "files": [one | _measured(within / str(one["file"])) for one in named],
    }


def _measured(path: Path) -> dict[str, Any]:
    content = path.read_bytes()
    return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def _drop_old(folder: Path) -> None:
    for old in sorted(folder.glob("daily-*"), reverse=True)[KEPT:]:
        shutil.rmtree(old)


def _write(path: Path, content: bytes) -> None:
    """All of it or nothing: beside its place first, on disk, then renamed."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _cell(value: Any) -> Any:
    """A value as machines read it: instants in UTC, terms and amounts by their own words."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    return str(value) if isinstance(value, Decimal) else value


def _as_csv(table: Table, rows: list[Line]) -> bytes:
    """What would begin as a formula has an apostrophe here (and here only)."""
    written = io.StringIO(newline="")
    lines = csv.writer(written, lineterminator="\n")
    lines.writerow(table.columns)
    for row in rows:
        cells = (_cell(one) for one in row)
        lines.writerow(
            [
                plain(one) if isinstance(one, str) else str(one).lower() if isinstance(one, bool) else one
                for one in cells
            ]
        )
    return written.getvalue().encode()


def _as_jsonl(table: Table, rows: list[Line]) -> bytes:
    lines = (dict(zip(table.columns, (_cell(one) for one in row), strict=True)) for row in rows)
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()


def _as_parquet(table: Table, rows: list[Line]) -> bytes:
    """Instants, days, numbers and amounts as such. The types are the table's, so all parts of it have the same."""
    arrow, parquet = importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")
    types = {
        bool: arrow.bool_(), int: arrow.int64(), float: arrow.float64(), date: arrow.date32(),
        datetime: arrow.timestamp("us", tz="UTC"), Decimal: arrow.decimal128(*AMOUNT),
    }  # fmt: skip
    schema = arrow.schema([(name, types.get(kind, arrow.string())) for name, kind in types_of(table).items()])
    columns = zip(*rows, strict=True)
    arrays = [arrow.array(map(_typed, cells), kind) for cells, kind in zip(columns, schema.types, strict=True)]
    written = io.BytesIO()
    parquet.write_table(arrow.table(arrays, schema=schema), written)
    return written.getvalue()


def _typed(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


DRAWERS = {"csv": _as_csv, "jsonl": _as_jsonl, "parquet": _as_parquet}


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1, default=_cell).encode() + b"\n"
