"""The only reader of time."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

HO_CHI_MINH = ZoneInfo("Asia/Ho_Chi_Minh")  # UTC+7, no daylight saving
_AS_OF: ContextVar[datetime | None] = ContextVar("as_of", default=None)


def now() -> datetime:
    """This instant, aware, in UTC, to the microsecond that both databases keep."""
    return _AS_OF.get() or datetime.now(UTC)


@contextmanager
def as_of(instant: datetime) -> Generator[None]:
    """Let this thread write as at `instant` (aware): for samples and tests, never in service."""
    token = _AS_OF.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _AS_OF.reset(token)


def local(instant: datetime) -> datetime:
    """The same instant as Vietnam's clocks show it."""
    return instant.astimezone(HO_CHI_MINH)


def today() -> date:
    """The day it is now in Vietnam."""
    return day(now())


def day(instant: datetime) -> date:
    """The day on which it happens in Vietnam."""
    return local(instant).date()
