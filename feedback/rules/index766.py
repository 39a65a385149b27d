"""On time and satisfied, by the formulas of Decision 766/QĐ-TTg (23 June 2022) and its operational description.

Only reports and proposals under Decree 20/2008/NĐ-CP are counted; complaints, denunciations and crime reports are
left out before anything reaches these functions. Limits are working days. Each report counts at most once a period.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from feedback.rules.working_time import Calendar, nth_working_day

MOST_POINTS = Decimal(6)  # for each of the three scored indicators of group 5
FULL_AT = Decimal(90)  # 5.4 alone: from 90 % on, all points

REFUSE_DAYS = 2
SUPPLEMENT_DAYS = 5
RESOLVE_DAYS = 15
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Ratio:
    """So many of so many. Shown with two decimals; nothing, not zero, when there is nothing to divide by."""

    numerator: int
    denominator: int

    @property
    def percent(self) -> Decimal | None:
        if self.denominator == 0:
            return None
        return _rounded(Decimal(100 * self.numerator) / self.denominator)


class Ending(StrEnum):
    """How an agency was done with a report in the sense of the index."""

    RESOLVED = "resolved"  # the answer waits for publication or is published
    REFUSED = "refused"  # refused, returned or passed on to another agency
    SUPPLEMENT = "supplement"  # the citizen was asked for more
    OPEN = "open"


@dataclass(frozen=True)
class Handling:
    """One report at one agency. `sent_on` is the day it was sent, or the latest transfer to this agency.

    `ended_on` is the day of the ending, None while it is open.
    """

    sent_on: date
    ending: Ending
    ended_on: date | None = None


@dataclass(frozen=True)
class Feedback:
    """What citizens made of one report. `accepted_on` is the day it was first accepted, None before that."""

    accepted_on: date | None
    likes: int = 0
    dislikes: int = 0
    is_overdue: bool = False
    reminded_dissatisfied: bool = False


def is_on_time(handling: Handling, calendar: Calendar, as_of: date) -> bool:
    """5.2: whether the ending came within its working days; what is open counts while its 15 days run."""
    until = as_of if handling.ended_on is None else handling.ended_on
    return until <= last_day(handling, calendar)


def last_day(handling: Handling, calendar: Calendar) -> date:
    """The last day on which this ending is on time."""
    days = {Ending.REFUSED: REFUSE_DAYS, Ending.SUPPLEMENT: SUPPLEMENT_DAYS}.get(handling.ending, RESOLVE_DAYS)
    return nth_working_day(calendar, handling.sent_on, days)


def on_time(handlings: Iterable[Handling], calendar: Calendar, as_of: date) -> Ratio:
    """5.2: on time, of everything sent to the agency that was handled or in hand in the period."""
    verdicts = [is_on_time(handling, calendar, as_of) for handling in handlings]
    return Ratio(sum(verdicts), len(verdicts))


def satisfied(feedback: Iterable[Feedback], first: date, last: date) -> Ratio:
    """5.3: accepted in the period, without those disliked, overdue, or asked about again in displeasure."""
    counted = [one for one in feedback if one.accepted_on is not None and first <= one.accepted_on <= last]
    return Ratio(sum(not is_unhappy(one) for one in counted), len(counted))


def is_unhappy(one: Feedback) -> bool:
    return one.dislikes > one.likes or one.is_overdue or one.reminded_dissatisfied


def classified(sorted_out: int, total: int) -> Ratio:
    """5.1: reports whose matter was classified (rules and procedures, or officials' conduct); tracked, no points."""
    return Ratio(sorted_out, total)


def linear_points(percent: Decimal | None, most: Decimal = MOST_POINTS) -> Decimal | None:
    """5.2 and 5.3: the rate times six."""
    return None if percent is None else percent * most / 100


def capped_points(percent: Decimal | None, most: Decimal = MOST_POINTS) -> Decimal | None:
    """5.4: all points from 90 % on, below that the rate over 90 %."""
    return None if percent is None else most * min(percent, FULL_AT) / FULL_AT


def group_points(on_time_rate: Decimal | None, satisfied_rate: Decimal | None, procedures: Decimal | None) -> Decimal:
    """Group 5 of 18 points, two decimals. A rate that cannot be computed brings nothing."""
    parts = (linear_points(on_time_rate), linear_points(satisfied_rate), capped_points(procedures))
    return _rounded(sum((part for part in parts if part is not None), Decimal(0)))


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)
