"""On time and satisfied, by the formulas of Decision 766/QĐ-TTg (23 June 2022) and its operational description.

Only reports and proposals under Decree 20/2008/NĐ-CP are counted; complaints, denunciations and crime reports are
left out before anything reaches these functions. Limits are working days. Each report counts at most once a period.

Figures are counted in SQL (queries/measures.py) over facts whose last days come from here; a test proves line by line
that the SQL says what `is_on_time` and `is_satisfied` say.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from feedback.rules.working_time import Calendar, nth_working_day

MOST_POINTS = Decimal(6)  # for each of the three scored indicators of group 5

REFUSE_DAYS = 2
SUPPLEMENT_DAYS = 5
RESOLVE_DAYS = 15
PUBLISH_DAYS = 2  # from the answer to its publication
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
        return (Decimal(100 * self.numerator) / self.denominator).quantize(CENT, ROUND_HALF_UP)


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
    is_published_late: bool = False


@dataclass(frozen=True)
class Opinion:
    """What its reporters made of one report. `is_reminded`: they asked again, because they were not content."""

    is_accepted: bool
    likes: int = 0
    dislikes: int = 0
    is_reminded: bool = False


def last_day(handling: Handling, calendar: Calendar) -> date:
    """The last day on which this ending is on time."""
    days = {Ending.REFUSED: REFUSE_DAYS, Ending.SUPPLEMENT: SUPPLEMENT_DAYS}.get(handling.ending, RESOLVE_DAYS)
    return nth_working_day(calendar, handling.sent_on, days)


def last_day_to_publish(answered_on: date, calendar: Calendar) -> date:
    return nth_working_day(calendar, answered_on, PUBLISH_DAYS)


def is_on_time(handling: Handling, calendar: Calendar, as_of: date) -> bool:
    """5.2: whether the ending came within its working days; what is open counts while its 15 days run."""
    until = as_of if handling.ended_on is None else handling.ended_on
    return until <= last_day(handling, calendar) and not handling.is_published_late


def is_satisfied(opinion: Opinion, *, is_on_time: bool) -> bool:
    """5.3: accepted, and neither disliked by more than liked it, nor overdue, nor asked about again."""
    is_disliked = opinion.dislikes > opinion.likes
    return opinion.is_accepted and is_on_time and not is_disliked and not opinion.is_reminded


def linear_points(percent: Decimal | None, most: Decimal = MOST_POINTS) -> Decimal | None:
    """5.2 and 5.3: the rate times six."""
    return None if percent is None else percent * most / 100
