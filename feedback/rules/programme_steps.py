"""When owners of the programme's items are reminded, and how a day that has passed climbs to the city's leaders.

Each step is told at most once for a due day; after an outage only the highest that has come is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Step:
    """`days` after the due day (negative: before it), whom it tells, and in which words."""

    code: str
    days: int
    tells: frozenset[str]  # owner, head, secretary, city
    template: str


STEPS = (
    Step("soon", -7, frozenset({"owner"}), "plan_item_soon"),
    Step("due", 0, frozenset({"owner"}), "plan_item_due"),
    Step("over", 1, frozenset({"owner", "head", "secretary"}), "plan_item_overdue"),
    Step("late", 7, frozenset({"owner", "head", "secretary", "city"}), "plan_item_overdue"),
)
FIRST_DAYS = -STEPS[0].days


def reached(due_on: date, today: date) -> Step | None:
    """The highest step that has come."""
    return next((step for step in reversed(STEPS) if (today - due_on).days >= step.days), None)
