"""Published cases, newest first: exactly what the public list shows, paged by key."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from feedback.api.answers import answer, instant
from feedback.errors import Missing
from feedback.queries.cases import NO_SUCH_CASE
from feedback.queries.published import PAGE_SIZE, PublishedRow, published_case, published_page
from feedback.rules.lookup_code import normalise_number
from feedback.web.doors import open_to_all
from feedback.web.request_session import reading

QUERY_MAX, SIZE_MAX = 200, 100


@open_to_all
def cases() -> Response:
    query = "".join(one for one in request.args.get("q", "")[:QUERY_MAX] if one.isprintable())
    size = min(max(request.args.get("size", PAGE_SIZE, type=int), 1), SIZE_MAX)
    page = published_page(reading(), query, request.args.get("after", ""), size)
    following = url_for("api.cases", q=query or None, size=size, after=page.next_key) if page.next_key else None
    return answer({"items": [_row(row) for row in page.rows], "next": following})


@open_to_all
def case(number: str) -> Response:
    asked = normalise_number(number)
    found = published_case(reading(), asked) if asked else None
    if found is None:
        raise Missing(NO_SUCH_CASE)
    more = {
        "text": found.text,
        "answer": found.answer,
        "agency": found.agency,
        "answered_at": instant(found.answered_at),
        "kept_promise": found.kept,
        "rating": found.rating,
    }
    return answer(_row(found.row) | more)


def _row(row: PublishedRow) -> dict[str, Any]:
    field = row.field
    return {
        "number": row.number,
        "title": row.title,
        "excerpt": row.excerpt,
        "field": {"code": field.code, "vi": field.name_vi, "en": field.name_en} if field else None,
        "ward": row.ward or None,
        "published_at": instant(row.published_at),
        "url": url_for("api.case", number=row.number),
        "page": url_for("public.published_case", number=row.number),
    }
