"""What every template may use: the city, the language, the person, and filters that say times and numbers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from feedback import clock
from feedback.queries.city import City, city
from feedback.rules import say
from feedback.terms import Term
from feedback.web.headers import csp_nonce
from feedback.web.languages import language, theme
from feedback.web.navigation import navigation
from feedback.web.request_session import reading

KEPT = "city"


def city_words() -> City:
    """The city's settings; the last known ones when the database does not answer, so that error pages still work."""
    try:
        current_app.extensions[KEPT] = city(reading())
    except SQLAlchemyError:
        if KEPT not in current_app.extensions:
            raise
    return current_app.extensions[KEPT]


def label(term: Term | Any) -> str:
    """The name of a term, a field or a coded reason in the reader's language."""
    return term.label(language())


def moment(at: datetime | None) -> str:
    return say.moment(at, clock.now(), language()) if at else ""


def day(on: date | datetime | None) -> str:
    return say.day(on, clock.now(), language()) if on else ""


def left(span: timedelta) -> str:
    return say.left(span, language=language())


def number(value: float | None, places: int = 0) -> str:
    return say.number(value, places, language()) if value is not None else "–"


def percent(value: float | None, places: int = 1) -> str:
    return say.percent(value, places, language())


def register_context(app: Flask) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = False
    app.jinja_env.filters.update(moment=moment, day=day, left=left, number=number, percent=percent, phone=say.phone)
    for shared in (label, csp_nonce):
        app.jinja_env.globals[shared.__name__] = shared

    @app.context_processor
    def words() -> dict[str, Any]:
        return {
            "city": city_words(),
            "lang": language(),
            "theme": theme(),
            "now": clock.now(),
            "navigation": navigation(),
        }
