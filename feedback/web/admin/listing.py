"""What the administrators' lists share: the search words, the page, and the way to the next."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from feedback import clock
from feedback.queries.admin_lists import Page
from feedback.rules import say

View = dict[str, Any]
NO_BREAK = "\u00a0"


def query() -> str:
    return request.args.get("q", "").strip()[:100]


def page_number() -> int:
    return request.args.get("page", 1, type=int)


def pages(found: Page[Any] | Any, endpoint: str, **kept: str) -> View:
    """What is shown, and the addresses of the pages before and after."""
    values: dict[str, Any] = {name: value for name, value in ({"q": query()} | kept).items() if value}

    def at(page: int) -> str | None:
        return url_for(endpoint, page=page, **values) if 1 <= page <= found.pages else None

    words = _("%(total)s dòng, trang %(page)s trong %(pages)s", total=found.total, page=found.page, pages=found.pages)
    return {"words": words, "previous": at(found.page - 1), "next": at(found.page + 1)}


def validity(valid_from: date, valid_to: date | None) -> str:
    """ "từ 1/7/2025", "1/7/2025 đến 30/6/2026"."""
    start = say.numeric_date(valid_from)
    if valid_to is None:
        return _("từ %(day)s", day=start).replace(" ", NO_BREAK)
    return _("%(start)s đến %(end)s", start=start, end=say.numeric_date(valid_to)).replace(" ", NO_BREAK, 1)


def today() -> date:
    return clock.today()
