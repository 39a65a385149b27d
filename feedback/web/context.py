"""What every template may use: the city, the language, the person, and filters that say times and numbers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask, current_app, url_for
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from feedback import clock
from feedback.actions.pack.files import Pack
from feedback.actions.pack.texts import flat
from feedback.queries.city import City, city, from_values
from feedback.rules import say
from feedback.terms import AGENCY_ROLES, CENTRE_ROLES, Term
from feedback.web.counted import counted
from feedback.web.headers import csp_nonce
from feedback.web.languages import language, theme
from feedback.web.navigation import Item, navigation
from feedback.web.request_session import reading

KEPT = "city"
PACKS = Path(__file__).resolve().parent.parent / "data"
FIND = dict.fromkeys(CENTRE_ROLES, "hotline.search") | dict.fromkeys(AGENCY_ROLES, "agency.inbox")


def city_words() -> City:
    """The city's settings; the last known ones, or those of its pack, when the database does not answer.

    So error pages are drawn whatever is broken.
    """
    try:
        current_app.extensions[KEPT] = city(reading())
    except (SQLAlchemyError, LookupError):
        if KEPT not in current_app.extensions:
            pack = Pack(PACKS / current_app.config["CITY"])
            return from_values(flat(pack.toml("city.toml")))
    return current_app.extensions[KEPT]


def lines() -> list[Item]:
    """The side bar; empty when the database cannot say who is signed in."""
    try:
        return navigation()
    except SQLAlchemyError:
        return []


def find_url() -> str | None:
    """Where this person finds cases; None for those who do not search."""
    if not current_user or not current_user.is_authenticated:
        return None
    place = FIND.get(current_user.role)
    return url_for(place) if place in current_app.view_functions else None


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
    app.jinja_env.filters.update(moment=moment, day=day, left=left, number=number, percent=percent, counted=counted)
    app.jinja_env.filters.update(phone=say.phone)
    app.add_template_global(label, "label")
    app.add_template_global(csp_nonce, "csp_nonce")

    @app.context_processor
    def words() -> dict[str, Any]:
        return {
            "city": city_words(),
            "lang": language(),
            "theme": theme(),
            "now": clock.now(),
            "navigation": lines(),
            "find_url": find_url(),
            "hears_alerts": (*CENTRE_ROLES, *AGENCY_ROLES),
        }
