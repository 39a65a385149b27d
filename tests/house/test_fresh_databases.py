"""Every test begins with the same database, whatever the one before it did."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, closing

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from feedback.database import Database
from feedback.models import Base
from tests.conftest import At
from tests.support import july, remembered
from tests.support.databases import Stock
from tests.support.world import World


def contents(database: Database) -> dict[str, list[str]]:
    """Every row of every table, in no order, and where the numbers stand."""
    with database.reading() as session:
        found = {
            name: sorted(str(tuple(row)) for row in session.execute(table.select()))
            for name, table in Base.metadata.tables.items()
        }
        if database.engine.dialect.name == "postgresql":
            rows = session.execute(text("SELECT sequencename, last_value FROM pg_sequences"))
            found["sequences"] = sorted(str(tuple(row)) for row in rows)
        return found


def write(database: Database, still_open: ExitStack) -> None:
    made = World(database)
    made.closed()
    made.close()
    with database.writing() as session:
        session.execute(text("UPDATE agency SET name = 'Không tên'"))
        session.execute(text("DELETE FROM keyword"))
        session.commit()


def leave_open(database: Database, still_open: ExitStack) -> None:
    session = still_open.enter_context(database.writing())
    still_open.callback(session.invalidate)  # nobody is there to roll it back
    session.execute(text("UPDATE agency SET name = 'Không tên'"))


def change_schema(database: Database, still_open: ExitStack) -> None:
    with database.writing() as session:
        trigger = "entry_no_change ON entry" if database.engine.dialect.name == "postgresql" else "entry_no_update"
        session.execute(text(f"DROP TRIGGER {trigger}"))
        session.commit()


@pytest.mark.parametrize("harm", [write, leave_open, change_schema])
def test_nothing_is_left_of_what_a_test_did(
    backend: str, harm: Callable[[Database, ExitStack], None], stock: Stock
) -> None:
    before = contents(stock.database(backend))
    assert before["agency"]
    with ExitStack() as still_open:
        harm(stock.database(backend), still_open)
        fresh = stock.database(backend)
        assert contents(fresh) == before
        with fresh.writing() as session, pytest.raises(DatabaseError, match="entry"):
            session.execute(text("UPDATE entry SET event = event"))


def test_a_remembered_world_is_the_one_that_was_made(
    backend: str, stock: Stock, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembered, "MEMORIES", {})
    found = []
    for _ in ("made", "put back"):
        at("2026-07-06T08:00")
        with closing(World(stock.database(backend))) as world:
            numbers = {name: case.number for name, case in july.build(world, at).items()}
            found.append((contents(world.database), numbers, world.known_actors))
    assert found[0] == found[1]
    assert len(found[0][1]) > 12
