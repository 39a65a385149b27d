"""Shifts of a duty roster, and who acts for somebody who is away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from feedback.clock import HO_CHI_MINH

FURTHEST = 8  # a chain of people who are all away is followed no further


@dataclass(frozen=True)
class Shift:
    """A part of the day, the same every day. One that ends before it starts goes on past midnight."""

    code: str
    vi: str
    en: str
    start: time
    end: time

    def label(self, language: str = "vi") -> str:
        return self.en if language == "en" else self.vi

    def hours(self, on: date) -> tuple[datetime, datetime]:
        """When this shift of a day begins and ends."""
        last = on if self.end > self.start else on + timedelta(days=1)
        return datetime.combine(on, self.start, HO_CHI_MINH), datetime.combine(last, self.end, HO_CHI_MINH)


def acting(person: int, delegates: Mapping[int, int | None]) -> int | None:
    """Who acts for somebody: themselves unless they are away, else their delegate, or the delegate's own.

    `delegates` holds everybody who is away, with the account that acts for them. None when nobody does.
    """
    now: int | None = person
    for _ in range(FURTHEST):
        if now is None or now not in delegates:
            return now
        now = delegates[now]
    return None


def stood_in_for(person: int, delegates: Mapping[int, int | None]) -> list[int]:
    """Everybody in whose place somebody acts, in the order of their accounts."""
    return sorted(one for one in delegates if one != person and acting(one, delegates) == person)
