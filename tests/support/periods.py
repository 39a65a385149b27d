"""Closed periods as somebody with the database's own password could touch them."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.support.world import World


@contextmanager
def without_guards(world: World) -> Generator[Session]:
    """A session in which figures may be changed; the triggers are back where it is not committed."""
    postgres = world.database.engine.dialect.name == "postgresql"
    with world.database.writing() as session:
        off = "ALTER TABLE figure DISABLE TRIGGER figure_no_change" if postgres else "DROP TRIGGER figure_no_update"
        session.execute(text(off))
        yield session
