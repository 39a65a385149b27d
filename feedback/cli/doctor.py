"""`doctor`: one JSON object that says how the system is doing."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, fields
from typing import Any

import click
import redis
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from feedback import clock, schema
from feedback.cli.plain import command, database
from feedback.queries.audit import verify_tail
from feedback.queries.health import Health, health
from feedback.queries.knowledge import knowledge

QUICK_LINES = 20_000  # of the newest entries; `audit verify` walks them all
REDIS_PATIENCE_S = 0.5
OK = "ok"


@command("doctor")
def doctor() -> None:
    """In một đối tượng JSON: số phản ánh, vụ việc, việc nền, nhật ký, mô hình, cơ sở dữ liệu, Redis.

    audit_ok xét 20.000 dòng nhật ký mới nhất; muốn xét hết: audit verify. Kết thúc với mã 1 nếu cơ sở dữ liệu
    không dùng được hoặc nhật ký không khớp; thiếu Redis chỉ làm chậm.
    """
    found = _database_facts()
    found["redis"] = _redis_state(current_app.config["REDIS_URL"])
    click.echo(json.dumps(found, ensure_ascii=False))
    if found["database"] != OK or not found["audit_ok"]:
        sys.exit(1)


def _database_facts() -> dict[str, Any]:
    try:
        state = OK if schema.current(database()) == schema.head() else "not migrated"
        if state == OK:
            with database().reading() as session:
                counts = asdict(health(session, clock.now()))
                reader = knowledge(session).reader
                model = {"field_model": reader.version, "field_model_problem": reader.problem}
                return {**counts, **model, "audit_ok": verify_tail(session, QUICK_LINES).holds, "database": OK}
    except SQLAlchemyError:
        state = "unreachable"
    return {
        **{field.name: None for field in fields(Health)},
        "field_model": None,
        "field_model_problem": None,
        "audit_ok": None,
        "database": state,
    }


def _redis_state(url: str) -> str:
    try:
        connection = redis.from_url(url, socket_timeout=REDIS_PATIENCE_S, socket_connect_timeout=REDIS_PATIENCE_S)
        with connection:
            connection.ping()
    except (redis.RedisError, OSError):
        return "unreachable"
    return OK
