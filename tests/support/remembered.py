"""A world that takes seconds to make is made once by real acts; every further test that asks gets it put back.

What is put back is a test's own: it may write as it likes. Memories are of this process and of each kind of database.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import func, select

from feedback.database import Database
from feedback.models import Account, Case, Entry
from feedback.rules.lifecycle import Actor
from feedback.terms import Role
from tests.support.restoring import SEQUENCES, TABLES
from tests.support.world import World

Rows = dict[str, bytes]
Sequences = list[tuple[Any, ...]]
Contents = bytes | tuple[Rows, Sequences]  # a file of SQLite, or what PostgreSQL copies out


@dataclass(frozen=True)
class Memory:
    """A world's database, its people and its cases by name."""

    contents: Contents
    beginning: int  # the newest entry before it: another city pack would be another world
    people: dict[tuple[Role, str], Actor]
    cases: dict[str, int]


MEMORIES: dict[tuple[str, str], Memory] = {}


def remembered(name: str, world: World, make: Callable[[], dict[str, Case]]) -> dict[str, Case]:
    """What `make` makes in this world. A world in which something has happened already is not replaced."""
    beginning = _beginning(world)
    if beginning is None:
        return make()
    key = world.database.engine.dialect.name, name
    if key not in MEMORIES or MEMORIES[key].beginning != beginning:
        before = _contents(world.database)
        made = make()
        people = dict(world.known_actors)
        changed = _changed(before, _contents(world.database))
        MEMORIES[key] = Memory(changed, beginning, people, {name: case.id for name, case in made.items()})
        return made
    memory = MEMORIES[key]
    world.look()
    _put_back(world.database, memory.contents)
    world.session.info["cache"].clear()
    world.known_actors.update(memory.people)
    return {name: world.case(case_id) for name, case_id in memory.cases.items()}


def _beginning(world: World) -> int | None:
    """The newest entry of a world in which nobody has been and nothing has happened."""
    people, cases = (world.session.scalar(select(func.count()).select_from(kind)) for kind in (Account, Case))
    newest = world.session.scalar(select(func.max(Entry.id))) or 0
    world.look()
    return None if people or cases else newest


def _contents(database: Database) -> Contents:
    if database.engine.dialect.name == "sqlite":
        with (
            closing(sqlite3.connect(database.engine.url.database or "")) as file,
            closing(sqlite3.connect(":memory:")) as copy,
        ):
            file.backup(copy)
            return copy.serialize()
    with _connected(database) as connection:
        names = [name for (name,) in connection.execute(TABLES)]
        return {name: _copied(connection, name) for name in names}, connection.execute(SEQUENCES).fetchall()


def _changed(before: Contents, after: Contents) -> Contents:
    if isinstance(before, bytes) or isinstance(after, bytes):
        return after
    return {name: rows for name, rows in after[0].items() if rows != before[0][name]}, after[1]


def _put_back(database: Database, contents: Contents) -> None:
    if isinstance(contents, bytes):
        database.engine.dispose()  # nobody holds the file
        path = Path(database.engine.url.database or "")
        for log in path.parent.glob(f"{path.name}-*"):
            log.unlink()
        path.write_bytes(contents)
        return
    rows, sequences = contents
    with _connected(database) as connection, connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # neither references nor guards are asked
        for name, of_table in rows.items():
            cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
            with cursor.copy(sql.SQL("COPY {} FROM STDIN (FORMAT binary)").format(sql.Identifier(name))) as into:
                into.write(of_table)
        cursor.executemany("SELECT setval(%s, %s, %s)", sequences)


def _copied(connection: psycopg.Connection[Any], name: str) -> bytes:
    copying = sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(sql.Identifier(name))
    with connection.cursor() as cursor, cursor.copy(copying) as rows:
        return b"".join(rows)


def _connected(database: Database) -> psycopg.Connection[Any]:
    url = database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(url)
