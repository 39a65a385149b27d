"""The command line on a test's own database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from config import Testing
from feedback import create_app
from feedback.database import Database

APPS: list[Flask] = []  # making one takes longer than most commands

Cli = Callable[..., Result]


@pytest.fixture
def cli_on(folder: Path) -> Callable[[Database], Cli]:
    """cli_on(database)("doctor"): one command, as `./run cli doctor` runs it; nobody answers at its Redis."""
    if not APPS:
        environ = {"FEEDBACK_DATA_DIR": str(folder), "REDIS_URL": f"unix://{folder}/nobody.sock"}
        APPS.append(create_app(Testing(environ)))

    def on(database: Database) -> Cli:
        APPS[0].extensions["database"] = database
        return lambda *args: APPS[0].test_cli_runner().invoke(args=[str(arg) for arg in args])

    return on


@pytest.fixture
def cli(database: Database, cli_on: Callable[[Database], Cli]) -> Cli:
    """cli("doctor") on the test's `database`."""
    return cli_on(database)
