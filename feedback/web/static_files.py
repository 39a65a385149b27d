"""Static files are kept by browsers for a year: their address carries a mark of their content, so a change is seen."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask

YEAR_S = 365 * 24 * 3600


@cache
def mark(path: Path) -> str:
    """Eight letters that change with the file. Raises FileNotFoundError."""
    return sha256(path.read_bytes()).hexdigest()[:8]


def register_static_files(app: Flask) -> None:
    folder = Path(app.static_folder or "")
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = YEAR_S

    @app.url_defaults
    def add_mark(endpoint: str, values: dict[str, Any]) -> None:
        file = folder / values.get("filename", "")
        if endpoint == "static" and "v" not in values and file.is_file():
            values["v"] = mark(file)
