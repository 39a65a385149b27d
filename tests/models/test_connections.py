"""A connection that the server has closed meanwhile is noticed before anything is asked over it."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from feedback import database as module
from feedback.database import open_engine

MINE = text("SELECT pg_backend_pid()")
CLOSE = text("SELECT pg_terminate_backend(:number, 5000)")


@pytest.mark.parametrize("backend", ["postgresql"])
def test_a_connection_that_rested_is_replaced_when_the_server_has_gone(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "REST_S", 0.0)  # whatever was given back has rested
    engine, other = open_engine(database_url), open_engine(database_url)
    with engine.connect() as connection:
        first = connection.scalar(MINE)
    with other.connect() as connection:
        assert connection.scalar(CLOSE, {"number": first})
    with engine.connect() as connection:
        assert connection.scalar(MINE) != first
    engine.dispose()
    other.dispose()
