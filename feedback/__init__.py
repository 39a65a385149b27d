"""Citizen feedback for a city's 1022 hotline: from intake to figure."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from config import chosen
from feedback import cli, web
from feedback.bell import Bell
from feedback.database import Database, Keys

ROOT = Path(__file__).resolve().parent.parent


def create_app(config: object = None) -> Flask:
    """The application: wiring in reading order, nothing else. `config` as in config.chosen."""
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.config.from_object(chosen(config))
    app.extensions["database"] = open_database(app.config)
    web.register(app)
    cli.register(app)
    return app


def open_database(config: dict) -> Database:
    """The database of these settings, ringing the Redis of these settings after each commit."""
    keys = Keys(codes=config["CODE_KEY"], audit=config["AUDIT_KEY"])
    return Database(config["DATABASE_URL"], keys, ring=Bell(config["REDIS_URL"]).ring)
