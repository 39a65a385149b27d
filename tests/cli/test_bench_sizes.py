"""Measuring cities of several sizes: each in a database of its own that is gone afterwards, one table of all."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from sqlalchemy import inspect
from sqlalchemy.exc import OperationalError

from feedback.cli.bench import sizes_of
from feedback.cli.bench.sizes import rows_of
from feedback.database import Database, open_engine, spare


def test_a_spare_database_is_empty_and_gone_afterwards(database: Database, tmp_path: Path) -> None:
    with spare(database.engine.url, "spare", tmp_path) as url:
        engine = open_engine(url)
        assert inspect(engine).get_table_names() == []
        assert engine.url.database != database.engine.url.database
        engine.dispose()
    if database.engine.dialect.name == "postgresql":  # a file goes with its folder
        with pytest.raises(OperationalError, match="does not exist"):
            open_engine(url).connect()


def test_the_table_grows_from_the_smallest_to_the_largest() -> None:
    small = {"head": "", "lines": {"inbox": [10.0, 12.0, 9], "accept": [5.0, 6.0, 13]}}
    large = {"head": "", "lines": {"inbox": [15.0, 20.0, 9]}}
    assert rows_of([small, large]) == [("inbox", "10/12/9", "15/20/9", "1.50×"), ("accept", "5/6/13", "", "")]


def test_sizes_are_numbers_between_commas() -> None:
    assert sizes_of(None, None, "10000, 100000") == (10_000, 100_000)
    assert sizes_of(None, None, None) == ()
    for wrong in ("ten", "10,,20", "0", "-5"):
        with pytest.raises(click.BadParameter):
            sizes_of(None, None, wrong)
