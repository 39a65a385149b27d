"""Databases for tests: migrated and filled with the city pack once, then copied or put back for every test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Generator
from contextlib import contextmanager
from hashlib import sha256
from itertools import count
from pathlib import Path

from sqlalchemy import Engine, event

from config import ROOT
from feedback import schema
from feedback.actions.load_pack import load_pack
from feedback.actions.transaction import transaction
from feedback.database import Database, Keys
from feedback.rules.lifecycle import SYSTEM
from tests.support.restoring import Original
from tests.support.servers import Postgres

KEYS = Keys(codes=sha256(b"codes").digest(), audit=sha256(b"audit").digest())  # as config.Testing has them
CANTHO = ROOT / "feedback" / "data" / "cantho"
BACKENDS = ("sqlite", "postgresql")
RESTORINGS = 50  # of one copy


def opened(url: str) -> Database:
    return Database(url, KEYS)


class Stock:
    """Databases of either kind: `filled` with the schema and the city pack, or `empty`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = count(1)
        self._postgres: Postgres | None = None
        self._filled: set[str] = set()
        self._opened: dict[str, Database] = {}
        self._original: Original | None = None
        self._restorings = 0

    @property
    def postgres(self) -> Postgres:
        if self._postgres is None:
            self._postgres = Postgres(self.folder / "pg")
        return self._postgres

    def close(self) -> None:
        for database in self._opened.values():
            database.engine.dispose()
        if self._original is not None:
            self._original.close()
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

    def filled(self, backend: str, name: str = "current") -> str:
        """The address of a fresh copy with the schema and the city pack; an older one of that name is gone.

        One name for test after test lets engines live on, and with them their compiled statements.
        """
        if backend == "sqlite":
            self._once("sqlite", lambda: self._file("filled"))
            self._remove(name)
            shutil.copyfile(self.folder / "filled.sqlite3", self.folder / f"{name}.sqlite3")
            return self._file(name)
        self._once("postgresql", lambda: self.postgres.create("filled"))
        self.postgres.drop(name)
        return self.postgres.create(name, "filled")

    def database(self, backend: str) -> Database:
        """The one opened database of this kind that tests share, with fresh contents."""
        if backend in self._opened:
            with self._opened[backend].reading() as session:
                session.info["cache"].clear()  # what it remembers is of the test before
            if self._restored(self._opened[backend]):
                return self._opened[backend]
            self._opened[backend].engine.dispose()
        url = self.filled(backend)
        if backend == "postgresql":
            self._original, self._restorings = Original(url.replace("+psycopg", "")), 0
        if backend not in self._opened:
            self._opened[backend] = opened(url)
        return self._opened[backend]

    def _restored(self, database: Database) -> bool:
        """Is it again as it was? Now and then a new copy is due all the same: deleted rows take room."""
        if database.engine.dialect.name == "sqlite" or self._original is None:
            return False
        self._restorings += 1
        if self._restorings < RESTORINGS and self._original.restore():
            return True
        self._original.close()
        return False

    def _once(self, backend: str, make: Callable[[], str]) -> None:
        if backend in self._filled:
            return
        database = opened(make())
        schema.upgrade(database)
        with transaction(database) as session:
            load_pack(session, SYSTEM, CANTHO)
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
