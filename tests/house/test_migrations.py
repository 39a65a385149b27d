"""Migrations: one line of them, up and down on both databases, ending exactly where the models are."""

from __future__ import annotations

from collections.abc import Callable

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, select, text
from sqlalchemy.schema import SchemaItem

from feedback import schema, word_index
from feedback.database import Database
from feedback.models import Base, Case, ChainHead
from feedback.queries import audit
from feedback.queries.search import search
from feedback.terms import State
from tests.support.world import World

FIRST_RELEASE = "0004"


def test_there_is_one_newest_revision() -> None:
    assert ScriptDirectory.from_config(schema.configuration()).get_heads() == [schema.head()]


def test_revisions_are_numbered_one_after_another() -> None:
    revisions = [script.revision for script in ScriptDirectory.from_config(schema.configuration()).walk_revisions()]
    assert revisions[::-1] == [f"{number:04}" for number in range(1, len(revisions) + 1)]


def test_up_down_and_up_again(empty_database: Database) -> None:
    assert schema.current(empty_database) is None
    schema.upgrade(empty_database)
    assert schema.current(empty_database) == schema.head()
    schema.downgrade(empty_database)
    assert set(inspect(empty_database.engine).get_table_names()) <= {"alembic_version"}
    schema.upgrade(empty_database)
    schema.upgrade(empty_database)
    with empty_database.reading() as session:
        assert session.scalars(select(ChainHead)).one().seq == 0


def test_the_tables_are_what_the_models_say(empty_database: Database) -> None:
    schema.upgrade(empty_database)
    with empty_database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": _is_here(connection)}
        )
        differences = compare_metadata(context, Base.metadata)
    assert differences == []


def _is_here(connection: Connection) -> Callable[..., bool]:
    """An index that says `only` is made by that kind of database alone; SQLite's index of words is a table."""

    def wanted(thing: SchemaItem, name: str | None, *_rest: object) -> bool:
        return (
            not (name or "").startswith(word_index.NAME)
            and thing.info.get("only", connection.dialect.name) == connection.dialect.name
        )

    return wanted


def test_what_is_kept_survives_the_way_down_to_the_first_release_and_up_again(world: World) -> None:
    """SQLite alters a table by copying it: rows that point at it must not be lost, nor stand in the way."""
    cases = {world.case_in(state).number for state in State}
    world.session.rollback()
    schema.downgrade(world.database, FIRST_RELEASE)
    schema.upgrade(world.database)
    world.look()
    assert cases <= set(world.session.scalars(select(Case.number)))
    assert {row.number for row in search(world.session, world.dispatcher, "mat duong").rows} >= cases
    if world.database.engine.dialect.name == "sqlite":  # its index lost its triggers with the copied table
        indexed = world.session.scalars(select(word_index.WORDS.c.rowid).where(text("case_words MATCH 'duo'")))
        assert len(indexed.all()) >= len(cases)
    assert audit.verify(world.session).holds
