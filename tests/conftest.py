"""What every test may ask for. Databases come in both kinds: a test that asks for one runs twice."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Generator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import cast

import pytest
import time_machine
from argon2 import PasswordHasher
from flask import Flask
from playwright.sync_api import Browser

from config import Testing
from feedback import create_app
from feedback.actions import accounts
from feedback.clock import HO_CHI_MINH
from feedback.database import Database
from feedback.rules.lifecycle import Actor
from feedback.terms import Role
from tests.support.browsing import People, chromium, keep_pictures
from tests.support.databases import BACKENDS, Stock, opened
from tests.support.pages import BrowserLike
from tests.support.running import System
from tests.support.servers import running_valkey, scratch
from tests.support.world import World

APPS: dict[str, Flask] = {}  # one per kind of database: making one takes longer than most tests
COOKIE_KEY = "sid"  # where the web keeps the token of a signed-in browser
MONDAY_MORNING = "2026-07-06T08:00"

LONG = ("tests/faults/", "tests/house/test_budgets.py")

At = Callable[[str], datetime]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest tests come first: at the end one worker would wait for the other."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


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
def database(backend: str, stock: Stock) -> Database:
    """A fresh database with schema and city pack; any number of threads may use it."""
    return stock.database(backend)


@pytest.fixture
def database_url(database: Database) -> str:
    """The address of `database`, for other processes."""
    return database.engine.url.render_as_string(hide_password=False)


@pytest.fixture
def empty_database_url(backend: str, stock: Stock) -> Generator[str]:
    """A database with nothing in it, not even tables."""
    with stock.empty(backend) as url:
        yield url


@pytest.fixture
def empty_database(empty_database_url: str) -> Generator[Database]:
    """The same, opened; closed again whatever the test comes to."""
    database = opened(empty_database_url)
    yield database
    database.engine.dispose()


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


@pytest.fixture(scope="session")
def idle_app(folder: Path) -> Flask:
    """The application for a look at its routes, commands and templates; it never opens its database."""
    return create_app(Testing({"FEEDBACK_DATA_DIR": str(folder)}))


@pytest.fixture
def app(world: World, folder: Path) -> Flask:
    """The whole application on `database`, with developer pages; nobody answers at its Redis."""
    backend = world.database.engine.dialect.name
    if backend not in APPS:
        environ = {"FEEDBACK_DATA_DIR": str(folder), "REDIS_URL": f"unix://{folder}/nobody.sock"}
        settings = Testing(environ | {"DATABASE_URL": world.database.engine.url.render_as_string(hide_password=False)})
        settings.DEVELOPER_PAGES = True
        APPS[backend] = create_app(settings)
        APPS[backend].test_client_class = BrowserLike
    made = APPS[backend]
    made.extensions["database"] = world.database
    made.extensions.pop("throttle_own", None)
    return made


@pytest.fixture
def client(app: Flask) -> BrowserLike:
    """A citizen's browser: every page it gets is looked over."""
    return cast(BrowserLike, app.test_client())


@pytest.fixture
def as_staff(app: Flask, world: World) -> Callable[..., BrowserLike]:
    """as_staff(Role.OFFICER, "so-xay-dung"): a browser signed in as the same person that `world.actor` gives."""

    def sign_in(role: Role, agency: str = "") -> BrowserLike:
        return _signed_in(app, world, world.actor(role, agency))

    return sign_in


@pytest.fixture
def as_person(app: Flask, world: World) -> Callable[[Actor], BrowserLike]:
    """as_person(actor): a browser signed in as exactly this person."""
    return lambda actor: _signed_in(app, world, actor)


def _signed_in(app: Flask, world: World, actor: Actor) -> BrowserLike:
    browser = cast(BrowserLike, app.test_client())
    token = secrets.token_urlsafe(32)
    world.open_session(actor, accounts.hash_token(token))
    with browser.session_transaction() as cookie:
        cookie[COOKIE_KEY] = token
    return browser


@pytest.fixture(scope="session")
def chrome() -> Generator[Browser]:
    """One real browser for all tests that walk through a running system."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def people(request: pytest.FixtureRequest, chrome: Browser, system: System) -> Generator[People]:
    """Everybody who opens the running `system` (tests/story and tests/browser say which), each at a browser.

    Afterwards nobody's browser may have complained. When a test fails, what stood on the screens is kept.
    """
    everybody = People(chrome, system.url)
    failures = request.session.testsfailed
    yield everybody
    if request.session.testsfailed > failures:
        keep_pictures(everybody, request.node.name)
    everybody.leave()
    assert everybody.complaints == []
