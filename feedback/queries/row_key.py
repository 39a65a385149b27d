"""Where a list by time goes on: the key of its last row, as it stands in an address."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
ID_MAX = 2**31 - 1

Key = tuple[datetime, int]


def written(key: Key) -> str:
    at, number = key
    return f"{(at - EPOCH) // MICROSECOND}_{number}"


def read(text: str) -> Key | None:
    """None when somebody has changed it to nonsense."""
    instant, _, number = text[:60].partition("_")
    try:
        return EPOCH + int(instant) * MICROSECOND, min(int(number), ID_MAX)
    except (ValueError, OverflowError):
        return None
