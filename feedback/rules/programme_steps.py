"""When owners of the programme's items are reminded, and how a day that has passed climbs to the city's leaders.

The days are the city's. Each step is told at most once for a due day; after an outage only the highest that has come is
told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from feedback.errors import N_, Invalid

SETTING = "programme_reminders"  # the part of city.toml
USUAL = {"owner_days_before": 7, "heads_days_after": 1, "city_days_after": 7}
MOST_DAYS = 90
BAD_DAYS = N_(
    "programme_reminders cần ba số ngày: owner_days_before từ 0 đến %(most)s; heads_days_after và city_days_after từ 1"
    " đến %(most)s, lãnh đạo thành phố không trước lãnh đạo đơn vị. Đang ghi: %(given)s."
)


@dataclass(frozen=True)
class Step:
    """`days` after the due day (negative: before it), whom it tells, and in which words."""

    code: str
    days: int
    tells: frozenset[str]  # owner, head, secretary, city
    template: str


def steps(settings: Mapping[str, Any]) -> tuple[Step, ...]:
    """The steps by the city's settings (dotted names), the first one first. Raises Invalid naming `pack`."""
    days = {name: settings.get(f"{SETTING}.{name}", usual) for name, usual in USUAL.items()}
    if not all(type(one) is int and 0 <= one <= MOST_DAYS for one in days.values()) or not (
        1 <= days["heads_days_after"] <= days["city_days_after"]
    ):
        raise Invalid("pack", BAD_DAYS, most=MOST_DAYS, given=", ".join(f"{name} = {days[name]}" for name in USUAL))
    return (
        Step("soon", -days["owner_days_before"], frozenset({"owner"}), "plan_item_soon"),
        Step("due", 0, frozenset({"owner"}), "plan_item_due"),
        Step("over", days["heads_days_after"], frozenset({"owner", "head", "secretary"}), "plan_item_overdue"),
        Step("late", days["city_days_after"], frozenset({"owner", "head", "secretary", "city"}), "plan_item_overdue"),
    )


def reached(steps: Sequence[Step], due_on: date, today: date) -> Step | None:
    """The highest step that has come."""
    return next((step for step in reversed(steps) if (today - due_on).days >= step.days), None)
