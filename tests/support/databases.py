"""Databases for tests: migrated and filled with the city pack once, then copied for every test (some 20 ms)."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Generator
from contextlib import contextmanager
from hashlib import sha256
from itertools import count
from pathlib import Path

from sqlalchemy import Engine, event

from feedback import schema
from feedback.database import Database, Keys
from tests.support.pack import load_cantho
from tests.support.servers import Postgres

KEYS = Keys(codes=sha256(b"codes").digest(), audit=sha256(b"audit").digest())  # as config.Testing has them
BACKENDS = ("sqlite", "postgresql")


def opened(url: str) -> Database:
    return Database(url, KEYS)


class Stock:
    """Hands out databases of either kind: `filled` with the schema and the city pack, or `empty`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = count(1)
        self._postgres: Postgres | None = None
        self._filled: set[str] = set()

    @property
    def postgres(self) -> Postgres:
        if self._postgres is None:
            self._postgres = Postgres(self.folder / "pg")
        return self._postgres

    def close(self) -> None:
        if self._postgres is not None:
            self._postgres.stop()

    @contextmanager
    def empty(self, backend: str) -> Generator[str]:
        """The address of a database with nothing in it."""
        name = f"test_{next(self.numbers)}"
        if backend == "sqlite":
            yield self._file(name)
            self._remove(name)
            return
        yield self.postgres.create(name)
        self.postgres.drop(name)

    @contextmanager
    def filled(self, backend: str) -> Generator[str]:
        """The address of a fresh copy with the schema and the city pack."""
        name = f"test_{next(self.numbers)}"
        if backend == "sqlite":
            self._once("sqlite", lambda: self._file("filled"))
            shutil.copyfile(self.folder / "filled.sqlite3", self.folder / f"{name}.sqlite3")
            yield self._file(name)
            self._remove(name)
            return
        self._once("postgresql", lambda: self.postgres.create("filled"))
        yield self.postgres.create(name, "filled")
        self.postgres.drop(name)

    def _once(self, backend: str, make: Callable[[], str]) -> None:
        if backend in self._filled:
            return
        database = opened(make())
        schema.upgrade(database)
        load_cantho(database)
        if backend == "sqlite":  # one file, with nothing left in its log, can be copied as it is
            with database.engine.connect() as connection:
                connection.exec_driver_sql("ROLLBACK")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.exec_driver_sql("BEGIN")
        database.engine.dispose()
        self._filled.add(backend)

    def _file(self, name: str) -> str:
        return f"sqlite:///{self.folder / name}.sqlite3"

    def _remove(self, name: str) -> None:
        for path in self.folder.glob(f"{name}.sqlite3*"):
            path.unlink(missing_ok=True)


@contextmanager
def count_statements(database: Database) -> Generator[list[str]]:
    """The statements that reach the database meanwhile, without BEGIN and COMMIT; commits are listed as "COMMIT"."""
    engine: Engine = database.engine
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    def note_commit(_connection: object) -> None:
        seen.append("COMMIT")

    event.listen(engine, "before_cursor_execute", note)
    event.listen(engine, "commit", note_commit)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
        event.remove(engine, "commit", note_commit)
