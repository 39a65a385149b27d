"""A PostgreSQL database put back as it was after each test, in a tenth of the time that a new copy takes.

Its connections live on, and with them what the server's processes have learnt of the schema.
"""

from __future__ import annotations

import psycopg
from psycopg import sql

TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"
SEQUENCES = """
    SELECT format('%I', sequencename), coalesce(last_value, start_value), last_value IS NOT NULL
    FROM pg_sequences WHERE schemaname = 'public'
"""
BUSY = """
    SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()
                   AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND state <> 'idle')
        OR EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory')
"""
SCHEMA = ("pg_class", "pg_constraint", "pg_trigger", "pg_statistic")  # what a change of schema writes
MUCH = 2_000  # rows; deleted ones still take room, and everything after them would be slow
COUNTED = "SELECT {name} AS name, count(*) AS n, min(age(xmin)) AS youngest FROM {table}"


class Original:
    """What a database holds now. `restore` undoes what was written since, by whomever."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True, prepare_threshold=0)
        names = [name for (name,) in self._connection.execute(TABLES)]
        counted = sql.SQL(" UNION ALL ").join(
            sql.SQL(COUNTED).format(name=sql.Literal(name), table=sql.Identifier(name)) for name in [*SCHEMA, *names]
        )
        self._since = self._now()
        self._counts = {name: n for name, n, _ in self._connection.execute(counted)}
        self._rows = {name: self._copied(name) for name in names if self._counts[name]}
        known = sql.SQL(", ").join(
            sql.SQL("({}, {})").format(sql.Literal(name), sql.Literal(n)) for name, n in self._counts.items()
        )
        self._changed = sql.SQL(
            "SELECT name, found.n FROM ({}) AS found JOIN (VALUES {}) AS known (name, n) USING (name)"
            " WHERE found.n <> known.n OR found.youngest < age(%s::text::xid)"
        ).format(counted, known)
        self._sequences = self._connection.execute(SEQUENCES).fetchall()

    def restore(self) -> bool:
        """False when only a new copy helps: somebody is still at work, the schema is another, or much was written."""
        if self._connection.execute(BUSY).fetchone() != (False,):
            return False
        changed: dict[str, int] = dict(self._connection.execute(self._changed, (str(self._since),)))
        if changed.keys() & set(SCHEMA) or sum(changed.values()) > MUCH:
            return False
        with self._connection.transaction(), self._connection.cursor() as cursor:
            self._since = self._now()
            cursor.execute("SET LOCAL session_replication_role = replica")  # neither references nor guards are asked
            for name in changed:
                cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
                if name in self._rows:
                    with cursor.copy(sql.SQL("COPY {} FROM STDIN (FORMAT binary)").format(sql.Identifier(name))) as to:
                        to.write(self._rows[name])
            cursor.executemany("SELECT setval(%s, %s, %s)", self._sequences)
        return True

    def close(self) -> None:
        self._connection.close()

    def _now(self) -> int:
        """The number of this transaction: rows of later ones are younger."""
        row = self._connection.execute("SELECT pg_current_xact_id()::xid::text::bigint").fetchone()
        assert row
        return row[0]

    def _copied(self, name: str) -> bytes:
        copying = sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(sql.Identifier(name))
        with self._connection.cursor() as cursor, cursor.copy(copying) as rows:
            return b"".join(rows)
