"""One reading session per request, and the one place where a request writes.

A page reads with `reading()`. A form writes inside `with writing() as session:`; leaving it commits, then rings.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, ExitStack

from flask import Flask, current_app, g
from sqlalchemy.orm import Session

from feedback.actions.transaction import transaction
from feedback.database import Database


def database() -> Database:
    return current_app.extensions["database"]


def reading() -> Session:
    """This request's read-only session, opened at first use and closed with the request."""
    if "reading_session" not in g:
        g.reading_stack = ExitStack()
        g.reading_session = g.reading_stack.enter_context(database().reading())
    return g.reading_session


def writing() -> AbstractContextManager[Session]:
    """This request's transaction. What was read before is forgotten, so that pages drawn after it are fresh."""
    forget_reading()
    return transaction(database())


def forget_reading(error: BaseException | None = None) -> None:
    stack = g.pop("reading_stack", None)
    g.pop("reading_session", None)
    if stack is not None:
        stack.close()


def register_sessions(app: Flask) -> None:
    app.teardown_request(forget_reading)
