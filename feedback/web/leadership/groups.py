"""How groups of days are said: of durations ("2–3 ngày") and of ages ("từ 3 đến 7 ngày trước")."""

from __future__ import annotations

from flask_babel import gettext as _

from feedback.queries.scope_figures import EDGES
from feedback.queries.standing_cases import AGES


def duration(place: int) -> str:
    """Of an answer: up to one day, more than one up to two …"""
    if place == 0:
        return _("tối đa %(days)s ngày", days=EDGES[1])
    if place + 1 == len(EDGES):
        return _("trên %(days)s ngày", days=EDGES[place])
    return _("trên %(first)s đến %(last)s ngày", first=EDGES[place], last=EDGES[place + 1])


def short_duration(place: int) -> str:
    if place == 0:
        return f"≤ {EDGES[1]}"
    return f"> {EDGES[place]}" if place + 1 == len(EDGES) else f"{EDGES[place]}–{EDGES[place + 1]}"


def age(place: int) -> str:
    """Of an open case, in days since it came."""
    if place + 1 == len(AGES):
        return _("từ %(days)s ngày trước trở lên", days=AGES[place])
    return _("từ %(first)s đến %(last)s ngày trước", first=AGES[place], last=AGES[place + 1] - 1)


def short_age(place: int) -> str:
    return f"≥ {AGES[place]}" if place + 1 == len(AGES) else f"{AGES[place]}–{AGES[place + 1] - 1}"
