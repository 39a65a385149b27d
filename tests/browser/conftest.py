"""One running system with the demonstration's week for all these tests; each test reads it, none depends on another."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from tests.support.running import System


@pytest.fixture(scope="session")
def system(folder: Path) -> Generator[System]:
    running = System(folder / "demonstration")
    try:
        running.prepare()
        running.cli("demo", "load")
        running.start()
        yield running
    finally:
        running.stop()
