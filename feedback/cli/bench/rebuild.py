"""`bench rebuild`: how long all facts and sums take to make anew, and to be compared with what is kept."""

from __future__ import annotations

from collections.abc import Callable
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from time import perf_counter

from feedback.cli.bench.watch import machine
from feedback.cli.plain import table
from feedback.cli.rebuilding import differences, rebuild_everything
from feedback.database import Database
from feedback.queries.fact_progress import newest_case

HEADER = ("Việc", "giây", "vụ/giây", "giây CPU Python", "MB nhiều nhất một tiến trình")


def rebuild(database: Database, jobs: int) -> str:
    """A rebuild, then a comparison of everything: a table, ready to print."""
    with database.reading() as session:
        cases = newest_case(session)
    lines = [
        _timed("tính lại", cases, lambda: rebuild_everything(database, jobs)),
        _timed("so lại", cases, lambda: sum(1 for _ in differences(database, jobs))),
    ]
    return (
        f"{cases} vụ việc, {database.engine.dialect.name}, {jobs} tiến trình đọc; {machine()}\n{table(lines, HEADER)}"
    )


def _timed(name: str, cases: int, once: Callable[[], int]) -> tuple[str, ...]:
    began, spent = perf_counter(), _cpu()
    found = once()
    seconds = perf_counter() - began
    most = max(getrusage(who).ru_maxrss for who in (RUSAGE_SELF, RUSAGE_CHILDREN)) // 1024
    return f"{name}: {found}", f"{seconds:.0f}", f"{cases / seconds:.0f}", f"{_cpu() - spent:.0f}", str(most)


def _cpu() -> float:
    """Of this process and of those that it has waited for."""
    return sum(used.ru_utime + used.ru_stime for used in (getrusage(RUSAGE_SELF), getrusage(RUSAGE_CHILDREN)))
