"""What every test may ask for. Databases come in both kinds: a test that asks for one runs twice."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from argon2 import PasswordHasher

from feedback.actions import accounts
from feedback.clock import HO_CHI_MINH
from feedback.database import Database
from tests.support.databases import BACKENDS, Stock, opened
from tests.support.servers import running_valkey, scratch
from tests.support.world import World

MONDAY_MORNING = "2026-07-06T08:00"

At = Callable[[str], datetime]


@pytest.fixture(scope="session")
def folder() -> Generator[Path]:
    """A short-named folder for this test process."""
    with scratch() as path:
        yield path


@pytest.fixture(scope="session")
def stock(folder: Path) -> Generator[Stock]:
    """Databases to take, whose servers start when first needed."""
    made = Stock(folder)
    yield made
    made.close()


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Generator[None]:
    """A quarter of a second for each password is right in the office and wrong in a test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """Which of the two databases this run of the test uses."""
    return request.param


@pytest.fixture
def database_url(backend: str, stock: Stock) -> Generator[str]:
    """A database of its own with schema and city pack; any number of threads and processes may use it."""
    with stock.filled(backend) as url:
        yield url


@pytest.fixture
def empty_database_url(backend: str, stock: Stock) -> Generator[str]:
    """A database with nothing in it, not even tables."""
    with stock.empty(backend) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Generator[Database]:
    opening = opened(database_url)
    yield opening
    opening.engine.dispose()


@pytest.fixture
def at() -> Generator[At]:
    """at("2026-07-06T08:00"): stop the clock there, in Vietnam's time, until the next call or the end of the test."""
    with ExitStack() as stack:
        stopped: list[time_machine.Traveller] = []

        def move(local: str) -> datetime:
            instant = datetime.fromisoformat(local).replace(tzinfo=HO_CHI_MINH)
            if stopped:
                stopped[0].move_to(instant, tick=False)
            else:
                stopped.append(stack.enter_context(time_machine.travel(instant, tick=False)))
            return instant

        yield move


@pytest.fixture
def world(database: Database, at: At) -> Generator[World]:
    """People and cases in Cần Thơ, on a Monday morning that stands still (move it with `at`)."""
    at(MONDAY_MORNING)
    made = World(database)
    yield made
    made.close()


@pytest.fixture(scope="session")
def redis_url(folder: Path) -> Generator[str]:
    """A real Valkey server on a socket."""
    data_dir = folder / "valkey-data"
    data_dir.mkdir()
    with running_valkey(data_dir) as url:
        yield url
