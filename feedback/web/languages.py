"""Vietnamese first, English by choice: the language and the light or dark theme live in two small cookies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask, current_app, g, request
from flask_babel import Babel, Domain

THEMES = ("light", "dark")
COOKIE_AGE_S = 365 * 24 * 3600
TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"


def language() -> str:
    chosen = request.cookies.get("lang") if request else None
    return chosen if chosen and chosen in current_app.config["LANGUAGES"] else "vi"


def theme() -> str:
    chosen = request.cookies.get("theme")
    return chosen if chosen in THEMES else "light"


class OneLanguage(Domain):
    """The words of a request's language, looked up once: a page says 150 of them."""

    def get_translations(self) -> Any:
        if "words" not in g:
            g.words = super().get_translations()
        return g.words


def register_languages(app: Flask) -> None:
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    babel = Babel(app, locale_selector=language)
    babel.domain_instance = OneLanguage()
