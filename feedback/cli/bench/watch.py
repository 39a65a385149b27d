"""How long something takes and how many statements it needs, many times over, as a line of a table."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter

from sqlalchemy import event

from feedback.database import Database


@dataclass(frozen=True)
class Measured:
    """One line: milliseconds at the middle and at 95 of 100, and the most statements of one time."""

    name: str
    p50: float
    p95: float
    statements: int


class Watch:
    def __init__(self, database: Database) -> None:
        self.database = database
        self.lines: list[Measured] = []
        self._seen = 0

    def measure(self, name: str, times: int, once: Callable[[], object]) -> None:
        """Once to warm up, then so many times."""
        once()
        spent, statements = [], 0
        with self._counting():
            for _ in range(times):
                self._seen, began = 0, perf_counter()
                once()
                spent.append((perf_counter() - began) * 1000)
                statements = max(statements, self._seen)
        self.lines.append(Measured(name, median(spent), quantiles(spent, n=20)[-1], statements))

    @contextmanager
    def _counting(self) -> Generator[None]:
        engine = self.database.engine

        def note(*_: object) -> None:
            self._seen += 1

        event.listen(engine, "before_cursor_execute", note)
        try:
            yield
        finally:
            event.remove(engine, "before_cursor_execute", note)


def machine() -> str:
    """What it was measured on, and how busy that was."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    python = platform.python_version()
    return f"{os.cpu_count()} nhân, {memory:.0f} GB, {platform.system()}, Python {python}, tải {load:.1f}"
