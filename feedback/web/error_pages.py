"""Every error becomes one plain page in the reader's language. Errors never show what is inside."""

from __future__ import annotations

from contextlib import suppress

import structlog
from flask import Flask, render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from feedback.errors import FeedbackError
from feedback.web.languages import language

Answer = tuple[str, int] | Response
log = structlog.get_logger()


def page(code: int, words: str = "") -> tuple[str, int]:
    """The error page; `words` replace the usual sentence of this status. Drawn for nobody if the database is away."""
    with suppress(SQLAlchemyError):
        bool(current_user)  # asked once here: whoever cannot be known is not asked for again (signed_in.py)
    return render_template("errors/page.html", code=code, words=words), code


def translated(error: FeedbackError) -> str:
    """The sentence of an error in the reader's language, with its values."""
    return _(error.message, **error.named(language())) if error.values else _(error.message)


def on_feedback_error(error: FeedbackError) -> Answer:
    return page(error.status, translated(error))


def on_http(error: HTTPException) -> Answer:
    if error.code is not None and error.code < 400:
        return error.get_response()  # a redirect to the proper address
    return page(error.code or 500)


def on_csrf(error: CSRFError) -> Answer:
    return page(400, _("Trang đã mở quá lâu. Hãy mở lại trang rồi gửi; phần bạn viết vẫn còn trên máy này."))


def on_database(error: DBAPIError) -> Answer:
    log.error("database", path=request.path, kind=type(error.orig).__name__)
    return page(503 if isinstance(error, OperationalError) else 500)


def on_anything(error: Exception) -> Answer:
    log.error("unexpected", path=request.path, exc_info=error)
    return page(500)


def register_error_pages(app: Flask) -> None:
    app.register_error_handler(FeedbackError, on_feedback_error)
    app.register_error_handler(CSRFError, on_csrf)
    app.register_error_handler(HTTPException, on_http)
    if not app.config["TESTING"]:  # in tests an unexpected error must stay one
        app.register_error_handler(DBAPIError, on_database)
        app.register_error_handler(Exception, on_anything)
