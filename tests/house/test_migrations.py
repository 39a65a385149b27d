"""Migrations: one line of them, up and down on both databases, ending exactly where the models are."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select

from feedback import schema
from feedback.models import Base, ChainHead
from tests.support.databases import opened


def test_there_is_one_newest_revision() -> None:
    assert ScriptDirectory.from_config(schema.configuration()).get_heads() == [schema.head()]


def test_revisions_are_numbered_one_after_another() -> None:
    revisions = [script.revision for script in ScriptDirectory.from_config(schema.configuration()).walk_revisions()]
    assert revisions[::-1] == [f"{number:04}" for number in range(1, len(revisions) + 1)]


def test_up_down_and_up_again(empty_database_url: str) -> None:
    database = opened(empty_database_url)
    assert schema.current(database) is None
    schema.upgrade(database)
    assert schema.current(database) == schema.head()
    schema.downgrade(database)
    assert set(inspect(database.engine).get_table_names()) <= {"alembic_version"}
    schema.upgrade(database)
    schema.upgrade(database)
    with database.reading() as session:
        assert session.scalars(select(ChainHead)).one().seq == 0
    database.engine.dispose()


def test_the_tables_are_what_the_models_say(empty_database_url: str) -> None:
    database = opened(empty_database_url)
    schema.upgrade(database)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)
    assert differences == []
    database.engine.dispose()
