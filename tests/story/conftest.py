"""A running system of its own for every story."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from tests.support.running import System


@pytest.fixture
def system(backend: str, empty_database_url: str, folder: Path) -> Generator[System]:
    """Everything that ./run starts, on an empty folder: SQLite in it, or the given PostgreSQL database."""
    running = System(folder / f"story-{backend}", empty_database_url if backend == "postgresql" else "")
    try:
        running.prepare()
        running.create_account("lanhdaophuong", "Trần Thị Ngọc Lan", "agency_leader", "ubnd-31147")
        running.start()
        yield running
    finally:
        running.stop()
