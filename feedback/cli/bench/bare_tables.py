"""PostgreSQL fills tables several times faster while they have no indexes and no foreign keys: off, and on again."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import text

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
SEQUENCE = "SELECT setval(pg_get_serial_sequence('{0}', 'id'), (SELECT coalesce(max(id), 1) FROM {0}))"


class BareTables:
    """What was taken off, to be put on again; nothing on SQLite. A break in between leaves a database to throw away."""

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
