"""`bench run --cases 10000,100000`: a city of each size in a spare database of its own, and one table of all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from feedback.cli.plain import table
from feedback.database import Database, spare

QUIET = ["prepare"]  # its first passwords are nobody's business here


def compare(database: Database, sizes: Sequence[int], days: int, times: int) -> str:
    """Seed and measure one size after another, smallest first; the spare databases are gone afterwards."""
    found = [_measured(database, cases, days, times) for cases in sorted(sizes)]
    heads = [one["head"] for one in found]
    header = ("Việc", *(f"{cases:,}: p50/p95/lệnh".replace(",", ".") for cases in sorted(sizes)), "Tăng")
    return "\n".join([*heads, table(rows_of(found), header)])


def rows_of(found: Sequence[dict]) -> list[tuple[str, ...]]:
    """Each thing that was measured, size after size, and how many times the first the last one takes."""
    names = list(dict.fromkeys(name for one in found for name in one["lines"]))
    return [_row(name, [one["lines"].get(name) for one in found]) for name in names]


def _row(name: str, lines: list[list[float] | None]) -> tuple[str, ...]:
    cells = ["" if line is None else f"{line[0]:.0f}/{line[1]:.0f}/{line[2]:.0f}" for line in lines]
    first, last = lines[0], lines[-1]
    return name, *cells, f"{last[0] / first[0]:.2f}×" if first and last else ""


def _measured(database: Database, cases: int, days: int, times: int) -> dict:
    with TemporaryDirectory() as folder, spare(database.engine.url, f"bench_{cases}", Path(folder)) as url:
        saved = Path(folder) / "measured.json"
        environ = os.environ | {"DATABASE_URL": url}
        for command in (
            QUIET,
            ["bench", "seed", "--cases", str(cases), "--days", str(days)],
            ["indicators", "rebuild"],
            ["bench", "run", "--times", str(times), "--save", str(saved)],
        ):
            _call(command, environ)
        return json.loads(saved.read_text(encoding="utf-8"))


def _call(command: list[str], environ: dict[str, str]) -> None:
    """One command of ours in a process of its own, as for any other database."""
    out = subprocess.DEVNULL if command is QUIET else sys.stderr
    subprocess.run([sys.executable, "-m", "flask", "--app", "feedback", *command], env=environ, stdout=out, check=True)
