"""`bench run`: how fast this database's city is, as a table, beside what another size of city was measured at."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from feedback.cli.bench.acts import measure_acts, measure_sweep, rush
from feedback.cli.bench.pages import measure_pages
from feedback.cli.bench.watch import Measured, Watch, machine
from feedback.cli.plain import table
from feedback.database import Database
from feedback.models import Case

HEADER = ("Việc", "p50 ms", "p95 ms", "Câu lệnh", "So với")
NUMBER = re.compile(r"/cases/[\w-]+")


def run(app: Flask, database: Database, times: int, save: Path | None, against: Path | None) -> str:
    """Measure everything once; the table, ready to print."""
    watch = Watch(database)
    with database.reading() as session:
        cases = session.scalar(select(func.count()).select_from(Case)) or 0
    with ThreadPoolExecutor(1) as browsers:  # a thread without the command's own context, as a request has it
        browsers.submit(measure_pages, watch, app, times).result()
    measure_acts(watch, times)
    running = measure_sweep(watch, times)
    before = json.loads(against.read_text(encoding="utf-8"))["lines"] if against else {}
    head = f"{cases} vụ việc, {running} đồng hồ đang chạy, {database.engine.dialect.name}; {machine()}"
    if save:
        lines = {_named(line): (line.p50, line.p95, line.statements) for line in watch.lines}
        save.write_text(json.dumps({"head": head, "lines": lines}, ensure_ascii=False), encoding="utf-8")
    return f"{head}\n{table([_row(line, before) for line in watch.lines], HEADER)}"


def run_clients(database: Database, clients: int, seconds: float) -> str:
    with database.reading() as session:
        keys = session.info["keys"]
    made, changed = rush(database, keys, clients, seconds)
    return f"{clients} máy cùng lúc: {made:.0f} phản ánh mới/giây, {changed:.0f} lượt tiếp nhận/giây; {machine()}"


def _named(line: Measured) -> str:
    """Its name in every city: numbers of cases are of one alone."""
    return NUMBER.sub("/cases/…", line.name)


def _row(line: Measured, before: dict[str, list[float]]) -> tuple[str, str, str, int, str]:
    earlier = before.get(_named(line))
    growth = f"{line.p50 / earlier[0]:.2f}×" if earlier else ""
    return line.name, f"{line.p50:.1f}", f"{line.p95:.1f}", line.statements, growth
