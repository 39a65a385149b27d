"""Static files are kept by browsers for a year: their address carries a mark of their content, so a change is seen."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, request, url_for
from werkzeug.wrappers import Response

YEAR_S = 365 * 24 * 3600


@cache
def mark(path: Path) -> str:
    """Eight letters that change with the file. Raises FileNotFoundError."""
    return sha256(path.read_bytes()).hexdigest()[:8]


def register_static_files(app: Flask) -> None:
    folder = Path(app.static_folder or "")

    addresses: dict[tuple[str, str], str] = {}

    @app.template_global()
    def static_address(filename: str) -> str:
        """Where a static file is, with its mark. Kept: every icon of a page asks, and files do not move under us."""
        key = (request.script_root, filename)
        if key not in addresses:
            addresses[key] = url_for("static", filename=filename)
        return addresses[key]

    @app.after_request
    def keep(response: Response) -> Response:
        if request.endpoint == "static" and "v" in request.args and response.status_code in (200, 304):
            response.headers["Cache-Control"] = f"public, max-age={YEAR_S}, immutable"
        return response

    @app.url_defaults
    def add_mark(endpoint: str, values: dict[str, Any]) -> None:
        file = folder / values.get("filename", "")
        if endpoint == "static" and "v" not in values and file.is_file():
            values["v"] = mark(file)
