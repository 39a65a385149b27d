"""The only reader of time."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

HO_CHI_MINH = ZoneInfo("Asia/Ho_Chi_Minh")  # UTC+7, no daylight saving


def now() -> datetime:
    """This instant, aware, in UTC, to the microsecond that both databases keep."""
    return datetime.now(UTC)


def local(instant: datetime) -> datetime:
    """The same instant as Vietnam's clocks show it."""
    return instant.astimezone(HO_CHI_MINH)
