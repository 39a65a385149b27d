"""How the public interface answers: JSON with a mark of its content, so that nothing unchanged is sent twice."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from feedback import clock
from feedback.errors import FeedbackError
from feedback.web.throttle import API_PER_ADDRESS, address, count, refuse_if_spent

MINUTE_S = 60
JSON = "application/json; charset=utf-8"


def limit() -> None:
    """Raises TooMany. Asking costs the same whether the answer is new or not."""
    who = (API_PER_ADDRESS, f"api {address()}")
    refuse_if_spent(who)
    count(who)


def answer(content: Any, content_type: str = JSON, *, fresh_s: int = MINUTE_S) -> Response:
    """Everybody may keep it for so long; after that they ask whether it is still the same (If-None-Match)."""
    body = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
    response = Response(body, content_type=content_type)
    response.headers["Cache-Control"] = f"public, max-age={fresh_s}"
    response.add_etag()
    return response.make_conditional(request)


def for_everybody(response: Response) -> Response:
    """Pages of other sites may read it too: there is nothing in it that is not for all."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def refused(error: FeedbackError) -> Response:
    """A refusal that a program can read; it says nothing of what is inside."""
    response = Response(json.dumps({"error": str(error)}, ensure_ascii=False), error.status, content_type=JSON)
    if error.status == 429:
        response.headers["Retry-After"] = str(MINUTE_S)
    return response


def instant(at: datetime | None) -> str | None:
    return None if at is None else clock.local(at).isoformat(timespec="seconds")
