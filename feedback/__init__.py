"""Citizen feedback for a city's 1022 hotline: from intake to figure.

The web is imported inside `create_app`, so that rules, actions and background processes never load it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask

    from feedback.database import Database

ROOT = Path(__file__).resolve().parent.parent


def create_app(config: object = None) -> Flask:
    """The application: wiring in reading order, nothing else. `config` as in config.chosen."""
    from flask import Flask  # noqa: PLC0415 - see above

    from config import chosen  # noqa: PLC0415
    from feedback import api, cli, web  # noqa: PLC0415
    from feedback.gateways.blob_store import LocalBlobStore  # noqa: PLC0415

    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.config.from_object(chosen(config))
    app.extensions["database"] = open_database(app.config)
    app.extensions["blobs"] = LocalBlobStore(app.config["DATA_DIR"] / "files")
    web.register(app)
    app.register_blueprint(api.blueprint)
    cli.register(app)
    return app


def open_database(config: Mapping[str, Any]) -> Database:
    """The database of these settings, ringing the Redis of these settings after each commit."""
    from feedback.bell import Bell  # noqa: PLC0415
    from feedback.database import Database, Keys  # noqa: PLC0415

    keys = Keys(codes=config["CODE_KEY"], audit=config["AUDIT_KEY"])
    return Database(config["DATABASE_URL"], keys, ring=Bell(config["REDIS_URL"]).ring)
