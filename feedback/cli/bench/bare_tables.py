"""Tables are filled several times faster while they have no indexes and no foreign keys: off, and on again."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from feedback import word_index
from feedback.database import Database, is_postgres
from feedback.models import Base

BUILDERS = 2  # indexes built side by side
CONSTRAINTS = """
    SELECT c.contype, quote_ident(t.relname), quote_ident(c.conname), pg_get_constraintdef(c.oid)
    FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
    WHERE c.contype IN ('f', 'u') AND t.relname = ANY(:tables) ORDER BY c.contype, c.conname
"""
INDEXES = """
    SELECT quote_ident(i.relname), pg_get_indexdef(i.oid)
    FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
    WHERE t.relname = ANY(:tables) AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.oid)
    ORDER BY pg_relation_size(t.oid) DESC, i.relname
"""
SQLITE_INDEXES = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN :tables"
SQLITE_CACHE_KB = 400_000  # sorting a million keys in the 2 MB that a page may have takes hours
SEQUENCE = "SELECT setval(pg_get_serial_sequence('{0}', 'id'), (SELECT coalesce(max(id), 1) FROM {0}))"


@contextmanager
def filling(database: Database, tables: Sequence[str]) -> Generator[Session]:
    """A session for rows of made-up cases, committed at the end; PostgreSQL's tables are bare already."""
    if database.engine.dialect.name == "sqlite":
        with _filling_sqlite(database, tables) as session:
            yield session
        return
    with database.writing() as session:
        session.execute(text("SET LOCAL TimeZone = 'UTC'"))
        session.execute(text("SET LOCAL synchronous_commit = off"))
        session.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        yield session
        session.commit()


@contextmanager
def _filling_sqlite(database: Database, tables: Sequence[str]) -> Generator[Session]:
    """One transaction, all or nothing: rows that point at nothing are looked for at its end, the words of cases are
    listed anew. Otherwise every row that comes before the one it points at costs a walk over a table.
    """
    with database.migrating() as connection:
        connection.exec_driver_sql(f"PRAGMA cache_size = -{SQLITE_CACHE_KB}")
        asked = text(SQLITE_INDEXES).bindparams(bindparam("tables", list(tables), expanding=True))
        indexes = connection.execute(asked).all()
        for name in word_index.TRIGGERS:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        for name, _ in indexes:
            connection.exec_driver_sql(f'DROP INDEX "{name}"')
        with Session(connection, expire_on_commit=False) as session:
            yield session
            session.flush()
        for _, again in indexes:
            connection.exec_driver_sql(again)


class BareTables:
    """What was taken off PostgreSQL, to be put on again. A break in between leaves a database to throw away."""

    def __init__(self, database: Database, tables: Sequence[str]) -> None:
        self.database, self.tables = database, list(tables)
        self.indexes: list[str] = []
        self.keys: list[str] = []

    def take_off(self) -> None:
        with self.database.writing() as session:
            if not is_postgres(session):
                return
            named = {"tables": self.tables}
            for kind, table, name, body in session.execute(text(CONSTRAINTS), named).all():
                again = f"ALTER TABLE {table} ADD CONSTRAINT {name} {body}"
                (self.keys if kind == "f" else self.indexes).append(again)
                session.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))
            for name, body in session.execute(text(INDEXES), named).all():
                self.indexes.append(body)
                session.execute(text(f"DROP INDEX {name}"))
            session.commit()

    def put_on(self) -> None:
        with ThreadPoolExecutor(BUILDERS) as builders:
            list(builders.map(self._run, self.indexes))
            list(builders.map(self._run, self.keys))
        with self.database.writing() as session:
            if is_postgres(session):
                for table in self.tables:
                    if "id" in Base.metadata.tables[table].columns:
                        session.execute(text(SEQUENCE.format(f'"{table}"')))
            session.execute(text("ANALYZE"))
            session.commit()

    def _run(self, statement: str) -> None:
        with self.database.writing() as session:
            session.execute(text("SET LOCAL maintenance_work_mem = '512MB'"))
            session.execute(text("SET LOCAL statement_timeout = 0"))
            session.execute(text(statement))
            session.commit()
