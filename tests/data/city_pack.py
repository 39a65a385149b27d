"""The city pack as rows, read as the loader reads it: for the tests of the pack itself."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path
from typing import Any

PACK = Path(__file__).parents[2] / "feedback" / "data" / "cantho"


def rows(name: str) -> list[dict[str, str]]:
    """The rows of one CSV file of the pack, header names as keys."""
    with (PACK / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def codes(name: str) -> set[str]:
    return {row["code"] for row in rows(name)}


def settings(name: str) -> dict[str, Any]:
    """One TOML file of the pack."""
    return tomllib.loads((PACK / name).read_text(encoding="utf-8"))
