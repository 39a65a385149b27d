"""Slowing guesses down: passwords, lookup codes, public submissions. Counters live in Redis, else in this process.

Losing the counters costs nothing but a fresh start of the count (security.md §4.1: citizens' pages fail open).
"""

from __future__ import annotations

from typing import Any

from flask import current_app, request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, RedisStorage, Storage
from limits.strategies import FixedWindowRateLimiter
from redis import RedisError

from feedback.errors import N_, FeedbackError

WRONG_CODES_PER_ADDRESS = parse("10/10 minutes")
WRONG_CODES_IN_ALL = parse("60/minute")
WRONG_PASSWORDS_PER_ACCOUNT = parse("8/10 minutes")
WRONG_PASSWORDS_PER_ADDRESS = parse("30/10 minutes")
WRONG_PASSWORDS_IN_ALL = parse("200/minute")
SUBMISSIONS_PER_ADDRESS = parse("20/10 minutes")
API_PER_ADDRESS = parse("120/minute")
RATINGS_PER_ADDRESS = parse("30/10 minutes")

TOO_MANY = N_("Bạn đã thử quá nhiều lần. Hãy chờ ít phút rồi thử lại, hoặc gọi tổng đài.")


class TooMany(FeedbackError):
    """Somebody tried too often. HTTP 429."""

    status = 429


def refuse_if_spent(*limits: tuple[RateLimitItem, str]) -> None:
    """Raises TooMany when one of these counters is full. Nothing is counted here."""
    for limit, who in limits:
        if not _ask("test", limit, who):
            raise TooMany(TOO_MANY)


def count(*limits: tuple[RateLimitItem, str]) -> None:
    """Count one more try."""
    for limit, who in limits:
        _ask("hit", limit, who)


def address() -> str:
    """The sender's network: one IPv4 address, or one IPv6 /64. Behind proxies headers.py has set it right."""
    remote = request.remote_addr or "unknown"
    return ":".join(remote.split(":")[:4]) if ":" in remote else remote


def _ask(verb: str, limit: RateLimitItem, who: str) -> bool:
    try:
        return bool(getattr(_limiter(_shared()), verb)(limit, who))
    except RedisError:
        return bool(getattr(_limiter(_own()), verb)(limit, who))


def _limiter(storage: Storage) -> FixedWindowRateLimiter:
    return FixedWindowRateLimiter(storage)


def _shared() -> Storage:
    kept: dict[str, Any] = current_app.extensions
    if "throttle" not in kept:
        url = current_app.config["REDIS_URL"]
        url = f"redis+{url}" if url.startswith("unix:") else url
        kept["throttle"] = RedisStorage(url, socket_timeout=0.05, socket_connect_timeout=0.05)
    return kept["throttle"]


def _own() -> Storage:
    kept: dict[str, Any] = current_app.extensions
    return kept.setdefault("throttle_own", MemoryStorage())
