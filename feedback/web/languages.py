"""Vietnamese first, English by choice: the language and the light or dark theme live in two small cookies."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, current_app, request
from flask_babel import Babel

THEMES = ("light", "dark")
COOKIE_AGE_S = 365 * 24 * 3600
TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"


def language() -> str:
    chosen = request.cookies.get("lang") if request else None
    return chosen if chosen and chosen in current_app.config["LANGUAGES"] else "vi"


def theme() -> str:
    chosen = request.cookies.get("theme")
    return chosen if chosen in THEMES else "light"


def register_languages(app: Flask) -> None:
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    Babel(app, locale_selector=language)
