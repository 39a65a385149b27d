"""One line of the responsibility matrix, and whether it holds: yes, no, or not known (Kleene's three values).

A fact that nobody knows never makes a line false in silence. A line that may hold gets its share of the chance, and
what it waits for is named, so that somebody can ask.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from types import MappingProxyType

from feedback.terms import Channel, Kind, Level, Owner

Truth = bool | None

WARD = "ward"  # in the matrix: the People's Committee of the ward where it happened
ANYWHERE = ""
KIND_OF_WARD = "kind:"
NOTHING: Mapping[str, str] = MappingProxyType({})

# What a line may ask besides field, place, level and time: the answers it knows, and how they are called.
FACTS: dict[str, tuple[str, ...]] = {
    "danger": ("yes", "no"),
    "channel": tuple(Channel),
    "kind": tuple(kind for kind in Kind if not kind.is_excluded),
}
# What to find out when a line waits for it, by the name of the condition.
QUESTIONS = {
    "street": "việc xảy ra trên đường nào",
    "owner": "tuyến đường hoặc tài sản này do ai quản lý",
    "danger": "có gây nguy hiểm cho người hay không",
    "channel": "phản ánh đến qua kênh nào",
    "kind": "đây là phản ánh, kiến nghị hay hỏi đáp",
}


@dataclass(frozen=True)
class RuleRow:
    """One line. `place` is "", a ward code, or "kind:phường"; what is empty or None asks nothing.

    A line for a field holds for its sub-fields. `valid_to` is its last day. `weekdays` are digits from 1 (Monday) to
    7; `hours` are local and may pass midnight ("17:00-07:00"). `share_unknown` is how likely the line holds while
    the street, the owner or a fact it asks for is not known.
    """

    id: int
    position: int
    field_code: str
    place: str
    level: Level | None
    agency: str
    cooperating: tuple[str, ...]
    legal_basis: str
    valid_from: date
    valid_to: date | None = None
    street: str = ""
    owner: Owner | None = None
    facts: tuple[tuple[str, str], ...] = ()
    weekdays: str = ""
    hours: str = ""
    share_unknown: float = 0.5


@dataclass(frozen=True)
class City:
    """What the matrix needs to know of the city. `agencies` holds the names of those in force on the day."""

    agencies: Mapping[str, str]
    fields: Mapping[str, str]
    wards: Mapping[str, str]  # ward code -> "phường Tân An"
    ward_agencies: Mapping[str, str]  # ward code -> its People's Committee
    streets: Mapping[str, str] = field(default_factory=dict)  # street code -> name
    owners: Mapping[tuple[str, str], Owner] = field(default_factory=dict)  # (field, street) -> who owns what is there


@dataclass(frozen=True)
class Situation:
    """What is known of a report besides its field and its place. `at` is a moment in Vietnam's time.

    `on` is the day whose lines count, when it is not the day of that moment.
    """

    level: Level
    at: datetime
    facts: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    on: date | None = None


@dataclass(frozen=True)
class Spot:
    """One possible place: codes, None where it is not known."""

    ward_code: str | None = None
    street: str | None = None


def covers(wide: str, narrow: str) -> bool:
    """Whether a line for a field holds for another: "giao-thong" covers "giao-thong.o-ga"."""
    return narrow == wide or narrow.startswith(f"{wide}.")


def is_on(row: RuleRow, situation: Situation) -> bool:
    """What is always known: level, dates, days of the week, hours."""
    on = situation.on or situation.at.date()
    return (
        row.level in (None, situation.level)
        and row.valid_from <= on
        and (row.valid_to is None or on <= row.valid_to)
        and (not row.weekdays or str(situation.at.isoweekday()) in row.weekdays)
        and (not row.hours or is_within(row.hours, situation.at.time()))
    )


def is_within(hours: str, at: time) -> bool:
    """Whether a time of day lies in "07:00-17:00", or in "17:00-07:00" over midnight; the last minute is outside."""
    begin, end = window(hours)
    return begin <= at < end if begin < end else at >= begin or at < end


def window(hours: str) -> tuple[time, time]:
    """The two ends of "17:00-07:00". Raises ValueError."""
    begin, dash, end = hours.partition("-")
    if not dash:
        raise ValueError(hours)
    return time.fromisoformat(begin.strip()), time.fromisoformat(end.strip())


def at_ward(row: RuleRow, ward_code: str | None, city: City) -> Truth:
    """Whether the line's place is that ward; None where the line asks and nobody knows."""
    if row.place == ANYWHERE:
        return True
    if ward_code is None:
        return None
    if row.place.startswith(KIND_OF_WARD):
        return city.wards.get(ward_code, "").startswith(row.place.removeprefix(KIND_OF_WARD) + " ")
    return row.place == ward_code


def conditions(row: RuleRow, field_code: str, spot: Spot, facts: Mapping[str, str], city: City) -> Iterator[
    tuple[str, Truth]
]:  # fmt: skip
    """Street, owner and facts that the line asks for, each with its truth."""
    if row.street:
        yield "street", None if spot.street is None else row.street == spot.street
    if row.owner is not None:
        known = owner_of(field_code, spot.street, city)
        yield "owner", None if known is None else known is row.owner
    for name, wanted in row.facts:
        known_fact = facts.get(name)
        yield name, None if known_fact is None else known_fact == wanted


def both(truths: Iterable[Truth]) -> Truth:
    """Kleene's "and": false as soon as one is false, unknown while one is unknown."""
    found = set(truths)
    if False in found:
        return False
    return None if None in found else True


def owner_of(field_code: str, street: str | None, city: City) -> Owner | None:
    """Who owns what such a report is about in that street: the entry for the field itself before the one above it."""
    if street is None:
        return None
    code = field_code
    while code:
        if (code, street) in city.owners:
            return city.owners[code, street]
        code = code.rpartition(".")[0]
    return city.owners.get(("", street))
