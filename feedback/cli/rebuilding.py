"""Rebuilding and verifying all facts with several processes: they read ahead, and this one writes, in order."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import lru_cache, partial
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import TypeVar

from sqlalchemy.orm import Session

from feedback.actions.count_standing import count_standing
from feedback.actions.refresh_facts import read_step, rebuild_facts, refresh_facts, steps_left, take_step
from feedback.actions.transaction import transaction
from feedback.database import Database, Keys
from feedback.queries.fact_progress import Difference, counted, differences_in, spans
from feedback.queries.standing_check import standing_differences
from feedback.queries.sum_check import differences_of, stretches_of_sums

WORTH_MORE = 4  # pieces; for fewer, other processes only start
AHEAD = 2  # pieces of every process that wait to be written

Piece = TypeVar("Piece")
Made = TypeVar("Made")


def follow(home: Database) -> None:
    """Let facts and what is counted of open cases follow the ledger to its end."""
    is_left = True
    while is_left:
        with transaction(home) as session:
            is_left = refresh_facts(session) or count_standing(session)


def rebuild_everything(home: Database, jobs: int) -> int:
    """Every line and every sum anew; how many lines hold."""
    with transaction(home) as session:
        rebuild_facts(session)
    with _readers(home, jobs) as readers:
        while steps := _asked(home, steps_left):
            for step, read in readers.each(read_step, steps):
                with transaction(home) as session:
                    is_next = take_step(session, step, read)
                if not is_next:
                    break
    follow(home)
    return _asked(home, counted)


def differences(home: Database, jobs: int) -> Iterator[Difference | str]:
    """Every line that is not what the tables say, and every sum that is not what lines add up to."""
    with _readers(home, jobs) as readers:
        for _, lines in readers.each(differences_in, _asked(home, spans)):
            yield from lines
        for _, sums in readers.each(differences_of, _asked(home, stretches_of_sums)):
            yield from sums
    yield from _asked(home, lambda session: list(standing_differences(session)))


def _asked(home: Database, question: Callable[[Session], Made]) -> Made:
    with home.reading() as session:
        return question(session)


@contextmanager
def _readers(home: Database, jobs: int) -> Generator[_Readers]:
    with ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_end_with_parent) as pool:
        try:
            yield _Readers(home, jobs, pool)
        finally:
            pool.shutdown(cancel_futures=True)


class _Readers:
    """Processes that read pieces; they start when there is enough to read."""

    def __init__(self, home: Database, jobs: int, pool: ProcessPoolExecutor) -> None:
        with home.reading() as session:
            keys: Keys = session.info["keys"]
        self.home, self.jobs, self.pool = home, jobs, pool
        self.place = (home.engine.url.render_as_string(hide_password=False), keys)

    def each(self, read: Callable[[Session, Piece], Made], pieces: Sequence[Piece]) -> Iterator[tuple[Piece, Made]]:
        """What was read of every piece, in their order; not more of them at once than the processes need."""
        if self.jobs == 1 or len(pieces) < WORTH_MORE:
            for piece in pieces:
                yield piece, _asked(self.home, lambda session, piece=piece: read(session, piece))
            return
        yield from self._ahead(read, pieces)

    def _ahead(self, read: Callable[[Session, Piece], Made], pieces: Iterable[Piece]) -> Iterator[tuple[Piece, Made]]:
        task: Callable[[Piece], Made] = partial(_read, *self.place, read)
        waiting: deque[tuple[Piece, Future[Made]]] = deque()
        for piece in pieces:
            waiting.append((piece, self.pool.submit(task, piece)))
            if len(waiting) > self.jobs * AHEAD:
                first, future = waiting.popleft()
                yield first, future.result()
        for first, future in waiting:
            yield first, future.result()


def _read(url: str, keys: Keys, read: Callable[[Session, Piece], Made], piece: Piece) -> Made:
    """In another process."""
    return _asked(_opened(url, keys), lambda session: read(session, piece))


@lru_cache(maxsize=1)
def _opened(url: str, keys: Keys) -> Database:
    return Database(url, keys)


def _end_with_parent() -> None:
    """Who is killed cannot tell its readers to end."""
    Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)
